import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeaseStore } from '../../lib/ports/lease-store.ts';
import { noon } from '../support/sample-bets.ts';

export interface LeaseStoreUnderTest {
  readonly store: LeaseStore;
  stop(): Promise<void>;
}

const end = noon + 60_000;

/** What every LeaseStore guarantees. Each test has a lease of its own. */
export function leaseStoreContract(name: string, start: () => Promise<LeaseStoreUnderTest>): void {
  describe(`LeaseStore: ${name}`, () => {
    let subject: LeaseStoreUnderTest;
    let store: LeaseStore;
    let leases = 0;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    function freeLease(): string {
      leases += 1;
      return `lease ${leases}`;
    }

    async function leaseOfAnn(): Promise<string> {
      const lease = freeLease();
      expect(await store.acquire(lease, 'ann', noon, end)).toBe(true);
      return lease;
    }

    it('Given a free lease, When many ask at once, Then exactly one gets it', async () => {
      const lease = freeLease();
      const holders = Array.from({ length: 12 }, (_, holder) => `holder ${holder}`);
      const got = await Promise.all(holders.map((holder) => store.acquire(lease, holder, noon, end)));
      expect(got.filter(Boolean)).toHaveLength(1);
    });

    it('Given a held lease, When another asks before its end, Then it is refused', async () => {
      const lease = await leaseOfAnn();
      expect(await store.acquire(lease, 'bob', end - 1, end + 60_000)).toBe(false);
    });

    it('Given a held lease, When its holder asks again, Then it has it until the new end', async () => {
      const lease = await leaseOfAnn();
      expect(await store.acquire(lease, 'ann', noon + 1, end + 1000)).toBe(true);
      expect(await store.acquire(lease, 'bob', end + 999, end + 60_000)).toBe(false);
      expect(await store.acquire(lease, 'bob', end + 1000, end + 60_000)).toBe(true);
    });

    it('Given a lease that is over, When another takes it, Then its old holder has it no more', async () => {
      const lease = await leaseOfAnn();
      expect(await store.acquire(lease, 'bob', end, end + 60_000)).toBe(true);
      expect(await store.acquire(lease, 'ann', end + 1, end + 60_000)).toBe(false);
    });

    it('Given a held lease, When its holder gives it back, Then another gets it at once', async () => {
      const lease = await leaseOfAnn();
      await store.release(lease, 'ann');
      expect(await store.acquire(lease, 'bob', noon, end)).toBe(true);
    });

    it('Given a held lease, When somebody else gives it back, Then nothing happens', async () => {
      const lease = await leaseOfAnn();
      await store.release(lease, 'bob');
      expect(await store.acquire(lease, 'bob', noon, end)).toBe(false);
    });

    it('Given a free lease, When it is given back, Then nothing happens', async () => {
      const lease = freeLease();
      await store.release(lease, 'ann');
      expect(await store.acquire(lease, 'bob', noon, end)).toBe(true);
    });

    it('Given two leases, When one is held, Then the other is free', async () => {
      await leaseOfAnn();
      expect(await store.acquire(freeLease(), 'bob', noon, end)).toBe(true);
    });
  });
}
