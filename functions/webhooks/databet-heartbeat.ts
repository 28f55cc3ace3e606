import { takenAnswer } from '../../lib/contracts/native/databet-answers.ts';
import { databetHeartbeatContract } from '../../lib/contracts/native/databet-heartbeat.ts';
import { databet } from '../../lib/runtime/aws/databet.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { recordable, webhookOperation } from '../../lib/runtime/webhooks/webhook-operation.ts';

export const operation = webhookOperation({
  contract: databetHeartbeatContract,
  callback: 'heartbeat',
  handle: () => async () => recordable(takenAnswer),
});

export const handler = onLambda(operation, databet);
