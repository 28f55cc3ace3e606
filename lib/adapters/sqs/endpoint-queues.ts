import { assert } from '../../domain/assert.ts';
import type { QueueVisibility } from '../../ports/queue-visibility.ts';

export interface EndpointQueues {
  readonly visibility: QueueVisibility;
  /** Name of the webhook endpoint whose queue has this name. Throws for any other queue. */
  readonly endpointOf: (queue: string) => string;
}

/**
 * The queues of webhook endpoints. Their URLs differ in nothing but the name of the endpoint at their end; `urlStart` is
 * what they all begin with.
 */
export function endpointQueues(
  urlStart: string,
  visibilityOf: (queueUrl: string) => QueueVisibility,
): EndpointQueues {
  const nameStart = urlStart.slice(urlStart.lastIndexOf('/') + 1);
  const endpointOf = (queue: string): string => {
    assert(queue.startsWith(nameStart) && queue !== nameStart, 'events come from the queue of an endpoint');
    return queue.slice(nameStart.length);
  };
  return {
    endpointOf,
    visibility: {
      hide: (messages, queue) => visibilityOf(`${urlStart}${endpointOf(queue)}`).hide(messages, queue),
    },
  };
}
