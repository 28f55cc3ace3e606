import { type Decimal, zero } from '../money/decimal.ts';
import { valueDigits } from './price-ticket.ts';
import { isAbove, over, type Ratio, ratioOf, roundDown, times, withoutPercent } from './ratio.ts';
import type { Ticket, ValidTicket } from './ticket.ts';

/**
 * The most somebody else's price of the whole ticket may be: what it pays when it wins, or, where prices are raised
 * to the smallest amount, that one if it is more.
 */
export function mostWorth({ stake, caBets, caSettings }: Ticket): Ratio {
  const gain = caBets.reduce((product, { odd }) => times(product, ratioOf(odd)), ratioOf(stake));
  const least = ratioOf(caSettings.minCaValue);
  return !caSettings.noCaOutOfLimits && isAbove(least, gain) ? least : gain;
}

/**
 * What a part of the stake is worth when somebody else has priced the whole ticket at `value`: the same share of it,
 * rounded down. Null for a part worth nothing, or less than `minCaValue` before the tax, which the one who priced the
 * whole has only held against the whole.
 */
export function remoteShare(ticket: ValidTicket, value: Decimal, part: Decimal): Decimal | null {
  const whole = ratioOf(value);
  const isWhole = part === ticket.ticket.stake;
  const worth = isWhole ? whole : times(whole, over(ratioOf(part), ticket.stake));
  const rounded = roundDown(worth, valueDigits);
  if (rounded === zero) return null;
  const { minCaValue, taxRate } = ticket.settings;
  return !isWhole && isAbove(withoutPercent(minCaValue, taxRate), worth) ? null : rounded;
}
