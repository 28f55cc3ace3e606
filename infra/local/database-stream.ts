import { setTimeout as pause } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Log } from '../../lib/ports/telemetry.ts';
import { shardReader } from './database-shard-reader.ts';
import type { StreamCalls } from './database-shards.ts';

/** The changes of one table as its own stream tells them. */
export interface TableStream {
  /**
   * Resolves once everything written before this call has been handed on; the stream shows a write before it
   * is answered. Gives up after ten seconds, with the records still to come.
   */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface TableStreamOptions {
  readonly calls: StreamCalls;
  readonly onRecord: (record: DynamoDBRecord) => void;
  readonly log: Log;
  /** Between two looks nobody asked for, in real time. @default 250 */
  readonly pollMs?: number;
}

/** Writes of the hub ask for a look themselves; this is for what others write and what expires. */
const defaultPollMs = 250;
/** Longer than an engine that is alive ever takes. Who waits has a bound of its own; this one lets go of the rest. */
const catchUpWithinMs = 10_000;

/**
 * Reads the stream from the oldest record on: after a restart what a killed hub did not deliver comes again,
 * together with what it did, which every consumer takes without harm.
 */
export function tableStream(options: TableStreamOptions): TableStream {
  const { calls, onRecord, log, pollMs = defaultPollMs } = options;
  const reader = shardReader(calls, onRecord);
  let asked = question();
  let wake = new AbortController();
  let isAsked = false;
  let isStopped = false;
  let isFailing = false;

  async function readOn(): Promise<void> {
    while (!isStopped) {
      const answering = asked;
      [asked, isAsked, wake] = [question(), false, new AbortController()];
      try {
        await reader.read();
        answering.resolve();
        isFailing = false;
      } catch (fault) {
        // Whoever asked is answered by the look that succeeds.
        void asked.promise.then(answering.resolve);
        if (!isFailing && !isStopped) log.error('the stream of the ledger could not be read', fault);
        isFailing = true;
        await pause(pollMs);
        continue;
      }
      if (!isAsked)
        await pause(pollMs, undefined, { signal: wake.signal, ref: false }).catch(() => undefined);
    }
    asked.resolve();
  }

  const reading = readOn();
  return {
    async caughtUp() {
      const { promise } = asked;
      isAsked = true;
      wake.abort();
      const patience = new AbortController();
      const enough = pause(catchUpWithinMs, undefined, { signal: patience.signal, ref: false });
      await Promise.race([promise, enough.catch(() => undefined)]);
      patience.abort();
    },
    async stop() {
      isStopped = true;
      wake.abort();
      await reading;
    },
  };
}

/** A promise that is kept from outside. */
function question(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((kept) => {
    resolve = kept;
  });
  return { promise, resolve };
}
