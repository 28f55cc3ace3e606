import { endpointQueues } from '../../lib/runtime/aws/endpoint-queues.ts';
import { webhooks } from '../../lib/runtime/aws/webhooks.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { queueOperation } from '../../lib/runtime/queue-operation.ts';
import { deliverWebhook } from '../../lib/use-cases/deliver-webhook.ts';

type Needs = Pick<Dependencies, 'webhooks' | 'endpointStates' | 'endpointOf' | 'random'>;

export const operation = queueOperation<Needs>('deliver-webhooks', (needs) => async (event) => {
  const { receiveCount: receives, sentAt, queue } = event;
  const delivery = { endpoint: needs.endpointOf(queue), event, receives, sentAt };
  const retryInMs = await deliverWebhook(needs, delivery);
  return retryInMs === null ? 'done' : { retryInMs };
});

export const handler = onLambda(operation, webhooks, endpointQueues);
