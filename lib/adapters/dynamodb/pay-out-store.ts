import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { assert } from '../../domain/assert.ts';
import { nextPayOutDueAt } from '../../domain/pay-out/due.ts';
import { blankPayOut, type PayOut } from '../../domain/pay-out/pay-out.ts';
import type { DueCursor } from '../../ports/bet-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import { maxPayOutsPerLoad, type PayOutStore } from '../../ports/pay-out-store.ts';
import { batchGet } from './batch-get.ts';
import { duePage, unresolvedEntries, unresolvedKey } from './index-pages.ts';
import { payOutPk, payOutSk } from './keys.ts';
import { fromPayOutItem, payOutRefOfKeys, toPayOutItem } from './pay-out-row.ts';
import { type ItemKind, versionedItems } from './versioned-items.ts';

/** As many as of bets, with which they share the index. */
const defaultRefsPerPage = 100;

export interface DynamoPayOutStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly ids: Ids;
  readonly clock: Clock;
  /** @default 100 */
  readonly refsPerPage?: number;
}

/** Pay-outs in the ledger, one item per BETCORE bet. Faults as of the bets. */
export function dynamoPayOutStore(options: DynamoPayOutStoreOptions): PayOutStore {
  const { client, table, ids, clock, refsPerPage = defaultRefsPerPage } = options;
  const items = versionedItems({ client, table, ids, kind: payOutItem });

  return {
    load: items.load,

    async loadMany(betcoreBetIds) {
      assert(betcoreBetIds.length <= maxPayOutsPerLoad, `at most ${maxPayOutsPerLoad} pay-outs in one call`);
      const keys = betcoreBetIds.map(payOutItem.keyOf);
      const found = await batchGet({ client, clock, table, keys, consistent: false });
      return betcoreBetIds.map((betcoreBetId) => {
        const item = found.get(payOutPk(betcoreBetId));
        return item === undefined ? blankPayOut(betcoreBetId) : fromPayOutItem(betcoreBetId, item).state;
      });
    },

    async save(payOut, now) {
      const next = { ...payOut, version: payOut.version + 1, dueAt: nextPayOutDueAt(payOut, now) };
      const result = await items.save(payOut.betcoreBetId, next);
      return result.saved ? { saved: true, payOut: result.state } : result;
    },

    async listDue(shard, now, cursor) {
      const asked = { shard, now, limit: refsPerPage, after: fromCursor(cursor) };
      const { keys, after } = await duePage({ client, table }, asked);
      return { betcoreBetIds: keys.map(payOutRefOfKeys).filter((id) => id !== undefined), cursor: after };
    },

    async listUnresolved(limit, position) {
      const after =
        position === null ? null : unresolvedKey(payOutItem.keyOf(position.betcoreBetId), position.since);
      const asked = { limit, after, refOf: payOutRefOfKeys };
      const { entries, more } = await unresolvedEntries({ client, table }, asked);
      const last = entries.at(-1);
      return {
        betcoreBetIds: entries.map(({ ref }) => ref),
        next: more && last !== undefined ? { since: last.since, betcoreBetId: last.ref } : null,
      };
    },
  };
}

const payOutItem: ItemKind<string, PayOut> = {
  keyOf: (betcoreBetId) => ({ pk: { S: payOutPk(betcoreBetId) }, sk: { S: payOutSk } }),
  blank: blankPayOut,
  read: fromPayOutItem,
  write: toPayOutItem,
};

/** Only this store hands such cursors out, and they stay in the process. */
function fromCursor(cursor: DueCursor): Record<string, AttributeValue> | null {
  return cursor as Record<string, AttributeValue> | null;
}
