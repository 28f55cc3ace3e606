import type { Log } from '../../../lib/ports/telemetry.ts';
import type { VirtualClock } from './clock.ts';
import { type DeadLetters, deadLetters } from './dead-letters.ts';
import type { LocalQueue } from './queue.ts';
import type { QueueKeeper } from './queue-keeper.ts';

/** What an operation could not be given or could not do, for a person to look at: nothing consumes it. */
export interface LocalFailureQueue
  extends Pick<LocalQueue, 'counts' | 'deadLetters' | 'setOutage' | 'isOut'> {
  /** Kept once this returns. Throws while the queue is out. */
  put(failure: Failure): void;
}

export interface Failure {
  readonly body: string;
  readonly cause: string;
}

export interface FailureQueueOptions {
  readonly name: string;
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly keeper: QueueKeeper;
  readonly log: Log;
}

export function localFailureQueue({ name, clock, keeper, log }: FailureQueueOptions): LocalFailureQueue {
  const dead: DeadLetters = deadLetters({ consumer: name, clock, keeper, log });
  let count = 0;
  let out = false;

  for (const { deadSince, visibleAt: _, ...message } of keeper.kept(name)) {
    // Without its time it was put in by a process that died in between.
    dead.add({ ...message, since: deadSince ?? message.sentAt });
  }
  return {
    put({ body, cause }) {
      if (out) throw new Error(`${name} is switched off`);
      const sentAt = clock.now();
      count += 1;
      const message = { id: `${sentAt}-${count}`, body, sentAt };
      keeper.put([{ ...message, to: [name] }]);
      dead.bury({ ...message, receives: 0, cause });
    },
    counts: () => ({ waiting: 0, inFlight: 0, deadLetters: dead.count() }),
    deadLetters: dead.page,
    setOutage(on) {
      out = on;
    },
    isOut: () => out,
  };
}
