import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from '../../../infra/local/database-shards.ts';
import { type TableStream, tableStream } from '../../../infra/local/database-stream.ts';
import { silentLog } from './silent-log.ts';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A stream of one shard; `read` answers each look at it from the position on. */
function given(read: (position: number) => Promise<DynamoDBRecord[]>, pollMs: number) {
  const seen: string[] = [];
  const log = silentLog();
  const stream: TableStream = tableStream({
    calls: {
      shards: async () => [{ id: 'a', parentId: undefined }],
      iterator: async () => '0',
      async records(iterator): Promise<Page> {
        const records = await read(Number(iterator));
        return { records, next: String(Number(iterator) + records.length) };
      },
    },
    onRecord: ({ eventID = '' }) => seen.push(eventID),
    log,
    pollMs,
  });
  stops.push(() => stream.stop());
  return { stream, seen, log };
}

/** So long that a test would time out waiting for it. */
const neverMs = 600_000;

describe('the stream of a table', () => {
  it('Given nobody asks, then it looks by itself', async () => {
    const written: DynamoDBRecord[] = [];
    const { seen } = given(async (from) => written.slice(from), 5);
    written.push({ eventID: '1' });
    await expect.poll(() => seen).toEqual(['1']);
    written.push({ eventID: '2' });
    await expect.poll(() => seen).toEqual(['1', '2']);
  });

  it('Given somebody asks, then what was written before has been handed on', async () => {
    const written: DynamoDBRecord[] = [];
    const { stream, seen } = given(async (from) => written.slice(from), neverMs);
    for (const eventID of ['1', '2', '3']) {
      written.push({ eventID });
      await stream.caughtUp();
      expect(seen.at(-1)).toBe(eventID);
    }
  });

  it('Given a look is under way that came too early, then another one answers', async () => {
    const written: DynamoDBRecord[] = [];
    const first = Promise.withResolvers<DynamoDBRecord[]>();
    let looks = 0;
    const { stream, seen } = given(async (from) => {
      looks += 1;
      return looks === 1 ? first.promise : written.slice(from);
    }, neverMs);
    written.push({ eventID: '1' });
    const caughtUp = stream.caughtUp();
    first.resolve([]);
    await caughtUp;
    expect(seen).toEqual(['1']);
  });

  it('Given many ask at once, then few looks answer them', async () => {
    let looks = 0;
    const { stream } = given(async () => {
      looks += 1;
      return [];
    }, neverMs);
    await Promise.all(Array.from({ length: 50 }, () => stream.caughtUp()));
    expect(looks).toBeLessThanOrEqual(2);
  });

  it('Given it cannot be read for a while, then that is told once and whoever asked is answered afterwards', async () => {
    let failures = 3;
    const { stream, seen, log } = given(async (from) => {
      failures -= 1;
      if (failures >= 0) throw new Error('away');
      return from === 0 ? [{ eventID: '1' }] : [];
    }, 1);
    await stream.caughtUp();
    expect(seen).toEqual(['1']);
    expect(log.lines).toEqual(['error: the stream of the ledger could not be read']);
  });

  it('Given it is stopped, then whoever asked is let go', async () => {
    const { stream } = given(async () => {
      throw new Error('away');
    }, 1);
    const caughtUp = stream.caughtUp();
    await stream.stop();
    await expect(caughtUp).resolves.toBeUndefined();
  });
});
