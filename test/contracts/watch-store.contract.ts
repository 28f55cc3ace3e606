import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Currency } from '../../lib/domain/money/currency.ts';
import { decimal } from '../../lib/domain/money/decimal.ts';
import type { FeedValue } from '../../lib/domain/subscription/feed-value.ts';
import type { Watch } from '../../lib/domain/subscription/watch.ts';
import type { WatchStore } from '../../lib/ports/watch-store.ts';
import { anyBetId, anyInstant } from '../support/arbitraries.ts';
import { noon } from '../support/sample-bets.ts';
import { aWatch, began, unseenBetId } from './watch-store.steps.ts';

export interface WatchStoreUnderTest {
  readonly store: WatchStore;
  stop(): Promise<void>;
}

/** What every WatchStore guarantees. Tests share one store and never a bet. */
export function watchStoreContract(name: string, start: () => Promise<WatchStoreUnderTest>): void {
  describe(`WatchStore: ${name}`, () => {
    let subject: WatchStoreUnderTest;
    let store: WatchStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    async function stored(betId: string): Promise<Watch | null | undefined> {
      return (await store.loadMany([betId]))[0];
    }

    describe('Given a bet nobody watches', () => {
      it('When it is loaded, Then there is no watch', async () => {
        expect(await store.loadMany([unseenBetId()])).toStrictEqual([null]);
      });

      it('When a watch begins, Then it is stored at version 1', async () => {
        const next = aWatch();
        const watch = { ...next, version: 1 };
        expect(await store.save(next, null)).toStrictEqual(watch);
        expect(await stored(next.betId)).toStrictEqual(watch);
      });

      it('When a watch is saved that was read there, Then the save loses and there is still none', async () => {
        const next = aWatch();
        expect(await store.save(next, { ...next, version: 3 })).toBeNull();
        expect(await stored(next.betId)).toBeNull();
      });

      it('When it is moved, Then that is refused and there is still none', async () => {
        const { betId, group } = aWatch();
        expect(await store.move(betId, group, 'g2')).toBe(false);
        expect(await stored(betId)).toBeNull();
      });

      it('When it is removed, Then it is gone already', async () => {
        const read = { ...aWatch(), version: 1 };
        expect(await store.remove(read)).toBe(true);
        expect(await stored(read.betId)).toBeNull();
      });

      it('When many begin to watch it at once, Then exactly one does', async () => {
        const base = aWatch();
        const starts = Array.from({ length: 12 }, (_, n) => ({ ...base, group: `g${n}` }));
        const results = await Promise.all(starts.map((next) => store.save(next, null)));
        const winners = results.filter((result) => result !== null);
        expect(winners).toHaveLength(1);
        expect(await stored(base.betId)).toStrictEqual(winners[0]);
      });
    });

    describe('Given a watched bet', () => {
      it('When it is saved again and again, Then each save moves the version by one', async () => {
        let watch = await began(store);
        for (const version of [2, 3, 4]) {
          const viewers = { ...watch.viewers, [`viewer ${version}`]: noon + version };
          const next: Watch = { ...watch, viewers, version };
          expect(await store.save({ ...watch, viewers }, watch)).toStrictEqual(next);
          expect(await stored(watch.betId)).toStrictEqual(next);
          watch = next;
        }
      });

      it('When it is saved with fewer viewers and another group, Then the others are gone', async () => {
        const watch = await began(store, { viewers: { ann: noon, bob: noon + 1 } });
        const next = { ...watch, viewers: { bob: noon + 1 }, group: 'g2' };
        expect(await store.save(next, watch)).toStrictEqual({ ...next, version: 2 });
        expect(await stored(watch.betId)).toStrictEqual({ ...next, version: 2 });
      });

      it('When the very same save comes again, Then it is answered as before and writes nothing', async () => {
        const watch = await began(store);
        const next = { ...watch, viewers: { ann: noon + 5 } };
        const first = await store.save(next, watch);
        expect(await store.save(next, watch)).toStrictEqual(first);
        expect(await stored(watch.betId)).toStrictEqual({ ...next, version: 2 });
      });

      it('When the very same watch begins again, Then it is answered as before and writes nothing', async () => {
        const { version, ...next } = await began(store);
        expect(await store.save(next, null)).toStrictEqual({ ...next, version });
        expect(await stored(next.betId)).toStrictEqual({ ...next, version });
      });

      it.each<[string, (watch: Watch) => Watch | null]>([
        ['another version', (watch) => ({ ...watch, version: 1 })],
        ['another group', (watch) => ({ ...watch, group: 'g0' })],
        ['nothing', () => null],
      ])('When a save comes from whoever read %s, Then it loses and nothing changes', async (_, read) => {
        const first = await began(store);
        const current = await store.save({ ...first, viewers: { ann: noon + 5 } }, first);
        if (current === null) throw new Error('the save lost');
        const late = { ...current, viewers: { bob: noon + 9 } };
        expect(await store.save(late, read(current))).toBeNull();
        expect(await stored(first.betId)).toStrictEqual(current);
      });

      it('When many save at once, Then exactly one wins', async () => {
        const watch = await began(store);
        const saves = Array.from({ length: 12 }, (_, n) => ({
          ...watch,
          viewers: { [`viewer ${n}`]: noon },
        }));
        const results = await Promise.all(saves.map((next) => store.save(next, watch)));
        const winners = results.filter((result) => result !== null);
        expect(winners).toHaveLength(1);
        expect(winners[0]?.version).toBe(2);
        expect(await stored(watch.betId)).toStrictEqual(winners[0]);
      });

      it('When it ended and began anew, Then a write from before the end loses', async () => {
        const before = await began(store, { group: 'g1' });
        await store.remove(before);
        const { betId, viewers } = before;
        const anew = await store.save({ betId, viewers, group: 'g2' }, null);
        expect(anew).toMatchObject({ version: before.version });
        expect(await store.save({ ...before, viewers: { bob: noon + 9 } }, before)).toBeNull();
        expect(await store.remove(before)).toBe(false);
        expect(await store.move(betId, 'g1', 'g3')).toBe(false);
        expect(await stored(betId)).toStrictEqual(anew);
      });

      it('When a caller changes what it saved or loaded, Then the stored watch stays', async () => {
        const viewers = { ann: noon };
        const watch = await began(store, { viewers });
        const kept = structuredClone(watch);
        for (const held of [{ viewers }, watch, await stored(watch.betId)]) {
          // A store may freeze what it hands out: then nothing can be changed at all.
          Reflect.set(held?.viewers ?? {}, 'bob', noon);
          Reflect.set(held ?? {}, 'group', 'elsewhere');
        }
        expect(await stored(watch.betId)).toStrictEqual(kept);
      });
    });

    describe('Given a watch to be moved', () => {
      it('When it is in that group, Then it is in the other one, a version up, with its viewers', async () => {
        const watch = await began(store, { group: 'g1' });
        expect(await store.move(watch.betId, 'g1', 'g2')).toBe(true);
        expect(await stored(watch.betId)).toStrictEqual({ ...watch, group: 'g2', version: 2 });
      });

      it('When it is in a third group, Then that is refused and nothing changes', async () => {
        const watch = await began(store, { group: 'g1' });
        expect(await store.move(watch.betId, 'g2', 'g3')).toBe(false);
        expect(await stored(watch.betId)).toStrictEqual(watch);
      });

      it('When a viewer joined after it was read, Then it is moved all the same and the viewer stays', async () => {
        const watch = await began(store, { group: 'g1' });
        const viewers = { ...watch.viewers, bob: noon + 9 };
        await store.save({ ...watch, viewers }, watch);
        expect(await store.move(watch.betId, 'g1', 'g2')).toBe(true);
        expect(await stored(watch.betId)).toStrictEqual({ ...watch, viewers, group: 'g2', version: 3 });
      });

      it('When somebody read it before the move, Then their save and their removal lose', async () => {
        const watch = await began(store, { group: 'g1' });
        await store.move(watch.betId, 'g1', 'g2');
        expect(await store.save({ ...watch, viewers: { bob: noon } }, watch)).toBeNull();
        expect(await store.remove(watch)).toBe(false);
        expect(await stored(watch.betId)).toStrictEqual({ ...watch, group: 'g2', version: 2 });
      });

      it('When it is moved and saved at once, Then the save wins first or not at all', async () => {
        const watch = await began(store, { group: 'g1' });
        const viewers = { ann: noon + 5 };
        const [moved, saved] = await Promise.all([
          store.move(watch.betId, 'g1', 'g2'),
          store.save({ ...watch, viewers }, watch),
        ]);
        expect(moved).toBe(true);
        const expected = saved === null ? { ...watch, version: 2 } : { ...watch, viewers, version: 3 };
        expect(await stored(watch.betId)).toStrictEqual({ ...expected, group: 'g2' });
      });

      it('When many move it from the same group at once, Then exactly one does', async () => {
        const { betId } = await began(store, { group: 'g1' });
        const targets = Array.from({ length: 12 }, (_, n) => `to ${n}`);
        const moved = await Promise.all(targets.map((to) => store.move(betId, 'g1', to)));
        expect(moved.filter(Boolean)).toHaveLength(1);
        expect(await stored(betId)).toMatchObject({ group: targets[moved.indexOf(true)], version: 2 });
      });
    });

    describe('Given a watch to be removed', () => {
      it('When it is as it was read, Then it is gone, and gone it stays', async () => {
        const watch = await began(store);
        expect(await store.remove(watch)).toBe(true);
        expect(await stored(watch.betId)).toBeNull();
        expect(await store.remove(watch)).toBe(true);
        expect(await store.save({ ...watch, viewers: { bob: noon } }, watch)).toBeNull();
        expect(await stored(watch.betId)).toBeNull();
      });

      it.each<[string, Partial<Watch>]>([
        ['another version', { version: 2 }],
        ['version 0', { version: 0 }],
        ['another group', { group: 'g0' }],
      ])('When %s of it was read, Then that is refused and it stays', async (_, read) => {
        const watch = await began(store);
        expect(await store.remove({ ...watch, ...read })).toBe(false);
        expect(await stored(watch.betId)).toStrictEqual(watch);
      });

      it('When it is removed and saved at once, Then exactly one of them wins', async () => {
        const watch = await began(store);
        const [removed, saved] = await Promise.all([
          store.remove(watch),
          store.save({ ...watch, viewers: { bob: noon + 9 } }, watch),
        ]);
        expect(removed).toBe(saved === null);
        expect(await stored(watch.betId)).toStrictEqual(saved);
      });
    });

    describe('Given interests that are over', () => {
      it('When the watch is loaded, saved or removed, Then it counts as any other', async () => {
        const over = noon - 86_400_000;
        const watch = await began(store, { viewers: { ann: over } });
        expect(await stored(watch.betId)).toStrictEqual(watch);
        expect(await store.save({ ...watch, group: 'g2' }, null)).toBeNull();
        const next = await store.save({ ...watch, viewers: { bob: noon } }, watch);
        expect(next).toMatchObject({ version: 2 });
        expect(next && (await store.remove(next))).toBe(true);
      });
    });

    describe('Given what the feed has told', () => {
      const value: FeedValue = {
        betId: '',
        playerId: 'p1',
        at: noon,
        status: 'available',
        amount: { value: decimal('92.5'), currency: 'EUR' as Currency, precision: 4 },
        reason: null,
      };
      const quoteOf = ({ at, status, amount, reason }: FeedValue) => ({ at, status, amount, reason });

      it.each([
        ['later', noon + 1, true],
        ['at the same instant', noon, true],
        ['earlier', noon - 1, false],
      ])('When more is told %s, Then the newest is kept', async (_, at, isKept) => {
        const { betId } = await began(store);
        expect(await store.keepQuote({ ...value, betId })).toBe(true);
        const next: FeedValue = {
          ...value,
          betId,
          at,
          status: 'unavailable',
          amount: null,
          reason: 'suspended',
        };
        expect(await store.keepQuote(next)).toBe(isKept);
        const expected = quoteOf(isKept ? next : value);
        expect(await stored(betId)).toMatchObject({ quote: expected, version: 1 });
      });

      it('When the amount has no currency this hub knows, Then it comes back so', async () => {
        const { betId } = await began(store);
        const amount = { value: decimal('13.487656'), currency: null, precision: 6 };
        await store.keepQuote({ ...value, betId, amount });
        expect((await stored(betId))?.quote).toStrictEqual(quoteOf({ ...value, amount }));
      });

      it('When nobody follows the bet, Then nothing is kept and no watch begins', async () => {
        const betId = unseenBetId();
        expect(await store.keepQuote({ ...value, betId })).toBe(false);
        expect(await stored(betId)).toBeNull();
      });

      it('When the watch is saved or moved, Then the quote stays and is answered; when it is removed, Then it is gone', async () => {
        const watch = await began(store);
        const { betId } = watch;
        await store.keepQuote({ ...value, betId });
        const saved = await store.save({ ...watch, viewers: { bob: noon } }, watch);
        expect(saved).toMatchObject({ quote: quoteOf(value), version: 2 });
        await store.move(betId, watch.group, 'g2');
        const moved = await stored(betId);
        expect(moved).toMatchObject({ quote: quoteOf(value), version: 3 });
        expect(await store.save({ ...watch, viewers: { bob: noon } }, moved as Watch)).not.toBeNull();
        expect(await store.remove((await stored(betId)) as Watch)).toBe(true);
        expect((await began(store, { betId })).quote).toBeNull();
      });

      it('When many tell at once, Then the newest is what stays', async () => {
        const { betId } = await began(store);
        const instants = [5, 3, 9, 1, 9, 7].map((ms) => noon + ms);
        await Promise.all(instants.map((at) => store.keepQuote({ ...value, betId, at })));
        expect((await stored(betId))?.quote?.at).toBe(noon + 9);
      });
    });

    describe('Given any watch the types allow', () => {
      const anyViewers = fc
        .array(fc.tuple(fc.stringMatching(/^[!-~]{1,128}$/), anyInstant), { minLength: 1, maxLength: 50 })
        .map((viewers) => Object.fromEntries(viewers.filter(([viewer]) => viewer !== '__proto__')))
        .filter((viewers) => Object.keys(viewers).length > 0);

      it('When it is saved, Then it comes back exactly, whatever its bet and its viewers are called', async () => {
        const property = fc.asyncProperty(anyBetId, anyViewers, fc.uuid(), async (betId, viewers, group) => {
          const current = await stored(betId);
          const next = { betId, viewers, group, quote: null };
          const watch = { ...next, version: (current?.version ?? 0) + 1 };
          expect(await store.save(next, current ?? null)).toStrictEqual(watch);
          expect(await stored(betId)).toStrictEqual(watch);
        });
        const awkward = { constructor: 1, hasOwnProperty: 2, '1': 3, 'a.b': 4, ':x': 5 };
        const examples: [string, Watch['viewers'], string][] = [['bet', awkward, 'g']];
        await fc.assert(property, { numRuns: 100, examples });
      });

      it('When it has no viewer, Then the save is refused as a mistake of ours', async () => {
        await expect(store.save({ ...aWatch(), viewers: {} }, null)).rejects.toThrow('a watch has a viewer');
      });

      it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5])(
        'When an interest ends at %d, Then the save is refused as a mistake of ours',
        async (until) => {
          const viewers = { ann: noon, bob: until };
          await expect(store.save({ ...aWatch(), viewers }, null)).rejects.toThrow('at an instant');
        },
      );
    });

    describe('Given many bets asked for at once', () => {
      it('When some are unwatched and some named twice, Then all come back in the order asked', async () => {
        const betIds = Array.from({ length: 80 }, () => unseenBetId());
        const kept = new Map<string, Watch>();
        for (const [n, betId] of betIds.entries()) {
          if (n % 3 !== 0) kept.set(betId, await began(store, { betId, group: `g${n}` }));
        }
        const asked = [...betIds, ...betIds.slice(0, 20).toReversed()];
        expect(asked).toHaveLength(100);
        const expected = asked.map((betId) => kept.get(betId) ?? null);
        expect(await store.loadMany(asked)).toStrictEqual(expected);
      });

      it('When none is asked for, Then none comes back', async () => {
        expect(await store.loadMany([])).toStrictEqual([]);
      });

      it('When more than 100 are asked for, Then the call is refused', async () => {
        const betIds = Array.from({ length: 101 }, () => unseenBetId());
        await expect(store.loadMany(betIds)).rejects.toThrow('at most 100 watches');
      });
    });
  });
}
