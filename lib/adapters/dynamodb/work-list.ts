import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DueCursor } from '../../ports/bet-store.ts';
import type { ItemRef, WorkList } from '../../ports/work-list.ts';
import { betRefOfKeys, type Item } from './bet-row.ts';
import { duePage, unresolvedEntries, unresolvedKey } from './index-pages.ts';
import { betSk, itemPk, payOutSk } from './keys.ts';
import { payOutRefOfKeys } from './pay-out-row.ts';

/** Small enough that a sweep hands its first items on early, large enough that a backlog takes few queries. */
const defaultRefsPerPage = 100;

export interface DynamoWorkListOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  /** @default 100 */
  readonly refsPerPage?: number;
}

/** Both indexes of the ledger, one query for a page of whatever entities it holds. Faults as of the bets. */
export function dynamoWorkList({
  client,
  table,
  refsPerPage = defaultRefsPerPage,
}: DynamoWorkListOptions): WorkList {
  return {
    async listDue(shard, now, cursor) {
      const asked = { shard, now, limit: refsPerPage, after: fromCursor(cursor) };
      const { keys, after } = await duePage({ client, table }, asked);
      return { refs: keys.map(refOfKeys).filter((ref) => ref !== undefined), cursor: after };
    },

    async listUnresolved(limit, position) {
      const after = position === null ? null : unresolvedKey(keyOf(position.ref), position.since);
      const { entries, more } = await unresolvedEntries(
        { client, table },
        { limit, after, refOf: refOfKeys },
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
