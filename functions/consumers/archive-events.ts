import { eventArchive } from '../../lib/runtime/aws/event-archive.ts';
import { ownQueue } from '../../lib/runtime/aws/own-queue.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { onLambda } from '../../lib/runtime/lambda.ts';
import { queueOperation } from '../../lib/runtime/queue-operation.ts';

export const operation = queueOperation<Pick<Dependencies, 'eventArchive'>>(
  'archive-events',
  (needs) =>
    async ({ metadata: { id, occurredAt }, body: content }) => {
      await needs.eventArchive.put({ id, occurredAt, content });
      return 'done';
    },
);

export const handler = onLambda(operation, eventArchive, ownQueue);
