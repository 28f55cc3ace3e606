import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bet, blankBet } from '../../lib/domain/bet/bet.ts';
import type { Cashout } from '../../lib/domain/cashout/cashout.ts';
import type { BetStore } from '../../lib/ports/bet-store.ts';
import { anyCashout } from '../support/arbitraries.ts';
import { aCashout } from '../support/builders.ts';
import { noon } from '../support/sample-bets.ts';
import type { BetStoreUnderTest } from './bet-store.contract.ts';
import { saved, unseenRef, workOf } from './bet-store.steps.ts';

/** Declined cashouts of these ids. */
export function declined(...cashoutIds: readonly string[]): readonly Cashout[] {
  return cashoutIds.map((cashoutId) => aCashout('declined', { cashoutId }));
}

/** A stored bet nobody else touches, with these cashouts. */
export async function aStoredBet(store: BetStore, cashouts: readonly Cashout[] = []): Promise<Bet> {
  return await saved(store, { ...blankBet(unseenRef()), cashouts }, noon);
}

/** What every BetStore guarantees of archives. */
export function betArchivesContract(name: string, start: () => Promise<BetStoreUnderTest>): void {
  describe(`archives of a BetStore: ${name}`, () => {
    let subject: BetStoreUnderTest;
    let store: BetStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    it('Given no archive of that number, When one is written, Then it holds what was given, and the bet stays', async () => {
      const bet = await aStoredBet(store, declined('a', 'b', 'c'));
      expect(await store.archive(bet, declined('a', 'b'))).toStrictEqual(declined('a', 'b'));
      expect(await store.load(bet)).toStrictEqual(bet);
      expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(declined('a', 'b'));
    });

    it('Given an archive is there, When others are written in its place, Then it holds what it held', async () => {
      const bet = await aStoredBet(store);
      await store.archive(bet, declined('a', 'b'));
      for (const cashouts of [declined('c'), declined('a'), declined('a', 'b', 'c')]) {
        expect(await store.archive(bet, cashouts)).toStrictEqual(declined('a', 'b'));
      }
      expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(declined('a', 'b'));
    });

    it('Given many write the same archive at once, Then all are told the same', async () => {
      const bet = await aStoredBet(store);
      const writers = Array.from({ length: 8 }, (_, writer) => declined('a', `b${writer}`));
      const told = await Promise.all(writers.map((cashouts) => store.archive(bet, cashouts)));
      const held = await store.findArchived(bet, 1, 'all');
      expect(writers).toContainEqual(held);
      for (const one of told) expect(one).toStrictEqual(held);
    });

    it('Given several archives, When cashouts are looked up, Then those that are there come, newest archive first', async () => {
      const bet = await aStoredBet(store);
      for (const [archives, ids] of [['a', 'b'], ['c'], ['d', 'e']].entries()) {
        await store.archive({ ...bet, archives }, declined(...ids));
      }
      const found = async (archives: number, ids: readonly string[] | 'all') =>
        (await store.findArchived(bet, archives, ids)).map(({ cashoutId }) => cashoutId);
      expect(await found(3, 'all')).toStrictEqual(['d', 'e', 'c', 'a', 'b']);
      expect(await found(2, 'all')).toStrictEqual(['c', 'a', 'b']);
      expect(await found(3, ['b', 'e', 'z'])).toStrictEqual(['e', 'b']);
      expect(await found(2, ['e'])).toStrictEqual([]);
      expect(await found(3, [])).toStrictEqual([]);
      expect(await found(0, 'all')).toStrictEqual([]);
    });

    it('Given more archives than one read takes, Then all are read', async () => {
      const bet = await aStoredBet(store);
      const numbers = Array.from({ length: 103 }, (_, number) => number);
      for (const archives of numbers) await store.archive({ ...bet, archives }, declined(`co_${archives}`));
      const found = await store.findArchived(bet, 103, 'all');
      expect(found).toStrictEqual(declined(...numbers.toReversed().map((number) => `co_${number}`)));
    });

    it('Given a bet counts an archive that is not there, Then reading it is a fault and never an empty answer', async () => {
      const bet = await aStoredBet(store);
      await store.archive(bet, declined('a'));
      await expect(store.findArchived(bet, 2, ['a'])).rejects.toThrow('missing');
      await expect(store.findArchived(blankBet(unseenRef()), 1, ['a'])).rejects.toThrow('missing');
    });

    it('Given archives of one bet, Then those of another are not there', async () => {
      const [bet, other] = [await aStoredBet(store), await aStoredBet(store)];
      await store.archive(bet, declined('a'));
      expect(await store.archive(other, declined('b'))).toStrictEqual(declined('b'));
      const elsewhere = { provider: 'odds88', betId: bet.betId } as const;
      await expect(store.findArchived(elsewhere, 1, 'all')).rejects.toThrow('missing');
    });

    it('Given any cashouts the types allow, When they are archived, Then they come back exactly', async () => {
      const property = fc.asyncProperty(fc.array(anyCashout, { minLength: 1, maxLength: 4 }), async (any) => {
        const bet = blankBet(unseenRef());
        expect(await store.archive(bet, any)).toStrictEqual(any);
        expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(any);
        expect(await store.archive(bet, declined('z'))).toStrictEqual(any);
      });
      await fc.assert(property, { numRuns: 50 });
    });

    it('Given nothing to archive, Then the call is refused: an archive of nothing would never be done', async () => {
      await expect(store.archive(blankBet(unseenRef()), [])).rejects.toThrow('holds something');
    });

    it('Given archives, Then no work is listed for them', async () => {
      const bet = await aStoredBet(store);
      await store.archive(bet, declined('a'));
      const due = (await workOf(store, noon * 2)).map(({ betId }) => betId);
      expect(due).not.toContain(bet.betId);
    });

    it('Given a caller changes what it gave or was told, Then what is stored stays', async () => {
      const bet = await aStoredBet(store);
      const given = structuredClone(declined('a', 'b'));
      const held = [given, await store.archive(bet, given), await store.findArchived(bet, 1, 'all')];
      held.push(await store.archive(bet, declined('c')));
      for (const cashouts of held) (cashouts as unknown[]).length = 0;
      expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(declined('a', 'b'));
    });
  });
}
