import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { assert } from '../../domain/assert.ts';
import { type Bet, type BetRef, blankBet } from '../../domain/bet/bet.ts';
import { nextDueAt } from '../../domain/bet/due.ts';
import { type BetStore, type DueCursor, maxBetsPerLoad } from '../../ports/bet-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import { batchGet } from './batch-get.ts';
import { dynamoBetArchives } from './bet-archives.ts';
import { betRefOfKeys, fromBetItem, toBetItem } from './bet-row.ts';
import { duePage, unresolvedEntries, unresolvedKey } from './index-pages.ts';
import { betPk, betSk } from './keys.ts';
import { type ItemKind, versionedItems } from './versioned-items.ts';

/** Small enough that a sweep hands its first bets on early, large enough that a backlog takes few queries. */
const defaultRefsPerPage = 100;

export interface DynamoBetStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly ids: Ids;
  readonly clock: Clock;
  /** @default 100 */
  readonly refsPerPage?: number;
}

/**
 * Bets in the ledger, one item each and one for each archive. Faults: StoreUnavailable when DynamoDB does not serve,
 * CorruptRow when an item is not what this release writes; what the SDK says about a call of ours that is wrong passes
 * through.
 */
export function dynamoBetStore(options: DynamoBetStoreOptions): BetStore {
  const { client, table, ids, clock, refsPerPage = defaultRefsPerPage } = options;

  const items = versionedItems({ client, table, ids, kind: betItem });

  return {
    ...dynamoBetArchives({ client, table, clock }),

    load: items.load,

    async loadMany(refs) {
      assert(refs.length <= maxBetsPerLoad, `at most ${maxBetsPerLoad} bets in one call`);
      const found = await batchGet({ client, clock, table, keys: refs.map(keyOf), consistent: false });
      return refs.map((ref) => {
        const item = found.get(betPk(ref));
        return item === undefined ? blankBet(ref) : fromBetItem(ref, item).bet;
      });
    },

    async save(bet, now) {
      const next: Bet = { ...bet, version: bet.version + 1, dueAt: nextDueAt(bet, now) };
      const result = await items.save(bet, next);
      return result.saved ? { saved: true, bet: result.state } : result;
    },

    async listDue(shard, now, cursor) {
      const asked = { shard, now, limit: refsPerPage, after: fromCursor(cursor) };
      const { keys, after } = await duePage({ client, table }, asked);
      return { refs: keys.map(betRefOfKeys).filter((ref) => ref !== undefined), cursor: after };
    },

    async listUnresolved(limit, position) {
      const after = position === null ? null : unresolvedKey(keyOf(position.ref), position.since);
      const { entries, more } = await unresolvedEntries(
        { client, table },
        { limit, after, refOf: betRefOfKeys },
      );
      return { refs: entries.map(({ ref }) => ref), next: more ? (entries.at(-1) ?? null) : null };
    },
  };
}

const betItem: ItemKind<BetRef, Bet> = {
  keyOf,
  blank: blankBet,
  read(ref, item) {
    const { bet, writeId } = fromBetItem(ref, item);
    return { state: bet, writeId };
  },
  write: ({ state, writeId }) => toBetItem({ bet: state, writeId }),
};

function keyOf(ref: BetRef): Record<string, AttributeValue> {
  return { pk: { S: betPk(ref) }, sk: { S: betSk } };
}

/** Only this store hands such cursors out, and they stay in the process. */
function fromCursor(cursor: DueCursor): Record<string, AttributeValue> | null {
  return cursor as Record<string, AttributeValue> | null;
}
