import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedLease, FeedLeaseStore } from '../../lib/ports/feed-lease-store.ts';
import { anyInstant } from '../support/arbitraries.ts';
import { noon } from '../support/sample-bets.ts';

export interface FeedLeaseStoreUnderTest {
  readonly store: FeedLeaseStore;
  stop(): Promise<void>;
}

export type NextLease = Omit<FeedLease, 'beat'>;

export function aFeedLease(given: Partial<NextLease> = {}): NextLease {
  const connects = [{ at: noon, kind: 'without-revision' } as const];
  return { holder: 'ann', leaving: false, cursor: noon - 500, connects, ...given };
}

let leases = 0;

/** A name no test has used. */
export function unseenFeed(): string {
  leases += 1;
  return `feed-${leases}`;
}

/** Saves where nobody interferes. */
export async function savedLease(
  store: FeedLeaseStore,
  name: string,
  next: NextLease,
  read: FeedLease | null,
): Promise<FeedLease> {
  const saved = await store.save(name, next, read);
  if (saved === null) throw new Error('the save lost');
  return saved;
}

/** What every FeedLeaseStore guarantees. Each test has a lease of its own. */
export function feedLeaseStoreContract(name: string, start: () => Promise<FeedLeaseStoreUnderTest>): void {
  describe(`FeedLeaseStore: ${name}`, () => {
    let subject: FeedLeaseStoreUnderTest;
    let store: FeedLeaseStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    it('Given a lease nobody has written, When it is loaded, Then there is none', async () => {
      expect(await store.load(unseenFeed())).toBeNull();
    });

    it('Given any lease the types allow, When it is saved, Then it comes back exactly', async () => {
      const anyLease = fc.record({
        holder: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: null }),
        leaving: fc.boolean(),
        cursor: fc.option(anyInstant, { nil: null }),
        connects: fc.array(
          fc.record({
            at: anyInstant,
            kind: fc.constantFrom('without-revision' as const, 'with-revision' as const),
          }),
          { maxLength: 40 },
        ),
      });
      const property = fc.asyncProperty(anyLease, async (lease) => {
        // Objects of fast-check have no prototype, ours do.
        const next: NextLease = { ...lease, connects: lease.connects.map((connect) => ({ ...connect })) };
        const feed = unseenFeed();
        expect(await store.save(feed, next, null)).toStrictEqual({ ...next, beat: 1 });
        expect(await store.load(feed)).toStrictEqual({ ...next, beat: 1 });
      });
      await fc.assert(property, { numRuns: 50 });
    });

    it('Given a lease, When it is written again and again, Then every write moves its beat by one', async () => {
      const feed = unseenFeed();
      let lease = await savedLease(store, feed, aFeedLease(), null);
      for (const beat of [2, 3, 4]) {
        const next = aFeedLease({ cursor: noon + beat, holder: beat === 4 ? null : 'ann' });
        lease = await savedLease(store, feed, next, lease);
        expect(lease).toStrictEqual({ ...next, beat });
        expect(await store.load(feed)).toStrictEqual(lease);
      }
    });

    it.each<[string, (first: FeedLease) => FeedLease | null]>([
      ['saw none', () => null],
      ['saw the beat before', (first) => first],
      ['saw a beat that never was', (first) => ({ ...first, beat: 7 })],
    ])('Given a lease, When somebody writes who %s, Then it loses and nothing changes', async (_, read) => {
      const feed = unseenFeed();
      const first = await savedLease(store, feed, aFeedLease(), null);
      const current = await savedLease(store, feed, aFeedLease({ cursor: noon }), first);
      expect(await store.save(feed, aFeedLease({ holder: 'bob' }), read(first))).toBeNull();
      expect(await store.load(feed)).toStrictEqual(current);
    });

    it('Given no lease, When somebody writes who saw one, Then it loses and there is still none', async () => {
      const feed = unseenFeed();
      expect(await store.save(feed, aFeedLease(), { ...aFeedLease(), beat: 1 })).toBeNull();
      expect(await store.load(feed)).toBeNull();
    });

    it.each([false, true])(
      'Given a lease (%s), When many take it at once, Then one does',
      async (isThere) => {
        const feed = unseenFeed();
        const read = isThere ? await savedLease(store, feed, aFeedLease({ holder: null }), null) : null;
        const takers = Array.from({ length: 12 }, (_, n) => aFeedLease({ holder: `taker ${n}` }));
        const taken = await Promise.all(takers.map((next) => store.save(feed, next, read)));
        const winners = taken.filter((lease) => lease !== null);
        expect(winners).toHaveLength(1);
        expect(await store.load(feed)).toStrictEqual(winners[0]);
      },
    );

    it('Given the very same write again, When nobody wrote in between, Then it is answered as before', async () => {
      const feed = unseenFeed();
      const next = aFeedLease();
      const first = await savedLease(store, feed, next, null);
      expect(await store.save(feed, next, null)).toStrictEqual(first);
      const second = await savedLease(store, feed, next, first);
      expect(await store.save(feed, next, first)).toStrictEqual(second);
      expect(await store.load(feed)).toStrictEqual(second);
    });

    it('Given two leases, When one is held, Then the other is not there', async () => {
      await savedLease(store, unseenFeed(), aFeedLease(), null);
      expect(await store.load(unseenFeed())).toBeNull();
    });

    it('Given a lease, When a caller changes what it saved or loaded, Then the stored one stays', async () => {
      const feed = unseenFeed();
      const next = aFeedLease();
      const kept = structuredClone(await savedLease(store, feed, next, null));
      for (const held of [next, await store.load(feed)]) {
        Reflect.set(held?.connects ?? [], 0, 'another');
        Reflect.set(held ?? {}, 'holder', 'another');
      }
      expect(await store.load(feed)).toStrictEqual(kept);
    });

    it.each<[string, Partial<NextLease>]>([
      ['a cursor', { cursor: 1.5 }],
      ['a connect', { connects: [{ at: Number.NaN, kind: 'with-revision' }] }],
    ])(
      'Given %s at no instant, When it is saved, Then that is refused as a mistake of ours',
      async (_, given) => {
        await expect(store.save(unseenFeed(), aFeedLease(given), null)).rejects.toThrow('at instants');
      },
    );
  });
}
