import { assert } from '../../domain/assert.ts';
import { type Bet, type BetRef, blankBet } from '../../domain/bet/bet.ts';
import { nextDueAt } from '../../domain/bet/due.ts';
import type { BetStore, DueCursor } from '../../ports/bet-store.ts';
import { betPk, workShardOf } from '../dynamodb/keys.ts';
import { copied } from './copy.ts';

/** The same bound as the real store's, so that a caller who passes it fails here too. */
const maxBetsPerCall = 100;

export interface MemoryBetStoreOptions {
  /** @default 100 */
  readonly refsPerPage?: number;
}

interface Due {
  readonly pk: string;
  readonly ref: BetRef;
  readonly dueAt: number;
}

/** Bets in this process: the twin of the DynamoDB store, with the same refusals and nothing shared with callers. */
export function memoryBetStore({ refsPerPage = 100 }: MemoryBetStoreOptions = {}): BetStore {
  const stored = new Map<string, Bet>();

  function read(ref: BetRef): Bet {
    const bet = stored.get(betPk(ref));
    return bet === undefined ? blankBet({ provider: ref.provider, betId: ref.betId }) : copied(bet);
  }

  function dueOf(shard: number, now: number): readonly Due[] {
    const due: Due[] = [];
    for (const [pk, { provider, betId, dueAt }] of stored) {
      if (dueAt === null || dueAt > now || workShardOf(pk) !== shard) continue;
      due.push({ pk, ref: { provider, betId }, dueAt });
    }
    return due.sort(inOrder);
  }

  return {
    async load(ref) {
      return read(ref);
    },

    async loadMany(refs) {
      assert(refs.length <= maxBetsPerCall, `at most ${maxBetsPerCall} bets in one call`);
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

    async listDue(shard, now, cursor) {
      const after = fromCursor(cursor);
      const rest = dueOf(shard, now).filter((entry) => after === null || inOrder(after, entry) < 0);
      const page = rest.slice(0, refsPerPage);
      return {
        refs: page.map(({ ref }) => ref),
        cursor: rest.length > page.length ? (page.at(-1) ?? null) : null,
      };
    },
  };
}

/** Earliest first; those of one instant in an order of their own, so that a cursor has one place. */
function inOrder(a: Pick<Due, 'dueAt' | 'pk'>, b: Pick<Due, 'dueAt' | 'pk'>): number {
  if (a.dueAt !== b.dueAt) return a.dueAt - b.dueAt;
  if (a.pk === b.pk) return 0;
  return a.pk < b.pk ? -1 : 1;
}

/** Only this store hands such cursors out. */
function fromCursor(cursor: DueCursor): Due | null {
  return cursor as Due | null;
}
