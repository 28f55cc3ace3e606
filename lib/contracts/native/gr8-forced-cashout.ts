import { badRequestProblem, cannotBeForced, unprocessable } from './gr8-answers.ts';
import { gr8MoneyContract, keyReusedText } from './gr8-money-post.ts';
import { readAmount, readBetId, readMoneyBody } from './gr8-request-body.ts';

/** POST /v1/sport/v0/bet/forced-cashout of gr8.seed.txt: no margin, no policy. */
export const gr8ForcedCashoutContract = gr8MoneyContract({
  id: 'gr8-forced-cashout',
  margin: false,
  badRequest: badRequestProblem,
  keyReused: unprocessable(keyReusedText),
  cannotBe: () => cannotBeForced,
  readBody: (text) =>
    readMoneyBody(text, (members) => ({ betId: readBetId(members), amount: readAmount(members, 'amount') })),
});
