import { assert } from '../../domain/assert.ts';
import { type Bet, type BetRef, blankBet, unresolvedSince } from '../../domain/bet/bet.ts';
import { nextDueAt } from '../../domain/bet/due.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import { type BetStore, type DueCursor, maxBetsPerLoad } from '../../ports/bet-store.ts';
import { archiveSk, betPk, workShardOf } from '../dynamodb/keys.ts';
import { copied } from './copy.ts';

export interface MemoryBetStoreOptions {
  /** @default 100 */
  readonly refsPerPage?: number;
}

/** An entry of one of the indexes, `at` being the instant it is sorted by. */
interface Entry {
  readonly pk: string;
  readonly ref: BetRef;
  readonly at: number;
}

/** Bets in this process: the twin of the DynamoDB store, with the same refusals and nothing shared with callers. */
export function memoryBetStore({ refsPerPage = 100 }: MemoryBetStoreOptions = {}): BetStore {
  const stored = new Map<string, Bet>();
  /** By partition key and number. */
  const archived = new Map<string, readonly Cashout[]>();

  function read(ref: BetRef): Bet {
    const bet = stored.get(betPk(ref));
    return bet === undefined ? blankBet({ provider: ref.provider, betId: ref.betId }) : copied(bet);
  }

  function dueOf(shard: number, now: number): readonly Entry[] {
    const due: Entry[] = [];
    for (const [pk, { provider, betId, dueAt }] of stored) {
      if (dueAt === null || dueAt > now || workShardOf(pk) !== shard) continue;
      due.push({ pk, ref: { provider, betId }, at: dueAt });
    }
    return due.sort(inOrder);
  }

  function waiting(): readonly Entry[] {
    const found: Entry[] = [];
    for (const [pk, bet] of stored) {
      const since = unresolvedSince(bet);
      if (since !== null) found.push({ pk, ref: { provider: bet.provider, betId: bet.betId }, at: since });
    }
    return found.sort(inOrder);
  }

  return {
    async load(ref) {
      return read(ref);
    },

    async loadMany(refs) {
      assert(refs.length <= maxBetsPerLoad, `at most ${maxBetsPerLoad} bets in one call`);
      return refs.map(read);
    },

    async save(bet, now) {
      const pk = betPk(bet);
      const current = read(bet);
      if (current.version !== bet.version) return { saved: false, current };
      const next: Bet = { ...bet, version: bet.version + 1, dueAt: nextDueAt(bet, now) };
      stored.set(pk, copied(next));
      return { saved: true, bet: next };
    },

    async archive(bet, cashouts) {
      assert(cashouts.length > 0, 'an archive holds something');
      const key = archiveKey(bet, bet.archives + 1);
      const held = archived.get(key) ?? copied(cashouts);
      archived.set(key, held);
      return copied(held);
    },

    async findArchived(ref, archives, cashoutIds) {
      if (cashoutIds.length === 0) return [];
      const all = Array.from({ length: archives }, (_, position) => {
        const held = archived.get(archiveKey(ref, archives - position));
        assert(held !== undefined, `archive ${archives - position} is missing`);
        return copied(held);
      }).flat();
      return cashoutIds === 'all' ? all : all.filter(({ cashoutId }) => cashoutIds.includes(cashoutId));
    },

    async listDue(shard, now, cursor) {
      const after = fromCursor(cursor);
      const rest = dueOf(shard, now).filter((entry) => after === null || inOrder(after, entry) < 0);
      const page = rest.slice(0, refsPerPage);
      return {
        refs: page.map(({ ref }) => ref),
        cursor: rest.length > page.length ? (page.at(-1) ?? null) : null,
      };
    },

    async listUnresolved(limit, after) {
      const start = after === null ? null : { at: after.since, pk: betPk(after.ref) };
      const rest = waiting().filter((entry) => start === null || inOrder(start, entry) < 0);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        refs: page.map(({ ref }) => ref),
        next: rest.length > page.length && last !== undefined ? { since: last.at, ref: last.ref } : null,
      };
    },
  };
}

function archiveKey(ref: BetRef, number: number): string {
  return `${betPk(ref)} ${archiveSk(number)}`;
}

/** Earliest first; those of one instant in an order of their own, so that a cursor has one place. */
function inOrder(a: Pick<Entry, 'at' | 'pk'>, b: Pick<Entry, 'at' | 'pk'>): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.pk === b.pk) return 0;
  return a.pk < b.pk ? -1 : 1;
}

/** Only this store hands such cursors out. */
function fromCursor(cursor: DueCursor): Entry | null {
  return cursor as Entry | null;
}
