import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../../lib/ports/telemetry.ts';
import { maxRecordAgeMs, recordsPerCall, streamRetries } from '../../stream-settings.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import type { StreamConsumer, StreamRecord } from './stream.ts';

/**
 * One consumer's way through the stream, as Lambda goes it: at least once, in order per item. Of a batch that names what
 * failed everything from there on comes again; one that throws comes again in halves; what fails again and again, or
 * is too old, is given up.
 */
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

/** Two would do to show races between items; four keep a busy load test from waiting for one slow delivery. */
const maxBatchesAtOnce = 4;
const firstRetryMs = 1_000;
/** The relay and the sweeper never wait longer than this between two attempts. */
const longestRetryMs = 5 * 60_000;
/** DynamoDB forgets stream records after a day, delivered or not; the sweeper finds what they were about. */
const retentionMs = 24 * 3_600_000;

/** The records of one item that are not done; only its first may be in a batch. */
interface Lane {
  readonly records: StreamRecord[];
  isTaken: boolean;
}

interface Batch {
  readonly places: readonly Place[];
  /** So far; being halved is none. */
  readonly retries: number;
}

interface Place {
  readonly lane: Lane;
  readonly record: StreamRecord;
}

export function streamReader({ consumer, clock, activity, log, isOut }: StreamReaderOptions): StreamReader {
  const lanes = new Map<string, Lane>();
  /** Batches that failed, by how to stop waiting for their time. */
  const waiting = new Map<Batch, () => void>();
  const again: Batch[] = [];
  let batchesUnderWay = 0;
  /** Of those: started, but not yet filled. */
  let batchesToFill = 0;

  function pump(): void {
    if (isOut()) return;
    const ready = [...lanes.values()].filter(({ isTaken }) => !isTaken).length;
    while (
      batchesUnderWay < maxBatchesAtOnce &&
      (batchesToFill < again.length || (batchesToFill - again.length) * recordsPerCall < ready)
    ) {
      batchesUnderWay += 1;
      batchesToFill += 1;
      void activity.track(deliverBatch).then(pump);
    }
  }

  async function deliverBatch(): Promise<void> {
    // Writes of the same turn travel together.
    await nextTurn();
    batchesToFill -= 1;
    try {
      const batch = isOut() ? undefined : (again.shift() ?? newBatch());
      if (batch !== undefined) await deliver(batch);
    } finally {
      batchesUnderWay -= 1;
    }
  }

  function newBatch(): Batch {
    const places: Place[] = [];
    for (const [itemKey, lane] of lanes) {
      if (places.length === recordsPerCall) break;
      if (lane.isTaken) continue;
      const record = firstWithinRetention(lane);
      if (record === undefined) {
        lanes.delete(itemKey);
        continue;
      }
      lane.isTaken = true;
      places.push({ lane, record });
    }
    return { places, retries: 0 };
  }

  function firstWithinRetention(lane: Lane): StreamRecord | undefined {
    const oldest = clock.now() - retentionMs;
    while ((lane.records[0]?.writtenAt ?? Number.POSITIVE_INFINITY) < oldest) lane.records.shift();
    return lane.records[0];
  }

  async function deliver({ places: all, retries }: Batch): Promise<void> {
    const oldest = clock.now() - maxRecordAgeMs;
    const places = all.filter(({ record }) => record.writtenAt >= oldest);
    giveUp(
      all.filter((place) => !places.includes(place)),
      'RecordAgeExceeded',
    );
    if (places.length === 0) return;
    const done = await attempt(places);
    // Nothing is known of a batch that threw: its halves tell which record it is.
    const half = Math.ceil(places.length / 2);
    if (done === 'nothing' && places.length > 1) {
      for (const part of [places.slice(0, half), places.slice(half)]) {
        comeAgain({ places: part, retries }, firstRetryMs);
      }
      return;
    }
    const from = done === 'nothing' ? 0 : done;
    finish(places.slice(0, from));
    const rest = places.slice(from);
    const waitMs = Math.min(firstRetryMs * 2 ** retries, longestRetryMs);
    if (retries < streamRetries) comeAgain({ places: rest, retries: retries + 1 }, waitMs);
    else giveUp(rest, 'RetryAttemptsExhausted');
  }

  /** How many are done, counted up to the first that failed; nothing is known where the delivery threw. */
  async function attempt(places: readonly Place[]): Promise<number | 'nothing'> {
    const all = places.map(({ record }) => record.sequenceNumber);
    try {
      const { batchItemFailures } = await consumer.deliver({
        Records: places.map(({ record }) => record.record),
      });
      const failed = batchItemFailures.map(({ itemIdentifier }) => all.indexOf(itemIdentifier));
      // A failure that names no record of the batch counts for the whole batch, as with Lambda.
      return failed.includes(-1) ? 'nothing' : Math.min(all.length, ...failed);
    } catch (fault) {
      log.error('a stream delivery failed', fault, { operation: consumer.id, records: all.length });
      return 'nothing';
    }
  }

  function finish(places: readonly Place[]): void {
    for (const { lane, record } of places) {
      lane.records.shift();
      lane.isTaken = false;
      if (lane.records.length === 0) lanes.delete(record.itemKey);
    }
  }

  function giveUp(places: readonly Place[], condition: GivenUp['condition']): void {
    if (places.length === 0) return;
    try {
      consumer.giveUp({ condition, records: places.map(({ record }) => record) });
    } catch (fault) {
      log.error('stream records were given up and nobody is told', fault, { operation: consumer.id });
    }
    finish(places);
  }

  function comeAgain(batch: Batch, waitMs: number): void {
    if (batch.places.length === 0) return;
    const go = (): void => {
      waiting.delete(batch);
      again.push(batch);
      pump();
    };
    waiting.set(batch, clock.at(clock.now() + waitMs, go));
  }

  return {
    take(record) {
      if (!(consumer.onlyWith in record.newImage)) return;
      const lane = lanes.get(record.itemKey);
      if (lane === undefined) lanes.set(record.itemKey, { records: [record], isTaken: false });
      else lane.records.push(record);
      pump();
    },
    retryNow() {
      for (const [batch, cancelWait] of waiting) {
        cancelWait();
        again.push(batch);
      }
      waiting.clear();
      pump();
    },
  };
}

/** Records nobody is given any more, and why. */
export interface GivenUp {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  /** At least one, in their order. */
  readonly records: readonly Pick<StreamRecord, 'sequenceNumber' | 'writtenAt'>[];
}
