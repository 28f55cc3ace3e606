import { maxPrecision, toLocalAmount } from '../../../../lib/contracts/native/odds88.ts';
import {
  feedDataText,
  type Odds88FeedData,
  odds88FeedStatuses,
} from '../../../../lib/contracts/native/odds88-feed.ts';
import { type Decimal, decimal, zero } from '../../../../lib/domain/money/decimal.ts';
import type { SimulatedBet } from '../bets.ts';
import { alreadyCashedOut, notAvailable } from './refusals.ts';

/** That of the page's sample. */
const usualPrecision = 4;

/** Every message names a player, and a bet that was seeded without one still has none. */
const nobody = 'simulated-player';

/** What the feed says of a bet at this instant (epoch ms). */
export function feedValueText(bet: SimulatedBet, at: number): string {
  const { betId, playerId = nobody } = bet;
  // As the sample spells whole seconds.
  const timestamp = new Date(at).toISOString().replace('.000Z', 'Z');
  return feedDataText({ playerId, betId, ...worthOf(bet), timestamp });
}

function worthOf(bet: SimulatedBet): Pick<Odds88FeedData, 'status' | 'reason' | 'amount'> {
  const { status, cashoutValue, cashouts } = bet;
  if (status === 'cashed-out') {
    // What was paid here; for a cashout made elsewhere, what the bet was worth.
    const paid = decimal(cashouts.at(-1)?.amount ?? cashoutValue);
    return { status: statuses['cashed-out'], reason: alreadyCashedOut, amount: amountOf(bet, paid) };
  }
  const value = decimal(cashoutValue);
  if (status === 'suspended' || value === zero) {
    return { status: statuses.unavailable, reason: notAvailable, amount: null };
  }
  return { status: statuses.available, reason: null, amount: amountOf(bet, value) };
}

const statuses = odds88FeedStatuses;

/** With the usual decimals, or with its own where it has more, or too many digits; null where none will do. */
function amountOf({ feedAmount, currency }: SimulatedBet, value: Decimal): Odds88FeedData['amount'] {
  if (feedAmount === false) return null;
  const own = value.split('.')[1]?.length ?? 0;
  for (const precision of [Math.max(own, usualPrecision), own]) {
    const localAmount = precision > maxPrecision ? undefined : toLocalAmount(value, precision);
    if (localAmount !== undefined) return { localAmount, precision, currency };
  }
  return null;
}
