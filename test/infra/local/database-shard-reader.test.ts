import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { shardReader } from '../../../infra/local/database-shard-reader.ts';
import type { Shard, StreamCalls } from '../../../infra/local/database-shards.ts';

interface FakeShard extends Shard {
  readonly records: number[];
  isClosed: boolean;
}

/** A stream of our own making: iterators are `shard@position`, pages hold two records. */
function given() {
  const shards: FakeShard[] = [];
  const seen: number[] = [];
  const faults: string[] = [];
  const calls: StreamCalls = {
    shards: async () => shards.map(({ id, parentId }) => ({ id, parentId })),
    async iterator(id, after) {
      const records = shards.find((shard) => shard.id === id)?.records ?? [];
      return `${id}@${after === undefined ? 0 : records.indexOf(Number(after)) + 1}`;
    },
    async records(iterator) {
      const fault = faults.shift();
      if (fault !== undefined) throw Object.assign(new Error(fault), { name: fault });
      const [id, from = ''] = iterator.split('@');
      const shard = shards.find((each) => each.id === id);
      if (shard === undefined) throw new Error('no such shard');
      const page = shard.records.slice(Number(from), Number(from) + 2);
      const end = Number(from) + page.length;
      const isOver = shard.isClosed && end === shard.records.length;
      return { records: page.map(toRecord), next: isOver ? undefined : `${id}@${end}` };
    },
  };
  const reader = shardReader(calls, (record) => seen.push(Number(record.dynamodb?.SequenceNumber)));
  return {
    reader,
    seen,
    faults,
    addShard(id: string, records: number[], parentId?: string): FakeShard {
      const shard = { id, parentId, records, isClosed: false };
      shards.push(shard);
      return shard;
    },
    removeShard(id: string): void {
      shards.splice(
        shards.findIndex((shard) => shard.id === id),
        1,
      );
    },
  };
}

function toRecord(sequence: number): DynamoDBRecord {
  return { dynamodb: { SequenceNumber: String(sequence) } };
}

describe('the reader of a stream’s shards', () => {
  it('Given a stream older than the reader, then it starts with the oldest record, each once', async () => {
    const { reader, seen, addShard } = given();
    const shard = addShard('a', [1, 2, 3, 4, 5]);
    await reader.read();
    await reader.read();
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    shard.records.push(6);
    await reader.read();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('Given a shard is closed between two looks, then one look reads its rest and its children', async () => {
    const { reader, seen, addShard } = given();
    const parent = addShard('a', [1]);
    await reader.read();
    parent.records.push(2, 3);
    parent.isClosed = true;
    addShard('b', [4, 5, 6], 'a');
    addShard('c', [7], 'a');
    await reader.read();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('Given children are listed before their parent, then the parent is read first', async () => {
    const { reader, seen, addShard } = given();
    addShard('c', [5], 'b');
    addShard('b', [3, 4], 'a').isClosed = true;
    addShard('a', [1, 2]).isClosed = true;
    await reader.read();
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('Given a closed shard whose child appears later, then it is found', async () => {
    const { reader, seen, addShard } = given();
    addShard('a', [1]).isClosed = true;
    await reader.read();
    addShard('b', [2], 'a');
    await reader.read();
    expect(seen).toEqual([1, 2]);
  });

  it('Given the parent is forgotten by now, then its child is read all the same', async () => {
    const { reader, seen, addShard } = given();
    addShard('b', [2], 'a');
    await reader.read();
    expect(seen).toEqual([2]);
  });

  it('Given an iterator has expired, then it goes on after the last record', async () => {
    const { reader, seen, faults, addShard } = given();
    const shard = addShard('a', [1, 2]);
    await reader.read();
    shard.records.push(3);
    faults.push('ExpiredIteratorException');
    await reader.read();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('Given the records after the last one are gone, then it goes on with the oldest there is', async () => {
    const { reader, seen, faults, addShard } = given();
    const shard = addShard('a', [1, 2]);
    await reader.read();
    shard.records.splice(0, 2, 8, 9);
    faults.push('TrimmedDataAccessException');
    await reader.read();
    expect(seen).toEqual([1, 2, 8, 9]);
  });

  it('Given a fault in the middle, then the next look misses nothing', async () => {
    const { reader, seen, faults, addShard } = given();
    addShard('a', [1, 2, 3]);
    faults.push('InternalServerError');
    await expect(reader.read()).rejects.toThrow('InternalServerError');
    await reader.read();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('Given a shard disappears, then the others are read on', async () => {
    const { reader, seen, addShard, removeShard } = given();
    addShard('a', [1]);
    addShard('b', [2]);
    await reader.read();
    removeShard('a');
    await expect(reader.read()).rejects.toThrow('no such shard');
    await reader.read();
    expect(seen).toEqual([1, 2]);
  });
});
