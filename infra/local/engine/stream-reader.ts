import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../../lib/ports/telemetry.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import type { StreamConsumer, StreamRecord } from './stream.ts';

/** One consumer's way through the stream: at least once, in order per item, failed records again and again. */
export interface StreamReader {
  take(record: StreamRecord): void;
  /** Cuts every waiting time short. */
  retryNow(): void;
}

export interface StreamReaderOptions {
  readonly consumer: StreamConsumer;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly log: Log;
  readonly isOut: () => boolean;
}

/** What the deployed stream is set to as well. */
export const maxRecordsPerBatch = 10;
/** Two would do to show races between items; four keep a busy load test from waiting for one slow delivery. */
const maxBatchesAtOnce = 4;
const firstRetryMs = 1_000;
/** The relay and the sweeper never wait longer than this between two attempts. */
const longestRetryMs = 5 * 60_000;
/** DynamoDB forgets stream records after a day, delivered or not; the sweeper finds what they were about. */
const retentionMs = 24 * 3_600_000;

/** The records of one item not yet delivered; only its first may be on its way. */
interface Lane {
  readonly records: StreamRecord[];
  state: 'ready' | 'delivering' | 'waiting';
  failures: number;
  cancelWait: () => void;
}

export function streamReader({ consumer, clock, activity, log, isOut }: StreamReaderOptions): StreamReader {
  const lanes = new Map<string, Lane>();
  let batchesUnderWay = 0;
  /** Of those: started, but not yet filled. */
  let batchesToFill = 0;

  function pump(): void {
    if (isOut()) return;
    const ready = [...lanes.values()].filter(({ state }) => state === 'ready').length;
    while (batchesUnderWay < maxBatchesAtOnce && batchesToFill * maxRecordsPerBatch < ready) {
      batchesUnderWay += 1;
      batchesToFill += 1;
      void activity.track(deliverBatch).then(pump);
    }
  }

  async function deliverBatch(): Promise<void> {
    // Writes of the same turn travel together.
    await nextTurn();
    const batch = takeBatch();
    batchesToFill -= 1;
    try {
      if (batch.length > 0) settle(batch, await attempt(batch));
    } finally {
      batchesUnderWay -= 1;
    }
  }

  function takeBatch(): readonly [Lane, StreamRecord][] {
    const batch: [Lane, StreamRecord][] = [];
    if (isOut()) return batch;
    for (const [itemKey, lane] of lanes) {
      if (batch.length === maxRecordsPerBatch) break;
      if (lane.state !== 'ready') continue;
      const first = firstWithinRetention(lane);
      if (first === undefined) {
        lanes.delete(itemKey);
        continue;
      }
      lane.state = 'delivering';
      batch.push([lane, first]);
    }
    return batch;
  }

  function firstWithinRetention(lane: Lane): StreamRecord | undefined {
    const oldest = clock.now() - retentionMs;
    while ((lane.records[0]?.writtenAt ?? Number.POSITIVE_INFINITY) < oldest) lane.records.shift();
    return lane.records[0];
  }

  /** The sequence numbers that failed. */
  async function attempt(batch: readonly [Lane, StreamRecord][]): Promise<ReadonlySet<string>> {
    const all = batch.map(([, { sequenceNumber }]) => sequenceNumber);
    try {
      const { batchItemFailures } = await consumer.deliver({
        Records: batch.map(([, { record }]) => record),
      });
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      // A failure that names no record of the batch counts for the whole batch, as with Lambda.
      return new Set(failed.every((identifier) => all.includes(identifier)) ? failed : all);
    } catch (fault) {
      log.error('a stream delivery failed', fault, { operation: consumer.id, records: all.length });
      return new Set(all);
    }
  }

  function settle(batch: readonly [Lane, StreamRecord][], failed: ReadonlySet<string>): void {
    for (const [lane, { itemKey, sequenceNumber }] of batch) {
      if (failed.has(sequenceNumber)) {
        waitForRetry(lane);
        continue;
      }
      lane.records.shift();
      lane.failures = 0;
      lane.state = 'ready';
      if (lane.records.length === 0) lanes.delete(itemKey);
    }
  }

  function waitForRetry(lane: Lane): void {
    lane.state = 'waiting';
    lane.failures += 1;
    const waitMs = Math.min(firstRetryMs * 2 ** (lane.failures - 1), longestRetryMs);
    lane.cancelWait = clock.at(clock.now() + waitMs, () => {
      lane.state = 'ready';
      pump();
    });
  }

  return {
    take(record) {
      if (!(consumer.onlyWith in record.newImage)) return;
      const lane = lanes.get(record.itemKey);
      if (lane === undefined) lanes.set(record.itemKey, readyLane(record));
      else lane.records.push(record);
      pump();
    },
    retryNow() {
      for (const lane of lanes.values()) {
        if (lane.state !== 'waiting') continue;
        lane.cancelWait();
        lane.state = 'ready';
      }
      pump();
    },
  };
}

function readyLane(record: StreamRecord): Lane {
  return { records: [record], state: 'ready', failures: 0, cancelWait: () => undefined };
}
