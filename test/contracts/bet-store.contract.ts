import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bet, type BetRef, blankBet, unresolvedSince } from '../../lib/domain/bet/bet.ts';
import { nextDueAt } from '../../lib/domain/bet/due.ts';
import type { BetStore, UnresolvedPage, UnresolvedPosition } from '../../lib/ports/bet-store.ts';
import { anyInstant, anyNewBet } from '../support/arbitraries.ts';
import { aCashout } from '../support/builders.ts';
import { leaseMs, noon, registered, withAccepted, withPending } from '../support/sample-bets.ts';
import { saved, unseenRef, workOf } from './bet-store.steps.ts';

export interface BetStoreUnderTest {
  /** A store whose pages of due work hold at most three bets. */
  readonly store: BetStore;
  stop(): Promise<void>;
}

/** What every BetStore guarantees. Tests share one store and never a bet. */
export function betStoreContract(name: string, start: () => Promise<BetStoreUnderTest>): void {
  describe(`BetStore: ${name}`, () => {
    let subject: BetStoreUnderTest;
    let store: BetStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    describe('Given a bet nobody has seen', () => {
      it('When it is loaded, Then it is blank with version 0', async () => {
        const ref = unseenRef();
        expect(await store.load(ref)).toStrictEqual(blankBet(ref));
      });

      it('When it is saved at a version it never had, Then the save loses to the blank bet', async () => {
        const ref = unseenRef();
        const result = await store.save({ ...registered(ref), version: 3 }, noon);
        expect(result).toStrictEqual({ saved: false, current: blankBet(ref) });
        expect(await store.load(ref)).toStrictEqual(blankBet(ref));
      });

      it('When two bets differ in their provider alone, Then they are two bets', async () => {
        const { betId } = unseenRef();
        await saved(store, registered({ provider: 'gr8', betId }), noon);
        const other: BetRef = { provider: 'odds88', betId };
        expect(await store.load(other)).toStrictEqual(blankBet(other));
      });
    });

    describe('Given any bet the types allow', () => {
      it('When it is saved, Then it comes back exactly, one version up', async () => {
        const property = fc.asyncProperty(anyNewBet, anyInstant, async (content, now) => {
          const bet = { ...content, ...unseenRef(content.provider) };
          const kept = { ...bet, version: 1, dueAt: nextDueAt(bet, now) };
          expect(await store.save(bet, now)).toStrictEqual({ saved: true, bet: kept });
          expect(await store.load(bet)).toStrictEqual(kept);
        });
        await fc.assert(property, { numRuns: 200 });
      });

      it('When its id is any the API lets in, Then it is found under exactly that id', async () => {
        const property = fc.asyncProperty(anyNewBet, async ({ provider, betId }) => {
          const before = await store.load({ provider, betId });
          const after = await saved(store, before, noon);
          expect(after).toMatchObject({ provider, betId, version: before.version + 1 });
          expect(await store.load({ provider, betId })).toStrictEqual(after);
        });
        await fc.assert(property, { numRuns: 50 });
      });
    });

    describe('Given a saved bet', () => {
      it('When it is saved again and again, Then each save moves the version by one', async () => {
        let bet = await saved(store, registered(unseenRef()), noon);
        for (const version of [2, 3, 4]) {
          bet = await saved(store, bet, noon);
          expect(bet.version).toBe(version);
        }
      });

      it.each([0, 1])(
        'When a save comes from stale version %i, Then it loses to the winner',
        async (stale) => {
          const first = await saved(store, registered(unseenRef()), noon);
          const winner = await saved(store, withPending(first, noon), noon);
          const late: Bet = { ...first, version: stale, closed: { at: noon, actor: 'jo', reason: 'late' } };
          expect(await store.save(late, noon)).toStrictEqual({ saved: false, current: winner });
          expect(await store.load(winner)).toStrictEqual(winner);
        },
      );

      it.each([0, 1])('When many save at version %i at once, Then exactly one wins', async (version) => {
        const ref = unseenRef();
        const base = version === 0 ? registered(ref) : await saved(store, registered(ref), noon);
        const actors = Array.from({ length: 12 }, (_, actor) => `actor ${actor}`);
        const results = await Promise.all(
          actors.map((actor) => store.save({ ...base, closed: { at: noon, actor, reason: 'race' } }, noon)),
        );
        const winners = results.filter((result) => result.saved);
        expect(winners).toHaveLength(1);
        const stored = await store.load(ref);
        expect(stored).toStrictEqual(winners[0]?.bet);
        for (const result of results) if (!result.saved) expect(result.current).toStrictEqual(stored);
      });

      it('When a caller changes what it saved or loaded, Then the stored bet stays', async () => {
        const given = structuredClone(withPending(registered(unseenRef()), noon));
        const kept = structuredClone(await saved(store, given, noon));
        const held = [given, await store.load(given), ...(await store.loadMany([given]))];
        for (const { cashouts } of held) (cashouts as unknown[]).length = 0;
        expect(await store.load(given)).toStrictEqual(kept);
      });
    });

    describe('Given work in a bet', () => {
      it('When a later instant is needed, Then the stored one stays until it has passed', async () => {
        const pending = await saved(store, withPending(registered(unseenRef()), noon), noon);
        expect(pending.dueAt).toBe(noon + leaseMs);
        // The event waits for its relay until a minute after the acceptance, half a minute later than the lease.
        const settled = await saved(store, withAccepted(pending, noon + 30_000), noon + 30_000);
        expect(settled.dueAt).toBe(noon + leaseMs);
        const looked = await saved(store, settled, noon + leaseMs);
        expect(looked.dueAt).toBe(noon + 90_000);
        expect(await store.load(looked)).toStrictEqual(looked);
      });

      it('When nothing is left to do, Then the bet is due no more', async () => {
        const due = await saved(store, withPending(registered(unseenRef()), noon), noon);
        const done = await saved(store, { ...due, cashouts: [] }, noon);
        expect(done.dueAt).toBeNull();
        expect((await workOf(store, noon + leaseMs)).map(({ betId }) => betId)).not.toContain(done.betId);
      });
    });

    describe('Given many bets with work at different times', () => {
      const dueAt = (position: number): number => noon + leaseMs + (position % 20) * 1000;
      const now = dueAt(9);
      const bets = new Map<string, number>();
      beforeAll(async () => {
        for (let position = 0; position < 80; position += 1) {
          const ref = unseenRef();
          bets.set(ref.betId, dueAt(position));
          await saved(store, withPending(registered(ref), dueAt(position) - leaseMs), noon);
        }
      });

      it('When all shards are paged through, Then each bet whose time has come is listed once', async () => {
        const listed = (await workOf(store, now))
          .map(({ betId }) => betId)
          .filter((betId) => bets.has(betId));
        const expected = [...bets].filter(([, at]) => at <= now).map(([betId]) => betId);
        expect(listed.toSorted()).toStrictEqual(expected.toSorted());
      });

      it('When a shard is paged through, Then pages are small and the earliest comes first', async () => {
        let pages = 0;
        for (let shard = 0; shard < 16; shard += 1) {
          const times: number[] = [];
          let page = await store.listDue(shard, now, null);
          for (;;) {
            pages += 1;
            expect(page.refs.length).toBeLessThanOrEqual(3);
            for (const { betId } of page.refs) times.push(bets.get(betId) ?? times.at(-1) ?? 0);
            if (page.cursor === null) break;
            page = await store.listDue(shard, now, page.cursor);
          }
          expect(times).toStrictEqual(times.toSorted((a, b) => a - b));
        }
        expect(pages).toBeGreaterThan(16);
      });
    });

    describe('Given many bets asked for at once', () => {
      it('When some are unseen and some named twice, Then all come back in the order asked', async () => {
        const refs = Array.from({ length: 80 }, () => unseenRef());
        const seen = refs.filter((_, position) => position % 3 !== 0);
        const kept = new Map<BetRef, Bet>();
        for (const ref of seen) kept.set(ref, await saved(store, registered(ref), noon));
        const asked = [...refs, ...refs.slice(0, 20).toReversed()];
        const expected = asked.map((ref) => kept.get(ref) ?? blankBet(ref));
        expect(asked).toHaveLength(100);
        expect(await store.loadMany(asked)).toStrictEqual(expected);
      });

      it('When none is asked for, Then none comes back', async () => {
        expect(await store.loadMany([])).toStrictEqual([]);
      });

      it('When more than 100 are asked for, Then the call is refused', async () => {
        const refs = Array.from({ length: 101 }, () => unseenRef());
        await expect(store.loadMany(refs)).rejects.toThrow('at most 100 bets');
      });
    });

    describe('Given bets that wait for a person', () => {
      const waitingBet = (since: number): Bet => ({
        ...blankBet(unseenRef()),
        cashouts: [
          aCashout('unknown', {
            escalatedAt: noon + 1_000,
            history: [{ at: since, from: null, to: 'unknown', decidedBy: null }],
          }),
        ],
      });

      it('When they are listed page by page, Then each comes once, the one that waits longest first', async () => {
        const bets = [noon + 3, noon + 1, noon + 2, noon + 1, noon + 5].map(waitingBet);
        for (const bet of bets) await saved(store, bet, noon);
        const own = new Map(bets.map((bet) => [bet.betId, unresolvedSince(bet) ?? 0]));
        for (const limit of [1, 2, 100]) {
          const listed: number[] = [];
          let after: UnresolvedPosition | null = null;
          do {
            const page: UnresolvedPage = await store.listUnresolved(limit, after);
            expect(page.refs.length).toBeLessThanOrEqual(limit);
            for (const { betId } of page.refs)
              listed.push(...[own.get(betId)].filter((at) => at !== undefined));
            after = page.next;
          } while (after !== null);
          expect(listed).toEqual([1, 1, 2, 3, 5].map((ms) => noon + ms));
        }
      });

      it('When one is settled, Then it is listed no more', async () => {
        const waiting = await saved(store, waitingBet(noon), noon);
        const isListed = async () => {
          for (let after: UnresolvedPosition | null = null; ; ) {
            const page: UnresolvedPage = await store.listUnresolved(100, after);
            if (page.refs.some(({ betId }) => betId === waiting.betId)) return true;
            if (page.next === null) return false;
            after = page.next;
          }
        };
        expect(await isListed()).toBe(true);
        await saved(store, { ...waiting, cashouts: [aCashout('declined', { escalatedAt: noon })] }, noon);
        expect(await isListed()).toBe(false);
      });
    });
  });
}
