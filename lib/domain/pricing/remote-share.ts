import { type Decimal, zero } from '../money/decimal.ts';
import { isAbove, over, ratioOf, roundDown, times, withoutPercent } from './ratio.ts';
import type { ValidTicket } from './ticket.ts';

/** Digits a player is paid in, as those of the built-in engine. */
const valueDigits = 2;

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
