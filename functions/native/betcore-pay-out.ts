import { unpaidInShape } from '../../lib/contracts/native/betcore-answers.ts';
import { betcorePayOutContract } from '../../lib/contracts/native/betcore-pay-out.ts';
import { betcore } from '../../lib/runtime/aws/betcore.ts';
import { payOuts } from '../../lib/runtime/aws/pay-outs.ts';
import { requestIds } from '../../lib/runtime/aws/request-ids.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { nativeOperation } from '../../lib/runtime/native/native-operation.ts';
import { type PayBetcoreBetNeeds, payBetcoreBet } from '../../lib/runtime/native/pay-betcore-bet.ts';

export const operation = nativeOperation({
  contract: betcorePayOutContract,
  admitsFirst: true,
  inShape: unpaidInShape,
  handle: (needs: PayBetcoreBetNeeds) => (call) => payBetcoreBet(needs, call),
});

export const handler = onLambda(operation, payOuts, betcore, requestIds);
