import { cashoutsToArchive, withoutArchived } from '../domain/bet/archive.ts';
import type { Bet } from '../domain/bet/bet.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

/**
 * Moves what the bet need not hold any more into archives: each is written first, and only what it then holds leaves
 * the bet, by the write that counts it. Whoever dies in between leaves an archive nobody reads yet; the next attempt
 * finds it and goes on from there. Answers the bet as it is then; the very same one when nothing was to be done.
 */
export async function archiveDeclined(needs: ChangeNeeds, read: Bet): Promise<Bet> {
  let bet = read;
  for (;;) {
    const moving = cashoutsToArchive(bet, needs.clock.now());
    if (moving.length === 0) return bet;
    const number = bet.archives + 1;
    const held = await needs.bets.archive(bet, moving);
    // Each turn ends with this archive counted, by us or by somebody else: there are only so many to fill.
    const change = await changeBet(needs, bet, (current) => ({
      bet: withoutArchived(current, number, held),
      result: null,
    }));
    bet = change.bet;
  }
}
