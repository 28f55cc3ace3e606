import type { Bet } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { Clock } from '../ports/clock.ts';
import { archiveLookup } from './archive-lookup.ts';

/**
 * How often a change is decided again after somebody else wrote first. Each loss means another writer won,
 * and the first decision after a win usually refuses the rest, so more than a few losses is a storm.
 */
export const maxDecisions = 12;

/** The bet changed under every decision; nothing was written by this caller. */
export class Contention extends Error {
  override readonly name = 'Contention';
}

export interface ChangeNeeds {
  readonly bets: BetStore;
  readonly clock: Clock;
}

export interface Change<Result> {
  /** The same object as handed in when there is nothing to write. */
  readonly bet: Bet;
  readonly result: Result;
}

/**
 * Decides on the given state and writes it on the condition that nobody wrote since; after a lost race it
 * decides again on the state that won. `decide` must be pure: it runs as often as it takes. It is told those of
 * `cashoutIds` that the bet's item does not hold because they were archived: they are not new.
 */
export async function changeBet<Result>(
  { bets, clock }: ChangeNeeds,
  read: Bet,
  decide: (bet: Bet, archived: readonly Cashout[]) => Change<Result>,
  cashoutIds: readonly string[] = [],
): Promise<Change<Result>> {
  const lookUp = archiveLookup({ bets }, cashoutIds);
  let bet = read;
  for (let decisions = 0; decisions < maxDecisions; decisions += 1) {
    const change = decide(bet, await lookUp(bet));
    if (change.bet === bet) return change;
    const written = await bets.save(change.bet, clock.now());
    if (written.saved) return { bet: written.bet, result: change.result };
    bet = written.current;
  }
  throw new Contention(`${bet.provider} bet changed ${maxDecisions} times in a row`);
}
