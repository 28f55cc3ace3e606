import { type Bet, remainingStake } from '../bet/bet.ts';
import type { CashoutPayOut } from './cashout.ts';

/**
 * What BETCORE is to pay of a whole bet that is cashed out now: as the request says, else as the bet is registered;
 * null where neither asks for it. A stake nobody told is what is left of the registered one.
 */
export function payOutOf(bet: Bet, asked: CashoutPayOut | null): CashoutPayOut | null {
  const told = asked ?? bet.registration?.payOut ?? null;
  if (told === null) return null;
  const { sessionId, betcoreBetId } = told;
  return { sessionId, betcoreBetId, stake: asked?.stake ?? remainingStake(bet) };
}
