import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestIdStore } from '../../lib/ports/request-id-store.ts';
import { noon } from '../support/sample-bets.ts';

export interface RequestIdStoreUnderTest {
  readonly store: RequestIdStore;
  stop(): Promise<void>;
}

const dayMs = 24 * 3_600_000;

/** What every RequestIdStore guarantees. Each test has request ids of its own. */
export function requestIdStoreContract(name: string, start: () => Promise<RequestIdStoreUnderTest>): void {
  describe(`RequestIdStore: ${name}`, () => {
    let subject: RequestIdStoreUnderTest;
    let store: RequestIdStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    it('Given a request id nobody has used, When it is used twice, Then it is good once', async () => {
      expect(await store.useOnce('5a0679b6e5fa48f6892c777b0fa92392', noon)).toBe(true);
      expect(await store.useOnce('5a0679b6e5fa48f6892c777b0fa92392', noon)).toBe(false);
      expect(await store.useOnce('5a0679b6e5fa48f6892c777b0fa92393', noon)).toBe(true);
    });

    it('Given a used one, When a day has not passed, Then it is not good, and using it does not prolong that', async () => {
      expect(await store.useOnce('day', noon)).toBe(true);
      expect(await store.useOnce('day', noon + dayMs - 1_000)).toBe(false);
      expect(await store.useOnce('day', noon + dayMs)).toBe(true);
      expect(await store.useOnce('day', noon + dayMs + 1)).toBe(false);
    });

    it('Given many use one at once, Then it is good for exactly one of them', async () => {
      const uses = await Promise.all(Array.from({ length: 12 }, () => store.useOnce('race', noon)));
      expect(uses.filter((isFirst) => isFirst)).toHaveLength(1);
    });
  });
}
