import type { Clock } from '../../../../lib/ports/clock.ts';
import { type FaultQueue, replayKind } from '../faults.ts';
import type { Callback } from './callback.ts';
import { type CallbackAnswer, isDelivered } from './post-callback.ts';
import type { CallbackSender } from './sender.ts';

/** A callback that DATA.BET owes the operator. */
export interface Delivery {
  readonly callback: Callback;
  readonly requestId: string;
  /** What a replay of it is; without one it is never replayed. */
  readonly replay?: Callback;
}

export interface Undelivered extends Delivery {
  /** How often it was sent. */
  readonly attempts: number;
  /** Epoch milliseconds; null while it is on its way or waits for another callback. */
  readonly nextAttemptAt: number | null;
  readonly lastAnswer: CallbackAnswer | null;
}

export interface DeliveryQueues {
  /**
   * Puts it at the end of the bet's queue. Resolves when its first attempt is over, to whether it was taken; at once
   * to false when something has to come first.
   */
  add(betId: string, delivery: Delivery): Promise<boolean>;
  /** In the order they are going to be sent. */
  undelivered(betId: string): readonly Undelivered[];
}

/**
 * At least once, and in order of each bet, is all that is known. How often and when is our assumption: the first
 * repeat soon, each wait twice as long as the one before, five minutes at most, and never given up, as the longest
 * outage a test makes is no reason to lose a decision.
 */
export const firstRetryMs = 1_000;
export const longestRetryMs = 5 * 60_000;

interface Waiting extends Delivery {
  attempts: number;
  nextAttemptAt: number | null;
  lastAnswer: CallbackAnswer | null;
  /** Tells whoever queued it. */
  readonly tell: (delivered: boolean) => void;
}

interface Queue {
  readonly line: Waiting[];
  /** Let the next one pass, as ordered, and goes as soon as that one has been taken. */
  overtaken: Waiting | undefined;
  working: boolean;
}

export interface DeliveryParts {
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly sender: CallbackSender;
  /** Aborts when the simulators are closed. */
  readonly closing: AbortSignal;
}

/** Delivers callbacks: the next one of a bet only when the one before was taken, those of other bets meanwhile. */
export function deliveryQueues({ clock, faults, sender, closing }: DeliveryParts): DeliveryQueues {
  const queues = new Map<string, Queue>();

  async function work(queue: Queue): Promise<void> {
    const { line } = queue;
    queue.working = true;
    try {
      for (let head = line[0]; head !== undefined; head = line[0]) {
        if (isToBeOvertaken(queue, head)) {
          queue.overtaken = line.shift();
          head.tell(false);
          continue;
        }
        const delivered = await attempt(head);
        head.tell(delivered);
        if (delivered) goOn(queue, head);
        else await wait(head, retryAfterMs(head.attempts));
      }
    } finally {
      // In the same turn as the last look at the line, and as telling of it: nobody queues up behind one who has left.
      queue.working = false;
    }
  }

  async function attempt(head: Waiting): Promise<boolean> {
    const delay = faults.take(head.callback.name, ['delay']);
    if (delay?.delayMs !== undefined) await wait(head, delay.delayMs);
    const answers = await sender.send(head.callback, 1);
    head.attempts += 1;
    head.lastAnswer = answers.at(-1) ?? null;
    return answers.some(isDelivered);
  }

  function isToBeOvertaken({ overtaken }: Queue, { callback, attempts }: Waiting): boolean {
    return overtaken === undefined && attempts === 0 && faults.take(callback.name, ['reorder']) !== undefined;
  }

  function goOn(queue: Queue, delivered: Waiting): void {
    const { callback, replay, requestId } = delivered;
    const isReplayed = replay !== undefined && faults.take(callback.name, [replayKind]) !== undefined;
    const replayed = isReplayed ? [waiting({ callback: replay, requestId })] : [];
    const late = queue.overtaken === undefined ? [] : [queue.overtaken];
    queue.overtaken = undefined;
    queue.line.splice(0, 1, ...replayed, ...late);
  }

  async function wait(head: Waiting, ms: number): Promise<void> {
    head.tell(false);
    head.nextAttemptAt = clock.now() + ms;
    await clock.sleep(ms, closing);
    head.nextAttemptAt = null;
  }

  function start(queue: Queue): void {
    work(queue).catch((fault: unknown) => {
      if (!closing.aborted) throw fault;
    });
  }

  return {
    add(betId, delivery) {
      const queue = queues.get(betId) ?? { line: [], overtaken: undefined, working: false };
      queues.set(betId, queue);
      return new Promise((tell) => {
        queue.line.push(waiting(delivery, tell));
        if (queue.working) tell(false);
        else start(queue);
      });
    },
    undelivered(betId) {
      const { line = [], overtaken } = queues.get(betId) ?? {};
      const [head, ...others] = line;
      return [head, overtaken, ...others].filter((one) => one !== undefined);
    },
  };
}

function waiting(delivery: Delivery, tell: (delivered: boolean) => void = () => undefined): Waiting {
  const { callback, requestId, replay } = delivery;
  return {
    callback,
    requestId,
    ...(replay === undefined ? {} : { replay }),
    attempts: 0,
    nextAttemptAt: null,
    lastAnswer: null,
    tell,
  };
}

function retryAfterMs(failedAttempts: number): number {
  return Math.min(firstRetryMs * 2 ** (failedAttempts - 1), longestRetryMs);
}
