import { describe, expect, it } from 'vitest';
import { memoryQueueVisibility } from '../../../../lib/adapters/memory/queue-visibility.ts';
import { endpointQueues } from '../../../../lib/adapters/sqs/endpoint-queues.ts';

const urlStart = 'https://sqs.eu-central-1.amazonaws.com/123456789012/cashout-hub-dev-webhook-';

describe('the queues of webhook endpoints', () => {
  it('Given the name of a queue, then it says whose it is', () => {
    const { endpointOf } = endpointQueues(urlStart, memoryQueueVisibility);
    expect(endpointOf('cashout-hub-dev-webhook-crm')).toBe('crm');
    expect(endpointOf('cashout-hub-dev-webhook-webhook-crm')).toBe('webhook-crm');
  });

  it.each(['cashout-hub-dev-webhook-', 'cashout-hub-prod-webhook-crm', 'crm', ''])(
    'Given the queue %j, then it is none of them',
    (queue) => {
      const { endpointOf } = endpointQueues(urlStart, memoryQueueVisibility);
      expect(() => endpointOf(queue)).toThrow('the queue of an endpoint');
    },
  );

  it('Given messages of one queue, then they are hidden there', async () => {
    const visibility = memoryQueueVisibility();
    const asked: string[] = [];
    const queues = endpointQueues(urlStart, (queueUrl) => {
      asked.push(queueUrl);
      return visibility;
    });
    const messages = [{ receiptHandle: 'h', forMs: 5_000 }];
    await queues.visibility.hide(messages, 'cashout-hub-dev-webhook-crm');
    expect(asked).toEqual([`${urlStart}crm`]);
    expect(visibility.hidden).toEqual(messages);
  });
});
