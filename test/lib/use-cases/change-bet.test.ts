import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import type { Bet } from '../../../lib/domain/bet/bet.ts';
import { closeBet } from '../../../lib/domain/bet/register.ts';
import type { BetStore } from '../../../lib/ports/bet-store.ts';
import { Contention, changeBet, maxDecisions } from '../../../lib/use-cases/change-bet.ts';
import { aRegistration, gr8Ref, noon } from '../../support/builders.ts';

const clock = manualClock(noon);
const close = (bet: Bet) => ({ bet: closeBet(bet, { at: noon, actor: 'jo', reason: 'over' }), result: null });

/** Somebody else writes right before each of the first `times` saves. */
function contended(times: number): BetStore {
  const store = memoryBetStore();
  let left = times;
  return {
    ...store,
    save: async (bet, now) => {
      if (left-- > 0) {
        const current = await store.load(bet);
        await store.save({ ...current, registration: aRegistration({ playerId: `p${left}` }) }, now);
      }
      return store.save(bet, now);
    },
  };
}

describe('changeBet', () => {
  it.each([0, 1, maxDecisions - 1])(
    'Given %i lost races, then it decides again and loses nothing',
    async (times) => {
      const bets = contended(times);
      const { bet } = await changeBet({ bets, clock }, await bets.load(gr8Ref), close);
      expect(bet.closed).not.toBeNull();
      expect(bet.registration === null).toBe(times === 0);
      expect(await bets.load(gr8Ref)).toEqual(bet);
    },
  );

  it('Given it loses every race, then it gives up without having written', async () => {
    const bets = contended(maxDecisions);
    await expect(changeBet({ bets, clock }, await bets.load(gr8Ref), close)).rejects.toThrow(Contention);
    expect((await bets.load(gr8Ref)).closed).toBeNull();
  });

  it('Given nothing to change, then nothing is written', async () => {
    const bets = contended(0);
    await changeBet({ bets, clock }, await bets.load(gr8Ref), close);
    const { version } = await bets.load(gr8Ref);
    await changeBet({ bets, clock }, await bets.load(gr8Ref), close);
    expect((await bets.load(gr8Ref)).version).toBe(version);
  });
});
