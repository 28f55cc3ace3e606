import { assert } from '../../domain/assert.ts';
import { nextPayOutDueAt } from '../../domain/pay-out/due.ts';
import { blankPayOut, type PayOut } from '../../domain/pay-out/pay-out.ts';
import type { DueCursor } from '../../ports/bet-store.ts';
import { maxPayOutsPerLoad, type PayOutStore } from '../../ports/pay-out-store.ts';
import { payOutPk, workShardOf } from '../dynamodb/keys.ts';
import { copied } from './copy.ts';

export interface MemoryPayOutStoreOptions {
  /** @default 100 */
  readonly refsPerPage?: number;
}

/** An entry of one of the indexes, `at` being the instant it is sorted by. */
interface Entry {
  readonly betcoreBetId: string;
  readonly at: number;
}

/** Pay-outs in this process: the twin of the DynamoDB store, with the same refusals and nothing shared with callers. */
export function memoryPayOutStore({ refsPerPage = 100 }: MemoryPayOutStoreOptions = {}): PayOutStore {
  const stored = new Map<string, PayOut>();

  function read(betcoreBetId: string): PayOut {
    const payOut = stored.get(betcoreBetId);
    return payOut === undefined ? blankPayOut(betcoreBetId) : copied(payOut);
  }

  /** Those that have an instant, past `after`, earliest first. */
  function entries(instantOf: (payOut: PayOut) => number | null, after: Entry | null): readonly Entry[] {
    const found: Entry[] = [];
    for (const [betcoreBetId, payOut] of stored) {
      const at = instantOf(payOut);
      if (at !== null) found.push({ betcoreBetId, at });
    }
    return found.sort(inOrder).filter((entry) => after === null || inOrder(after, entry) < 0);
  }

  return {
    async load(betcoreBetId) {
      return read(betcoreBetId);
    },

    async loadMany(betcoreBetIds) {
      assert(betcoreBetIds.length <= maxPayOutsPerLoad, `at most ${maxPayOutsPerLoad} pay-outs in one call`);
      return betcoreBetIds.map(read);
    },

    async save(payOut, now) {
      const current = read(payOut.betcoreBetId);
      if (current.version !== payOut.version) return { saved: false, current };
      const next: PayOut = {
        ...payOut,
        version: payOut.version + 1,
        dueAt: nextPayOutDueAt(payOut, now),
      };
      stored.set(payOut.betcoreBetId, copied(next));
      return { saved: true, payOut: next };
    },

    async listDue(shard, now, cursor) {
      const isDue = ({ betcoreBetId, dueAt }: PayOut) =>
        dueAt !== null && dueAt <= now && workShardOf(payOutPk(betcoreBetId)) === shard ? dueAt : null;
      const rest = entries(isDue, fromCursor(cursor));
      const page = rest.slice(0, refsPerPage);
      return {
        betcoreBetIds: page.map(({ betcoreBetId }) => betcoreBetId),
        cursor: rest.length > page.length ? (page.at(-1) ?? null) : null,
      };
    },

    async listUnresolved(limit, position) {
      const after = position === null ? null : { betcoreBetId: position.betcoreBetId, at: position.since };
      const rest = entries(({ unresolvedSince }) => unresolvedSince, after);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        betcoreBetIds: page.map(({ betcoreBetId }) => betcoreBetId),
        next:
          rest.length > page.length && last !== undefined
            ? { since: last.at, betcoreBetId: last.betcoreBetId }
            : null,
      };
    },
  };
}

/** Earliest first; those of one instant in an order of their own, so that a cursor has one place. */
function inOrder(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.betcoreBetId === b.betcoreBetId) return 0;
  return a.betcoreBetId < b.betcoreBetId ? -1 : 1;
}

/** Only this store hands such cursors out. */
function fromCursor(cursor: DueCursor): Entry | null {
  return cursor as Entry | null;
}
