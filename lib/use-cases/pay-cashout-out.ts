import type { BetRef } from '../domain/bet/bet.ts';
import { applyToPayOut } from '../domain/pay-out/apply.ts';
import { commandOfCashout } from '../domain/pay-out/cashout-state.ts';
import { sameOwner } from '../domain/pay-out/pay-out.ts';
import { type LookUpNeeds, readCashout } from './archive-lookup.ts';
import { type AttemptNeeds, attemptPayOut } from './attempt-pay-out.ts';

export interface PayCashoutOutNeeds extends LookUpNeeds, AttemptNeeds {}

/** A cashout an event tells of, and the BETCORE bet it is to be paid out of. */
export interface ToldCashout extends BetRef {
  readonly cashoutId: string;
  readonly betcoreBetId: string;
}

/**
 * Brings the pay-out of a cashout in line with what the cashout has come to by now, and pays it where it is due. Events
 * come late, twice and in any order: the bet itself tells more than they do. `undecided`: it knows no such decision,
 * and nothing was changed.
 */
export async function payCashoutOut(
  needs: PayCashoutOutNeeds,
  { provider, betId, cashoutId, betcoreBetId }: ToldCashout,
  causationId: string,
): Promise<'taken' | 'undecided'> {
  const ref = { provider, betId };
  // The bet first: whatever happens to it after this is told by an event of its own.
  const { cashout } = await readCashout(needs, ref, cashoutId);
  if (cashout?.payOut?.betcoreBetId !== betcoreBetId) return 'undecided';
  if (commandOfCashout(ref, cashout, needs.clock.now()) === null) return 'undecided';
  await attemptPayOut(needs, await needs.payOuts.load(betcoreBetId), causationId, (payOut) => {
    const command = commandOfCashout(ref, cashout, needs.clock.now());
    if (command === null) return { payOut, result: null, attempt: false };
    const { payOut: after } = applyToPayOut(payOut, command, causationId);
    // Whoever is let in by this may have been taken back meanwhile: the sweeper looks at its own cashout first.
    const isOurs = after.asked !== null && sameOwner(after.asked.owner, { provider, betId, cashoutId });
    return { payOut: after, result: null, attempt: isOurs };
  });
  return 'taken';
}
