import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextPayOutDueAt, payOutLeaseMs } from '../../lib/domain/pay-out/due.ts';
import { blankPayOut, type PayOut } from '../../lib/domain/pay-out/pay-out.ts';
import type { PayOutStore } from '../../lib/ports/pay-out-store.ts';
import { anyInstant } from '../support/arbitraries.ts';
import { anyNewPayOut } from '../support/pay-out-arbitraries.ts';
import { noon } from '../support/sample-bets.ts';
import {
  answered,
  due,
  paying,
  payOutWorkOf,
  reserved,
  savedPayOut,
  unresolvedPayOuts,
  unseenBetcoreBet,
} from './pay-out-store.steps.ts';

export interface PayOutStoreUnderTest {
  /** A store whose pages of due work hold at most three pay-outs. */
  readonly store: PayOutStore;
  stop(): Promise<void>;
}

/** What every PayOutStore guarantees. Tests share one store and never a pay-out. */
export function payOutStoreContract(name: string, start: () => Promise<PayOutStoreUnderTest>): void {
  describe(`PayOutStore: ${name}`, () => {
    let subject: PayOutStoreUnderTest;
    let store: PayOutStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    describe('Given a BETCORE bet nobody has asked for', () => {
      it('When it is loaded, Then it is blank with version 0', async () => {
        const id = unseenBetcoreBet();
        expect(await store.load(id)).toStrictEqual(blankPayOut(id));
      });

      it('When it is saved at a version it never had, Then the save loses to the blank one', async () => {
        const id = unseenBetcoreBet();
        const result = await store.save({ ...reserved(id, noon), version: 3 }, noon);
        expect(result).toStrictEqual({ saved: false, current: blankPayOut(id) });
        expect(await store.load(id)).toStrictEqual(blankPayOut(id));
      });
    });

    describe('Given any pay-out the types allow', () => {
      it('When it is saved, Then it comes back exactly, one version up', async () => {
        const property = fc.asyncProperty(anyNewPayOut, anyInstant, async (content, now) => {
          const payOut = { ...content, betcoreBetId: unseenBetcoreBet(), unresolvedSince: null };
          const kept = { ...payOut, version: 1, dueAt: nextPayOutDueAt(payOut, now) };
          expect(await store.save(payOut, now)).toStrictEqual({ saved: true, payOut: kept });
          expect(await store.load(payOut.betcoreBetId)).toStrictEqual(kept);
        });
        await fc.assert(property, { numRuns: 200 });
      });

      it('When its id is any the API lets in, Then it is found under exactly that id', async () => {
        const property = fc.asyncProperty(anyNewPayOut, async ({ betcoreBetId }) => {
          const before = await store.load(betcoreBetId);
          const after = await savedPayOut(store, before, noon);
          expect(after).toMatchObject({ betcoreBetId, version: before.version + 1 });
          expect(await store.load(betcoreBetId)).toStrictEqual(after);
        });
        await fc.assert(property, { numRuns: 50 });
      });
    });

    describe('Given a saved pay-out', () => {
      it.each([0, 1])(
        'When a save comes from stale version %i, Then it loses to the winner',
        async (stale) => {
          const first = await savedPayOut(store, reserved(unseenBetcoreBet(), noon), noon);
          const winner = await savedPayOut(store, due(first, noon), noon);
          const late: PayOut = { ...first, version: stale, attempts: 7 };
          expect(await store.save(late, noon)).toStrictEqual({ saved: false, current: winner });
          expect(await store.load(first.betcoreBetId)).toStrictEqual(winner);
        },
      );

      it.each([0, 1])('When many save at version %i at once, Then exactly one wins', async (version) => {
        const id = unseenBetcoreBet();
        const fresh = reserved(id, noon);
        const base = version === 0 ? fresh : await savedPayOut(store, fresh, noon);
        const rivals = Array.from({ length: 12 }, (_, attempts) => ({ ...base, attempts }));
        const results = await Promise.all(rivals.map((rival) => store.save(rival, noon)));
        const winners = results.filter((result) => result.saved);
        expect(winners).toHaveLength(1);
        const stored = await store.load(id);
        expect(stored).toStrictEqual(winners[0]?.payOut);
        for (const result of results) if (!result.saved) expect(result.current).toStrictEqual(stored);
      });

      it('When a caller changes what it saved or loaded, Then the stored one stays', async () => {
        const given = structuredClone(reserved(unseenBetcoreBet(), noon));
        const kept = structuredClone(await savedPayOut(store, given, noon));
        const id = given.betcoreBetId;
        for (const { history } of [given, await store.load(id), ...(await store.loadMany([id]))]) {
          (history as unknown[]).length = 0;
        }
        expect(await store.load(id)).toStrictEqual(kept);
      });
    });

    describe('Given a pay-out on its way', () => {
      it('When each state is saved, Then it is due when it needs work, and moved only when it must be', async () => {
        const first = await savedPayOut(store, reserved(unseenBetcoreBet(), noon), noon);
        expect(first.dueAt).toBe(noon + 120_000);
        const claimed = await savedPayOut(store, paying(due(first, noon + 400), noon + 400), noon + 400);
        expect(claimed.dueAt).toBe(noon + 400 + payOutLeaseMs);
        // The event waits for its relay until after the lease: the stored instant is early enough.
        const paid = await savedPayOut(store, answered(claimed, 'succeeded', noon + 900), noon + 900);
        expect(paid.dueAt).toBe(noon + 400 + payOutLeaseMs);
        const told = await savedPayOut(store, { ...paid, outbox: [] }, noon + 1_500);
        expect(told.dueAt).toBeNull();
        expect(await payOutWorkOf(store, noon + 3_600_000)).not.toContain(told.betcoreBetId);
      });
    });

    describe('Given many pay-outs with work at different times', () => {
      const dueAt = (position: number): number => noon + (position % 20) * 1_000;
      const now = dueAt(9);
      const payOuts = new Map<string, number>();
      beforeAll(async () => {
        for (let position = 0; position < 80; position += 1) {
          const id = unseenBetcoreBet();
          payOuts.set(id, dueAt(position));
          await savedPayOut(store, due(reserved(id, noon), dueAt(position)), noon);
        }
      });

      it('When all shards are paged through, Then each whose time has come is listed once', async () => {
        const listed = (await payOutWorkOf(store, now)).filter((id) => payOuts.has(id));
        const expected = [...payOuts].filter(([, at]) => at <= now).map(([id]) => id);
        expect(listed.toSorted()).toStrictEqual(expected.toSorted());
      });

      it('When a shard is paged through, Then pages are small and the earliest comes first', async () => {
        let pages = 0;
        for (let shard = 0; shard < 16; shard += 1) {
          const times: number[] = [];
          let page = await store.listDue(shard, now, null);
          for (;;) {
            pages += 1;
            expect(page.betcoreBetIds.length).toBeLessThanOrEqual(3);
            for (const id of page.betcoreBetIds) times.push(payOuts.get(id) ?? times.at(-1) ?? 0);
            if (page.cursor === null) break;
            page = await store.listDue(shard, now, page.cursor);
          }
          expect(times).toStrictEqual(times.toSorted((a, b) => a - b));
        }
        expect(pages).toBeGreaterThan(16);
      });
    });

    describe('Given many pay-outs asked for at once', () => {
      it('When some are unseen and some named twice, Then all come back in the order asked', async () => {
        const ids = Array.from({ length: 60 }, () => unseenBetcoreBet());
        const kept = new Map<string, PayOut>();
        for (const id of ids.filter((_, position) => position % 3 !== 0)) {
          kept.set(id, await savedPayOut(store, reserved(id, noon), noon));
        }
        const asked = [...ids, ...ids.slice(0, 40).toReversed()];
        expect(await store.loadMany(asked)).toStrictEqual(asked.map((id) => kept.get(id) ?? blankPayOut(id)));
        expect(await store.loadMany([])).toStrictEqual([]);
        await expect(store.loadMany([...asked, 'one more'])).rejects.toThrow('at most 100 pay-outs');
      });
    });

    describe('Given pay-outs that wait for a person', () => {
      const rejectedAt = (at: number): PayOut =>
        answered(paying(due(reserved(unseenBetcoreBet(), noon), noon), noon), 'rejected', at);

      it('When they are listed page by page, Then each comes once, the one that waits longest first', async () => {
        const waiting = [noon + 3, noon + 1, noon + 2, noon + 1, noon + 5].map(rejectedAt);
        for (const payOut of waiting) await savedPayOut(store, payOut, noon);
        const own = new Map(
          waiting.map(({ betcoreBetId, unresolvedSince }) => [betcoreBetId, unresolvedSince]),
        );
        for (const limit of [1, 2, 100]) {
          const listed = (await unresolvedPayOuts(store, limit)).filter((id) => own.has(id));
          expect(listed.map((id) => own.get(id))).toEqual([1, 1, 2, 3, 5].map((ms) => noon + ms));
          expect(new Set(listed).size).toBe(5);
        }
      });

      it('When one is settled, Then it is listed no more', async () => {
        const waiting = await savedPayOut(store, rejectedAt(noon), noon);
        expect(await unresolvedPayOuts(store, 2)).toContain(waiting.betcoreBetId);
        await savedPayOut(store, { ...waiting, status: 'cancelled', unresolvedSince: null }, noon);
        expect(await unresolvedPayOuts(store, 2)).not.toContain(waiting.betcoreBetId);
      });
    });
  });
}
