import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { activity } from '../../../../infra/local/engine/activity.ts';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { localStream } from '../../../../infra/local/engine/stream.ts';
import { maxRecordAgeMs, recordsPerCall, streamRetries } from '../../../../infra/stream-settings.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { silentLog } from '../silent-log.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A stream with one consumer that notes what it got, as `key:version` per batch, and fails on demand. */
function given(
  options: { failing?: (record: string) => boolean; throwing?: (batch: readonly string[]) => boolean } = {},
) {
  const clock = virtualClock(handDrivenTime());
  const work = activity();
  clock.onSettle((patienceMs) => work.settled(patienceMs));
  const log = silentLog();
  const stream = localStream(clock, work, log);
  const start = clock.now();
  const batches: string[][] = [];
  const deliveredAt: number[] = [];
  const givenUp: string[] = [];
  stream.attach({
    id: 'relay-outbox',
    onlyWith: 'unsent',
    giveUp: ({ condition, records }) =>
      void givenUp.push(`${condition} ${records.map(({ sequenceNumber }) => Number(sequenceNumber))}`),
    async deliver({ Records }: DynamoDBStreamEvent) {
      const named = Records.map(({ dynamodb }) => ({
        name: `${dynamodb?.Keys?.['pk']?.S}:${dynamodb?.NewImage?.['version']?.N}`,
        sequence: dynamodb?.SequenceNumber ?? '',
      }));
      batches.push(named.map(({ name }) => name));
      deliveredAt.push(clock.now() - start);
      if (options.throwing?.(named.map(({ name }) => name)) === true) throw new Error('broken');
      const failed = named.filter(({ name }) => options.failing?.(name) === true);
      return { batchItemFailures: failed.map(({ sequence }) => ({ itemIdentifier: sequence })) };
    },
  });
  const write = (pk: string, version: number, extra: object = { unsent: { N: '1' } }) =>
    stream.write({ pk: { S: pk } }, { pk: { S: pk }, version: { N: String(version) }, ...extra });
  const rest = () => work.idle(5_000);
  return { clock, stream, log, batches, deliveredAt, givenUp, write, rest };
}

describe('the local stream', () => {
  it('delivers writes of one turn together, in the shape of a table’s stream', async () => {
    const { batches, write, rest } = given();
    write('a', 1);
    write('b', 1);
    await rest();
    expect(batches).toEqual([['a:1', 'b:1']]);
  });

  it('leaves out records whose new image lacks the attribute', async () => {
    const { batches, write, rest } = given();
    write('a', 1, {});
    write('b', 1);
    await rest();
    expect(batches).toEqual([['b:1']]);
  });

  it('delivers records of another stream as they are, but those without a new image', async () => {
    const clock = virtualClock(handDrivenTime());
    const work = activity();
    const stream = localStream(clock, work, silentLog());
    const delivered: DynamoDBStreamEvent[] = [];
    stream.attach({
      id: 'relay-outbox',
      onlyWith: 'unsent',
      giveUp: () => undefined,
      async deliver(event) {
        delivered.push(event);
        return { batchItemFailures: [] };
      },
    });
    const Keys = { pk: { S: 'a' } };
    const image = { ...Keys, unsent: { N: '1' } };
    // Written by real time, which this clock has left behind.
    const ApproximateCreationDateTime = 1;
    const written = {
      eventName: 'MODIFY',
      dynamodb: { ApproximateCreationDateTime, Keys, NewImage: image, SequenceNumber: '7' },
    } as const;
    stream.take(written);
    stream.take({ eventName: 'REMOVE', dynamodb: { Keys, OldImage: image, SequenceNumber: '8' } });
    await work.idle(5_000);
    expect(delivered).toEqual([{ Records: [written] }]);
  });

  it('keeps the records of one item in order, one at a time', async () => {
    const { batches, write, rest } = given();
    for (const version of [1, 2, 3]) write('a', version);
    await rest();
    expect(batches).toEqual([['a:1'], ['a:2'], ['a:3']]);
  });

  it('delivers at most as many records in a batch as on AWS', async () => {
    const { batches, write, rest } = given();
    for (let item = 0; item < 2 * recordsPerCall + 1; item += 1) write(`item-${item}`, 1);
    await rest();
    expect(batches.map((batch) => batch.length)).toEqual([recordsPerCall, recordsPerCall, 1]);
  });

  it('delivers a batch again from the first record that failed on', async () => {
    let failing = true;
    const { clock, batches, write, rest } = given({ failing: (name) => failing && name !== 'a:1' });
    for (const item of ['a', 'b', 'c']) write(item, 1);
    await rest();
    failing = false;
    await clock.advance(minuteMs);
    expect(batches).toEqual([
      ['a:1', 'b:1', 'c:1'],
      ['b:1', 'c:1'],
    ]);
  });

  it('gives a record up that fails as often as on AWS, with growing waits, and goes on with its item', async () => {
    const { clock, batches, deliveredAt, givenUp, write, rest } = given({
      failing: (name) => name === 'a:1',
    });
    write('a', 1);
    await rest();
    write('a', 2);
    await clock.advance(30 * minuteMs);
    const waits = deliveredAt.slice(1).map((at, place) => at - (deliveredAt[place] ?? 0));
    expect(batches).toEqual([...Array.from({ length: 1 + streamRetries }, () => ['a:1']), ['a:2']]);
    expect(waits.slice(0, -1)).toEqual([1, 2, 4, 8, 16, 32, 64, 128].map((seconds) => seconds * 1000));
    expect(givenUp).toEqual(['RetryAttemptsExhausted 1']);
  });

  it('holds later records of an item back until the failed one went through', async () => {
    let failing = true;
    const { clock, batches, write, rest } = given({ failing: (name) => failing && name === 'a:1' });
    write('a', 1);
    await rest();
    write('a', 2);
    write('b', 1);
    await rest();
    failing = false;
    await clock.advance(minuteMs);
    expect(batches).toEqual([['a:1'], ['b:1'], ['a:1'], ['a:2']]);
  });

  it('tries a batch again when the delivery throws, in halves, and logs it', async () => {
    let throwing = true;
    const { clock, batches, log, write, rest } = given({ throwing: () => throwing });
    write('a', 1);
    write('b', 1);
    await rest();
    throwing = false;
    await clock.advance(minuteMs);
    expect(batches).toEqual([['a:1', 'b:1'], ['a:1'], ['b:1']]);
    expect(log.lines).toEqual(['error: a stream delivery failed']);
  });

  it('finds the one record of a batch whose delivery throws, and gives up nothing else', async () => {
    const { clock, batches, givenUp, write, rest } = given({ throwing: (batch) => batch.includes('i7:1') });
    for (let item = 0; item < 20; item += 1) write(`i${item}`, 1);
    await rest();
    await clock.advance(14 * minuteMs);
    expect(givenUp).toEqual(['RetryAttemptsExhausted 8']);
    const done = new Set(batches.filter((batch) => !batch.includes('i7:1')).flat());
    expect(done.size).toBe(19);
  });

  it('keeps records while it is out and delivers them afterwards', async () => {
    const { clock, stream, batches, write, rest } = given();
    stream.setOutage(true);
    write('a', 1);
    await rest();
    await clock.advance(10 * minuteMs);
    expect(batches).toEqual([]);
    stream.setOutage(false);
    await rest();
    expect(batches).toEqual([['a:1']]);
  });

  it('gives up records that have become as old as on AWS, and forgets those older than a day', async () => {
    const { clock, stream, batches, givenUp, write, rest } = given();
    stream.setOutage(true);
    write('forgotten', 1);
    await clock.advance(2 * hourMs);
    write('old', 1);
    await clock.advance(23 * hourMs);
    write('young', 1);
    await clock.advance(maxRecordAgeMs);
    stream.setOutage(false);
    await rest();
    expect([batches, givenUp]).toEqual([[['young:1']], ['RecordAgeExceeded 2']]);
  });

  it('tries what waits at once when asked to', async () => {
    let failing = true;
    const { stream, batches, write, rest } = given({ failing: () => failing });
    write('a', 1);
    await rest();
    failing = false;
    stream.retryNow();
    await rest();
    expect(batches).toEqual([['a:1'], ['a:1']]);
  });

  it('goes on with other items while one delivery hangs', async () => {
    const clock = virtualClock(handDrivenTime());
    const stream = localStream(clock, activity(), silentLog());
    const seen: string[] = [];
    const { promise: other, resolve } = Promise.withResolvers<void>();
    stream.attach({
      id: 'relay-outbox',
      onlyWith: 'pk',
      giveUp: () => undefined,
      async deliver({ Records: [record] }) {
        const pk = record?.dynamodb?.Keys?.['pk']?.S ?? '';
        seen.push(pk);
        if (pk === 'hanging') {
          stream.write({ pk: { S: 'other' } }, { pk: { S: 'other' } });
          await new Promise(() => undefined);
        }
        resolve();
        return { batchItemFailures: [] };
      },
    });
    stream.write({ pk: { S: 'hanging' } }, { pk: { S: 'hanging' } });
    await other;
    expect(seen).toEqual(['hanging', 'other']);
  });
});
