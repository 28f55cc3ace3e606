import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderToken, TokenStore } from '../../lib/ports/token-store.ts';
import { noon } from '../support/sample-bets.ts';

export interface TokenStoreUnderTest {
  readonly store: TokenStore;
  stop(): Promise<void>;
}

/** What every TokenStore guarantees. */
export function tokenStoreContract(name: string, start: () => Promise<TokenStoreUnderTest>): void {
  describe(`TokenStore: ${name}`, () => {
    let subject: TokenStoreUnderTest;
    let store: TokenStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    it('Given no token was saved, When it is loaded, Then there is none', async () => {
      expect(await store.load('databet', noon)).toBeNull();
    });

    describe('Given a saved token', () => {
      const token: ProviderToken = {
        authorization: 'Bearer eyJhbGciOi.ünïcode',
        expiresAt: noon + 1_234_567,
      };
      beforeEach(() => store.save('gr8', token));

      it.each([0, 1_234_566])('When it is loaded after %i ms, Then it comes back exactly', async (ms) => {
        expect(await store.load('gr8', noon + ms)).toStrictEqual(token);
      });

      it.each([1_234_567, 1_234_568, 99_999_999])(
        'When it is loaded after %i ms, Then it is over',
        async (ms) => {
          expect(await store.load('gr8', noon + ms)).toBeNull();
        },
      );

      it('When another provider asks, Then there is none', async () => {
        expect(await store.load('odds88', noon)).toBeNull();
      });

      it('When a newer one is saved, Then it takes its place', async () => {
        const newer = { authorization: 'Bearer newer', expiresAt: noon + 5000 };
        await store.save('gr8', newer);
        expect(await store.load('gr8', noon)).toStrictEqual(newer);
      });
    });
  });
}
