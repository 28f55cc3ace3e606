import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryWatchStore } from '../../../lib/adapters/memory/watch-store.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import { closeBet } from '../../../lib/use-cases/close-bet.ts';
import { noon } from '../../support/sample-bets.ts';

const ref = { provider: 'odds88', betId: 'b1' } as const;
const by = { actor: 'jo', reason: 'settled' };

/** A bet somebody follows. */
async function followed() {
  const needs = { bets: memoryBetStore(), watches: memoryWatchStore(), clock: manualClock(noon) };
  await needs.watches.save({ betId: 'b1', viewers: { me: noon + 60_000 }, group: 'g1' }, null);
  return needs;
}

describe('closeBet', () => {
  it('Given a bet that is followed, then it is closed, and nobody follows it', async () => {
    const needs = await followed();
    expect((await closeBet(needs, ref, by)).closed).toEqual({ at: noon, ...by });
    expect(await needs.watches.loadMany(['b1'])).toEqual([null]);
  });

  it('Given a bet of another provider with the same id, then the watch stays', async () => {
    const needs = await followed();
    await closeBet(needs, { provider: 'gr8', betId: 'b1' }, by);
    expect(await needs.watches.loadMany(['b1'])).toMatchObject([{ group: 'g1' }]);
  });

  it('Given it dies before the bet is written, then nobody follows it, and no more than a quote is lost', async () => {
    const needs = await followed();
    needs.bets.save = () => Promise.reject(new StoreUnavailable('away'));
    await expect(closeBet(needs, ref, by)).rejects.toThrow(StoreUnavailable);
    expect(await needs.watches.loadMany(['b1'])).toEqual([null]);
  });

  it('Given its watch cannot be ended, then it is closed all the same, and the caller hears of it and repeats', async () => {
    const needs = await followed();
    const { loadMany } = needs.watches;
    needs.watches.loadMany = () => Promise.reject(new StoreUnavailable('away'));
    await expect(closeBet(needs, ref, by)).rejects.toThrow(StoreUnavailable);
    expect((await needs.bets.load(ref)).closed).toMatchObject(by);
    needs.watches.loadMany = loadMany;
    await closeBet(needs, ref, by);
    expect(await loadMany(['b1'])).toEqual([null]);
  });

  it('Given somebody joins while its watch is ended, then it is ended with them', async () => {
    const needs = await followed();
    const { remove, save } = needs.watches;
    let joined = false;
    needs.watches.remove = async (watch) => {
      const viewers = { ...watch.viewers, other: noon + 60_000 };
      if (!joined) await save({ ...watch, viewers }, watch);
      joined = true;
      return remove(watch);
    };
    await closeBet(needs, ref, by);
    expect(await needs.watches.loadMany(['b1'])).toEqual([null]);
  });
});
