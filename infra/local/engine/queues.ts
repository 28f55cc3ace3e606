import type { QueueVisibility } from '../../../lib/ports/queue-visibility.ts';
import type { Log } from '../../../lib/ports/telemetry.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import type { DeadLetterPage } from './dead-letters.ts';
import { type DeliveryCauses, deliveryCauses } from './delivery-causes.ts';
import { type Failure, type LocalFailureQueue, localFailureQueue } from './failure-queue.ts';
import { type LocalQueue, localQueue, type QueueConsumer, type QueueCounts } from './queue.ts';
import { forgetfulKeeper, type QueueKeeper, type SentMessage } from './queue-keeper.ts';
import { type Random, seededRandom } from './random.ts';

/** How far the queues go in being what AWS only promises not to be better than. */
export interface QueueChaos {
  /**
   * Chooses the order of deliveries and what is delivered twice.
   * @default 1
   */
  readonly seed?: number;
  /**
   * The share of messages delivered once more after they are done, from 0 to 1.
   * @default 0.05
   */
  readonly duplicates?: number;
}

/** The queues of all consumers. */
export interface LocalQueues {
  /** Makes its queue, with what an earlier run left in it. */
  attach(consumer: QueueConsumer): void;
  /** Makes a queue that holds failures and that nobody consumes, with what an earlier run left in it. */
  attachFailures(name: string): void;
  names(): readonly string[];
  /** Puts each message into the queues of those it is for; kept once this returns. */
  send(sent: readonly SentMessage[]): void;
  /** Into a queue of failures; kept once this returns. Throws when that did not work. */
  putFailure(name: string, failure: Failure): void;
  /** Whether it holds failures, which there is nobody to send on to. */
  holdsFailures(name: string): boolean;
  counts(): readonly (QueueCounts & { readonly name: string })[];
  /** At most `limit`, newest last, from the oldest or from where an earlier page ended; none of an unknown consumer. */
  deadLetters(name: string, limit: number, from: string | null): DeadLetterPage;
  /** Sends dead letters to their consumer once more; answers how many of these there were. */
  redrive(name: string, ids: readonly string[] | 'all'): number;
  /** Of an unknown consumer it does nothing. */
  setOutage(name: string, on: boolean): void;
  isOut(name: string): boolean;
  retryNow(): void;
  /** Of messages of any queue: a delivery's name says whose it is. */
  readonly visibility: QueueVisibility;
  /** Delivers nothing any more. */
  stop(): void;
}

export interface QueuesOptions {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly log: Log;
  /** @default what is in memory is all there is */
  readonly keeper?: QueueKeeper;
  readonly chaos?: QueueChaos;
  /**
   * What the consumers' log goes through.
   * @default nothing is known of why a delivery failed but what it threw
   */
  readonly causes?: Pick<DeliveryCauses, 'during'>;
}

/** One message in twenty: every test of some length sees it, and no person wonders for long. */
const defaultDuplicates = 0.05;

export function localQueues(options: QueuesOptions): LocalQueues {
  const { clock, activity, log, keeper = forgetfulKeeper, chaos = {} } = options;
  const { causes = deliveryCauses(log) } = options;
  const { seed = 1, duplicates = defaultDuplicates } = chaos;
  const random: Random = seededRandom(seed);
  const queues = new Map<string, LocalQueue>();
  const failures = new Map<string, LocalFailureQueue>();
  const all = () => [...queues, ...failures];
  const find = (name: string) => queues.get(name) ?? failures.get(name);

  return {
    attach(consumer) {
      const parts = { clock, activity, log, keeper, causes, random, duplicates };
      queues.set(consumer.name, localQueue({ consumer, ...parts }));
    },
    attachFailures: (name) => void failures.set(name, localFailureQueue({ name, clock, keeper, log })),
    names: () => all().map(([name]) => name),
    send(sent) {
      const meant = sent.filter(({ to }) => to.length > 0);
      if (meant.length === 0) return;
      keeper.put(meant);
      for (const [name, queue] of queues) {
        const own = meant.filter(({ to }) => to.includes(name));
        if (own.length > 0) queue.add(own.map(({ to: _, ...message }) => ({ ...message, receives: 0 })));
      }
    },
    putFailure(name, failure) {
      const queue = failures.get(name);
      if (queue === undefined) throw new Error(`there is no queue of failures ${name}`);
      queue.put(failure);
    },
    holdsFailures: (name) => failures.has(name),
    counts: () => all().map(([name, queue]) => ({ name, ...queue.counts() })),
    deadLetters: (name, limit, from) => find(name)?.deadLetters(limit, from) ?? { letters: [], next: null },
    redrive: (name, ids) => queues.get(name)?.redrive(ids) ?? 0,
    setOutage: (name, on) => find(name)?.setOutage(on),
    isOut: (name) => find(name)?.isOut() ?? false,
    retryNow() {
      for (const queue of queues.values()) queue.retryNow();
    },
    visibility: {
      async hide(messages) {
        const unknown = messages.filter(
          ({ receiptHandle, forMs }) =>
            ![...queues.values()].some((queue) => queue.hide(receiptHandle, forMs)),
        );
        if (unknown.length > 0) throw new Error(`${unknown.length} deliveries are over or never were`);
      },
    },
    stop() {
      for (const queue of queues.values()) queue.setOutage(true);
    },
  };
}
