import type { DynamoDBRecord } from 'aws-lambda';
import type { StreamCalls } from './database-shards.ts';

/** How far one shard has been read. */
interface Position {
  readonly shardId: string;
  iterator: string | undefined;
  /** Sequence number of the last record handed on. */
  last: string | undefined;
  isClosed: boolean;
}

export interface ShardReader {
  /** Hands on everything there is by now, each item's changes in order. */
  read(): Promise<void>;
}

/**
 * Reads all shards of a stream from their oldest record on. DynamoDB closes a shard after hours, or when it
 * splits one, and goes on in its children, which are read once their parent is through.
 */
export function shardReader(calls: StreamCalls, onRecord: (record: DynamoDBRecord) => void): ShardReader {
  const positions = new Map<string, Position>();
  let mustLook = true;

  /** Takes over shards that have appeared and forgets those DynamoDB has. */
  async function look(): Promise<void> {
    const shards = await calls.shards();
    const listed = new Set(shards.map(({ id }) => id));
    for (const id of positions.keys()) if (!listed.has(id)) positions.delete(id);
    for (const { id, parentId } of shards) {
      if (positions.has(id)) continue;
      // Of a parent that is not listed any more all records have expired.
      const waitsForParent =
        parentId !== undefined && listed.has(parentId) && positions.get(parentId)?.isClosed !== true;
      if (waitsForParent) continue;
      positions.set(id, { shardId: id, iterator: undefined, last: undefined, isClosed: false });
    }
    mustLook = open().length === 0;
  }

  function open(): readonly Position[] {
    return [...positions.values()].filter(({ isClosed }) => !isClosed);
  }

  async function readShard(position: Position): Promise<void> {
    for (;;) {
      position.iterator ??= await calls.iterator(position.shardId, position.last);
      const { records, next } = await calls.records(position.iterator);
      for (const record of records) {
        onRecord(record);
        position.last = record.dynamodb?.SequenceNumber;
      }
      position.iterator = next;
      position.isClosed = next === undefined;
      if (position.isClosed || records.length === 0) return;
    }
  }

  async function readOnce(position: Position): Promise<void> {
    try {
      await readShard(position);
    } catch (fault) {
      const { name } = fault as Error;
      // An iterator lasts 15 minutes: less than a closed laptop.
      position.iterator = undefined;
      // Records a day old are gone; what they were about the sweeper finds.
      if (name === 'TrimmedDataAccessException') position.last = undefined;
      else if (name !== 'ExpiredIteratorException') throw fault;
      await readShard(position);
    }
  }

  return {
    async read() {
      const done = new Set<Position>();
      try {
        for (;;) {
          if (mustLook) await look();
          const left = open().filter((position) => !done.has(position));
          if (left.length === 0) return;
          for (const position of left) {
            done.add(position);
            await readOnce(position);
            if (position.isClosed) mustLook = true;
          }
        }
      } catch (fault) {
        // A shard that is gone is known to be by looking.
        mustLook = true;
        throw fault;
      }
    },
  };
}
