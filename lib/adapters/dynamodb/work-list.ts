import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DueCursor } from '../../ports/bet-store.ts';
import type { Log } from '../../ports/telemetry.ts';
import type { ItemRef, WorkList } from '../../ports/work-list.ts';
import { betRefOfKeys, type Item } from './bet-row.ts';
import { CorruptRow } from './corrupt-row.ts';
import { duePage, unresolvedEntries, unresolvedKey } from './index-pages.ts';
import { betSk, itemPk, payOutSk } from './keys.ts';
import { payOutRefOfKeys } from './pay-out-row.ts';

/** Small enough that a sweep hands its first items on early, large enough that a backlog takes few queries. */
const defaultRefsPerPage = 100;

export interface DynamoWorkListOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly log: Log;
  /** @default 100 */
  readonly refsPerPage?: number;
}

/** Both indexes of the ledger, one query for a page of whatever entities it holds; a key nobody can read stops no other. Faults as of the bets. */
export function dynamoWorkList({
  client,
  table,
  log,
  refsPerPage = defaultRefsPerPage,
}: DynamoWorkListOptions): WorkList {
  function readRef(keys: Item): ItemRef | 'unreadable' | undefined {
    try {
      return refOfKeys(keys);
    } catch (fault) {
      if (!(fault instanceof CorruptRow)) throw fault;
      log.error('an item of the ledger has a key nobody can read', fault);
      return 'unreadable';
    }
  }

  return {
    async listDue(shard, now, cursor) {
      const asked = { shard, now, limit: refsPerPage, after: fromCursor(cursor) };
      const { keys, after } = await duePage({ client, table }, asked);
      const read = keys.map(readRef);
      return {
        refs: read.filter((ref) => ref !== undefined && ref !== 'unreadable'),
        unreadable: read.filter((ref) => ref === 'unreadable').length,
        cursor: after,
      };
    },

    async listUnresolved(limit, position) {
      const after = position === null ? null : unresolvedKey(keyOf(position.ref), position.since);
      const { entries, more } = await unresolvedEntries(
        { client, table },
        {
          limit,
          after,
          refOf: (keys) => {
            const ref = readRef(keys);
            return ref === 'unreadable' ? undefined : ref;
          },
        },
      );
      const last = entries.at(-1);
      return { refs: entries.map(({ ref }) => ref), next: more && last !== undefined ? last : null };
    },
  };
}

/** Undefined for entries of entities this release does not know. */
function refOfKeys(keys: Item): ItemRef | undefined {
  const ref = betRefOfKeys(keys);
  if (ref !== undefined) return { type: 'bet', ...ref };
  const betcoreBetId = payOutRefOfKeys(keys);
  return betcoreBetId === undefined ? undefined : { type: 'pay-out', betcoreBetId };
}

function keyOf(ref: ItemRef): Record<string, AttributeValue> {
  return { pk: { S: itemPk(ref) }, sk: { S: ref.type === 'bet' ? betSk : payOutSk } };
}

/** Only this list hands such cursors out, and they stay in the process. */
function fromCursor(cursor: DueCursor): Record<string, AttributeValue> | null {
  return cursor as Record<string, AttributeValue> | null;
}
