import { gr8MoneyContract } from './gr8-money-post.ts';
import { readAmount, readBetId, readMoneyBody, readPolicy } from './gr8-request-body.ts';

/** POST /v1/sport/v1/bet/cashout of gr8.seed.txt. */
export const gr8CashoutContract = gr8MoneyContract({
  id: 'gr8-cashout',
  margin: true,
  readBody: (text) =>
    readMoneyBody(text, (members) => ({
      betId: readBetId(members),
      amount: readAmount(members, 'amount'),
      // The page ends the message on a bad policy without a full stop here, and with one for partial cashouts.
      priceChangePolicy: readPolicy(members, ''),
    })),
});
