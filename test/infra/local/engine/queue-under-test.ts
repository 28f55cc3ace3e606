import type { SQSEvent } from 'aws-lambda';
import { type Activity, activity } from '../../../../infra/local/engine/activity.ts';
import { type VirtualClock, virtualClock } from '../../../../infra/local/engine/clock.ts';
import type { DeliveryCauses } from '../../../../infra/local/engine/delivery-causes.ts';
import type { QueueConsumer } from '../../../../infra/local/engine/queue.ts';
import type { QueueKeeper } from '../../../../infra/local/engine/queue-keeper.ts';
import { localQueues, type QueueChaos } from '../../../../infra/local/engine/queues.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { silentLog } from '../silent-log.ts';

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export interface Delivered {
  readonly id: string;
  readonly receives: number;
  /** Milliseconds since the start. */
  readonly at: number;
  readonly receiptHandle: string;
}

export interface QueueGiven {
  readonly consumer?: Partial<QueueConsumer>;
  /** Which deliveries fail; those that throw fail as a whole. */
  readonly failing?: (delivered: Delivered) => boolean;
  readonly keeper?: QueueKeeper;
  readonly chaos?: QueueChaos;
  readonly causes?: Pick<DeliveryCauses, 'during'>;
  readonly clock?: VirtualClock;
  readonly work?: Activity;
}

/** A queue whose consumer notes what it was given; without duplicates unless asked for. */
export function queueUnderTest(given: QueueGiven = {}) {
  const { consumer = {}, failing = () => false, keeper, chaos = { duplicates: 0 } } = given;
  const clock = given.clock ?? virtualClock(handDrivenTime());
  const work = given.work ?? activity();
  clock.onSettle((patienceMs) => work.settled(patienceMs));
  const log = silentLog();
  const queues = localQueues({
    clock,
    activity: work,
    log,
    chaos,
    ...(keeper === undefined ? {} : { keeper }),
    ...(given.causes === undefined ? {} : { causes: given.causes }),
  });
  const start = clock.now();
  const batches: string[][] = [];
  const delivered: Delivered[] = [];
  queues.attach({
    name: 'wallet',
    batchSize: 10,
    maxReceives: 3,
    visibilityMs: 30 * secondMs,
    async deliver({ Records }: SQSEvent) {
      const batch = Records.map(({ messageId, receiptHandle, attributes }) => ({
        id: messageId,
        receives: Number(attributes.ApproximateReceiveCount),
        at: clock.now() - start,
        receiptHandle,
      }));
      batches.push(batch.map(({ id }) => id));
      delivered.push(...batch);
      return {
        batchItemFailures: batch.filter(failing).map(({ id }) => ({ itemIdentifier: id })),
      };
    },
    ...consumer,
  });
  const send = (...ids: readonly string[]) =>
    queues.send(ids.map((id) => ({ id, body: `{"id":"${id}"}`, sentAt: clock.now(), to: ['wallet'] })));
  const rest = () => work.idle(5_000);
  const counts = () => {
    const [{ waiting, inFlight, deadLetters } = { waiting: -1, inFlight: -1, deadLetters: -1 }] =
      queues.counts();
    return { waiting, inFlight, deadLetters };
  };
  return { clock, queues, log, batches, delivered, send, rest, counts };
}
