import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bet, type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import { type BetStore, workShards } from '../../lib/ports/bet-store.ts';
import type { PayOutStore } from '../../lib/ports/pay-out-store.ts';
import type { ItemRef, UnresolvedItem, UnresolvedItemPage, WorkList } from '../../lib/ports/work-list.ts';
import { aCashout } from '../support/builders.ts';
import { noon, registered, withPending } from '../support/sample-bets.ts';
import { saved, unseenRef } from './bet-store.steps.ts';
import { answered, due, paying, reserved, savedPayOut, unseenBetcoreBet } from './pay-out-store.steps.ts';

export interface WorkListUnderTest {
  readonly bets: BetStore;
  readonly payOuts: PayOutStore;
  readonly work: WorkList;
  readonly stop: () => Promise<void>;
}

/** What every list of work promises; `start` makes it with pages of three refs, over stores that are empty. */
export function workListContract(name: string, start: () => Promise<WorkListUnderTest>): void {
  describe(`list of work: ${name}`, () => {
    let bets: BetStore;
    let payOuts: PayOutStore;
    let work: WorkList;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      ({ bets, payOuts, work, stop } = await start());
    });
    afterAll(() => stop());

    /** One with a lease that ends a minute after `at`. */
    async function pendingBet(at: number): Promise<ItemRef> {
      const ref = unseenRef();
      await saved(bets, withPending(registered(ref), at), at);
      return betItem(ref);
    }

    async function payingOut(at: number): Promise<ItemRef> {
      const betcoreBetId = unseenBetcoreBet();
      await savedPayOut(payOuts, paying(due(reserved(betcoreBetId, at), at), at), at);
      return { type: 'pay-out', betcoreBetId };
    }

    async function dueAt(now: number): Promise<readonly ItemRef[]> {
      const found: ItemRef[] = [];
      for (let shard = 0; shard < workShards; shard += 1) {
        let page = await work.listDue(shard, now, null);
        found.push(...page.refs);
        while (page.cursor !== null) {
          expect(page.refs.length).toBeLessThanOrEqual(6);
          page = await work.listDue(shard, now, page.cursor);
          found.push(...page.refs);
        }
      }
      return found;
    }

    it('Given bets and pay-outs with work, then each whose time has come is listed once, and no other', async () => {
      const items: ItemRef[] = [];
      for (let n = 0; n < 30; n += 1) {
        items.push(await (n % 2 === 0 ? pendingBet(noon) : payingOut(noon)));
        await (n % 2 === 0 ? pendingBet(noon + 1) : payingOut(noon + 1));
      }
      expect((await dueAt(noon + 60_000)).map(keyOf).toSorted()).toEqual(items.map(keyOf).toSorted());
      expect(await dueAt(noon + 59_999)).toEqual([]);
    });

    async function unresolvedBet(since: number): Promise<ItemRef> {
      const ref = unseenRef();
      const history = [{ at: since, from: null, to: 'unknown', decidedBy: null }] as const;
      const bet: Bet = {
        ...blankBet(ref),
        cashouts: [aCashout('unknown', { escalatedAt: noon, history })],
      };
      await saved(bets, bet, noon);
      return betItem(ref);
    }

    async function rejectedPayOut(at: number): Promise<ItemRef> {
      const betcoreBetId = unseenBetcoreBet();
      const claimed = paying(due(reserved(betcoreBetId, at), at), at);
      await savedPayOut(payOuts, answered(claimed, 'rejected', at), at);
      return { type: 'pay-out', betcoreBetId };
    }

    it('Given both wait for a person, then in pages of any size each comes once, the one that waits longest first', async () => {
      const expected = [
        await unresolvedBet(noon + 1),
        await rejectedPayOut(noon + 2),
        await rejectedPayOut(noon + 3),
        await unresolvedBet(noon + 4),
        await rejectedPayOut(noon + 5),
      ];
      for (const limit of [1, 2, 5, 100]) {
        const listed: ItemRef[] = [];
        let after: UnresolvedItem | null = null;
        do {
          const page: UnresolvedItemPage = await work.listUnresolved(limit, after);
          expect(page.refs.length).toBeLessThanOrEqual(limit);
          listed.push(...page.refs);
          after = page.next;
        } while (after !== null);
        expect(listed).toEqual(expected);
      }
    });
  });
}

function betItem({ provider, betId }: BetRef): ItemRef {
  return { type: 'bet', provider, betId };
}

function keyOf(ref: ItemRef): string {
  return JSON.stringify(ref);
}
