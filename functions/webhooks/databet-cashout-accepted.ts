import { databetCashoutAcceptedContract } from '../../lib/contracts/native/databet-cashout-accepted.ts';
import { callbacks } from '../../lib/runtime/aws/callbacks.ts';
import { databet } from '../../lib/runtime/aws/databet.ts';
import { ledger } from '../../lib/runtime/aws/ledger.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import {
  type TakeDatabetCallbackNeeds,
  takeDatabetAccepted,
} from '../../lib/runtime/webhooks/take-databet-callback.ts';
import { webhookOperation } from '../../lib/runtime/webhooks/webhook-operation.ts';

export const operation = webhookOperation({
  contract: databetCashoutAcceptedContract,
  callback: 'accepted',
  handle: (needs: TakeDatabetCallbackNeeds) => (call) => takeDatabetAccepted(needs, call),
});

export const handler = onLambda(operation, ledger, callbacks, databet);
