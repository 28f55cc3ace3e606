import { gr8MoneyContract } from './gr8-money-post.ts';
import { readAmount, readBetId, readMoneyBody, readPolicy } from './gr8-request-body.ts';

/** POST /v1/sport/v1/bet/partial-cashout of gr8.seed.txt. */
export const gr8PartialCashoutContract = gr8MoneyContract({
  id: 'gr8-partial-cashout',
  margin: true,
  readBody: (text) =>
    readMoneyBody(text, (members) => ({
      betId: readBetId(members),
      betAmount: readAmount(members, 'betAmount'),
      amount: readAmount(members, 'amount'),
      priceChangePolicy: readPolicy(members, '.'),
    })),
});
