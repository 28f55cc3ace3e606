import { capabilities } from '../capabilities.ts';
import type { Cashout, Inquiry } from '../cashout/cashout.ts';
import { type Currencies, minorDigitsOf } from '../money/currency.ts';
import { inCurrency, subtractMoney } from '../money/money.ts';
import { stakeFits } from '../quote/partial.ts';
import type { ProviderQuote } from '../quote/quote.ts';
import type { ReasonCode } from '../reasons.ts';
import { applyCommand, type Bet, findCashout, remainingStake } from './bet.ts';

/** A request that was on its way when its deadline passed has arrived or died by now, clocks that disagree included. */
export const firstReadingAfterMs = 2 * 60_000;

/** Two readings this far apart are two states of the provider, not one cached answer. */
export const secondReadingAfterMs = 60_000;

/** Asking backs off from a minute to an hour: an outage of a day costs some thirty calls per cashout. */
export const longestPauseMs = 3_600_000;

/** What the provider says about an unknown cashout's bet, read at one moment. */
export type Reading =
  /** It can still be cashed out, all of the stake asked for included: so it has not been. */
  | 'available'
  /** It cannot be cashed out now: it was, or the market is closed. Proves nothing. */
  | 'unavailable'
  /** No usable answer. */
  | 'no-answer';

/**
 * When the provider is to be asked about this cashout next (epoch ms); null when asking proves nothing:
 * nothing is open, its amounts are not pulled, or it is a partial one of a bet whose stake was not told in time.
 */
export function askAt(bet: Bet, cashout: Cashout): number | null {
  if (cashout.status !== 'unknown' || cashout.origin !== 'operator') return null;
  if (cashout.sendBefore === null || capabilities[bet.provider].quote !== 'live') return null;
  if (cashout.kind === 'partial' && !isStakeToldBeforeParts(bet)) return null;
  return cashout.inquiry?.askAt ?? cashout.sendBefore + firstReadingAfterMs;
}

/**
 * A stake told after a part was cashed out may be what that part left of it: compared with what the provider says is
 * left, it would prove that a part was not executed which was. Whatever two clocks disagree by, a registration is
 * never dated before a cashout it came after.
 */
function isStakeToldBeforeParts({ registration, cashouts }: Bet): boolean {
  if (registration === null) return false;
  return cashouts.every(
    ({ kind, status, createdAt }) =>
      kind !== 'partial' || status === 'declined' || registration.registeredAt < createdAt,
  );
}

/** What a quote says about an unknown cashout of the bet; undefined when there was no quote. */
export function readingOf(
  bet: Bet,
  cashout: Cashout,
  quote: ProviderQuote | undefined,
  currencies: Currencies,
): Reading {
  if (quote === undefined) return 'no-answer';
  if (quote.status === 'unavailable')
    return noAnswerCodes.has(quote.reason.code) ? 'no-answer' : 'unavailable';
  // A bet stays available after a partial cashout: what tells is how much stake is left in it.
  if (cashout.kind !== 'partial') return 'available';
  return isStakeUntouched(bet, cashout, quote, currencies) ? 'available' : 'unavailable';
}

/** Reasons that speak of the call and not of the bet. */
const noAnswerCodes: ReadonlySet<ReasonCode> = new Set([
  'provider-unreachable',
  'provider-throttled',
  'provider-error',
  'provider-rejected',
]);

/** Whether the quote fits the stake without this partial cashout, and does not fit it with it. */
function isStakeUntouched(
  bet: Bet,
  cashout: Cashout,
  quote: Extract<ProviderQuote, { status: 'available' }>,
  currencies: Currencies,
): boolean {
  const remaining = remainingStake(bet);
  const ratio = quote.partial?.ratio ?? null;
  if (remaining === null || ratio === null || cashout.stake === null) return false;
  const digits = minorDigitsOf(remaining.currency, currencies);
  const taken = subtractMoney(remaining, inCurrency(cashout.stake, remaining.currency));
  return (
    stakeFits(remaining.value, quote.amount, ratio, digits) &&
    !stakeFits(taken.value, quote.amount, ratio, digits)
  );
}

/**
 * Takes a reading into account. `startedAt` and `endedAt` (epoch ms) are when it was asked for and when the
 * answer came. Two readings in a row that the bet can still be cashed out, the first two minutes after the
 * request can have left, the second a minute after the first, prove that it was not executed; a reading to
 * the contrary starts over, and no answer says nothing.
 */
export function takeReading(
  bet: Bet,
  cashoutId: string,
  reading: Reading,
  startedAt: number,
  endedAt: number,
  causationId: string,
): Bet {
  const cashout = findCashout(bet, cashoutId);
  if (cashout === undefined) return bet;
  const due = askAt(bet, cashout);
  // Another run has asked meanwhile, or it has ended: this reading is older than what is known.
  if (due === null || due > startedAt) return bet;
  const { availableAt = null, asked = 0 } = cashout.inquiry ?? {};
  if (reading === 'available' && availableAt !== null && startedAt - availableAt >= secondReadingAfterMs) {
    const evidence = `still available at ${iso(availableAt)} and ${iso(startedAt)}`;
    const command = { name: 'infer-not-executed', at: endedAt, reason: notExecuted, evidence } as const;
    return applyCommand(bet, cashoutId, command, causationId).bet;
  }
  return {
    ...bet,
    cashouts: bet.cashouts.map((one) =>
      one === cashout ? { ...one, inquiry: nextInquiry(reading, availableAt, asked + 1, endedAt) } : one,
    ),
  };
}

/** It never reached the provider, so the player may simply try again. */
const notExecuted = { code: 'provider-unreachable', provider: null } as const;

function nextInquiry(reading: Reading, availableAt: number | null, asked: number, now: number): Inquiry {
  if (reading === 'available') return { asked, availableAt: now, askAt: now + secondReadingAfterMs };
  const pause = Math.min(secondReadingAfterMs * 2 ** Math.min(asked - 1, 10), longestPauseMs);
  return { asked, availableAt: reading === 'unavailable' ? null : availableAt, askAt: now + pause };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
