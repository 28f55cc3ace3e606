import type { Operation } from '../functions/manifest-types.ts';

/** A call may be throttled and tried again a few times before its messages show up for another: what AWS advises. */
const visibilityPerTimeout = 6;

/** How long a queue hides what it has handed to this operation. */
export function visibilitySecondsOf({ timeoutSeconds, trigger }: Operation): number {
  const { batchWindowSeconds = 0 } =
    trigger.type === 'queue' || trigger.type === 'endpoint-queues' ? trigger : {};
  return visibilityPerTimeout * timeoutSeconds + batchWindowSeconds;
}

/** The longest SQS offers: what happens on a holiday must not be gone before somebody is back. */
export const queueRetentionDays = 14;
