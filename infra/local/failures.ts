import { toMessageBody } from '../../lib/adapters/sqs/failure-queue.ts';
import type { FailureQueue } from '../../lib/ports/failure-queue.ts';
import type { LocalQueues } from './engine/queues.ts';

/** Name of the queue of what an operation could not do. */
export function failuresOf(operation: string): string {
  return `${operation}/failures`;
}

/** Where the operations of the local system put aside what they can never do: each in a queue of its own. */
export function localFailures(queues: Pick<LocalQueues, 'putFailure'>): FailureQueue {
  return {
    async put(aside) {
      const { fault, message } = aside.cause;
      queues.putFailure(failuresOf(aside.operation), {
        body: toMessageBody(aside),
        cause: `${fault}: ${message}`,
      });
    },
  };
}
