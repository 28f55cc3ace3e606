import { type Decimal, zero } from '../money/decimal.ts';
import type { ReasonCode } from '../reasons.ts';
import {
  isAbove,
  isAboveOne,
  one,
  over,
  percentOf,
  type Ratio,
  ratioOf,
  roundDown,
  times,
  withoutPercent,
} from './ratio.ts';
import { refusals } from './refusals.ts';
import type { ValidCaSettings, ValidTicket } from './ticket.ts';

/** A player is paid in hundredths, whoever has priced the ticket. */
export const valueDigits = 2;

/** How a price came about is shown finer, for whoever checks it. */
const detailDigits = 6;

/** What a ticket can be cashed out for. All amounts are in the ticket's currency and rounded down. */
export type TicketPrice = {
  /** What the player gets, at most two digits after the point; 0 when there is no cashout. */
  readonly value: Decimal;
  /** What the ticket is worth at the current odds; 0 when it was not looked at. Six digits, as the deductions. */
  readonly fair: Decimal;
  readonly deductions: { readonly withdrawal: Decimal; readonly tax: Decimal };
} & (
  | { readonly available: true; readonly reason: null }
  | { readonly available: false; readonly reason: ReasonCode }
);

/**
 * The price of a whole ticket: fair = stake × Π odd of all tips ÷ Π oddcurrent of the open ones, less the
 * withdrawal, held against the limits, less the tax. Every step is exact; the results alone are rounded.
 */
export function priceTicket(ticket: ValidTicket): TicketPrice {
  return priceShare(ticket, one);
}

/**
 * The price of a part of the stake at the ratio of the whole ticket: parts never sum to more than the whole. A
 * part above the stake or of nothing has no price, nor has one that is worth less than `minCaValue`: raising
 * it to that limit would pay for every slice of a ticket what the ticket is worth once.
 */
export function pricePart(ticket: ValidTicket, part: Decimal): TicketPrice {
  return priceShare(ticket, over(ratioOf(part), ticket.stake));
}

const nothing = {
  value: zero,
  fair: zero,
  deductions: { withdrawal: zero, tax: zero },
  available: false,
} as const;

function priceShare(ticket: ValidTicket, share: Ratio): TicketPrice {
  const refusal = refusals.find(({ applies }) => applies(ticket));
  if (refusal !== undefined) return { ...nothing, reason: refusal.reason };
  if (share.numerator <= 0n || isAboveOne(share)) return { ...nothing, reason: 'amount-out-of-limits' };

  const { settings } = ticket;
  const whole = over(times(ticket.stake, ticket.odds), currentOdds(ticket));
  const limited = withinLimits(withoutPercent(whole, settings.caWithdrawal), settings);
  const beforeTax = limited && times(limited, share);
  const fair = times(whole, share);
  const withdrawal = percentOf(fair, settings.caWithdrawal);
  const judged = { fair: roundDown(fair, detailDigits), withdrawal: roundDown(withdrawal, detailDigits) };

  const value =
    beforeTax === undefined || isAbove(settings.minCaValue, beforeTax)
      ? zero
      : roundDown(withoutPercent(beforeTax, settings.taxRate), valueDigits);
  // Worth no hundredth is no cashout either: to OddsGigant's callers the value 0 says that it failed.
  if (beforeTax === undefined || value === zero) {
    return {
      value: zero,
      fair: judged.fair,
      deductions: { withdrawal: judged.withdrawal, tax: zero },
      available: false,
      reason: 'amount-out-of-limits',
    };
  }
  const tax = roundDown(percentOf(beforeTax, settings.taxRate), detailDigits);
  return {
    value,
    fair: judged.fair,
    deductions: { withdrawal: judged.withdrawal, tax },
    available: true,
    reason: null,
  };
}

function currentOdds({ tips }: ValidTicket): Ratio {
  return tips.reduce(
    (product, { oddcurrent }) => (oddcurrent === null ? product : times(product, oddcurrent)),
    one,
  );
}

/**
 * The amount where both limits hold it (a limit itself is within them); past one, that limit or, where the
 * setting has the cashout fail, nothing.
 */
function withinLimits(amount: Ratio, settings: ValidCaSettings): Ratio | undefined {
  const limit = passedLimit(amount, settings);
  if (limit === undefined) return amount;
  return settings.noCaOutOfLimits ? undefined : limit;
}

function passedLimit(amount: Ratio, { minCaValue, maxCaValue }: ValidCaSettings): Ratio | undefined {
  if (isAbove(minCaValue, amount)) return minCaValue;
  return isAbove(amount, maxCaValue) ? maxCaValue : undefined;
}
