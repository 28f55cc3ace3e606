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
  const { quote } = capabilities[bet.provider];
  if (cashout.sendBefore === null || (quote !== 'live' && quote !== 'feed')) return null;
  if (cashout.kind === 'partial' && !isStakeToldBeforeParts(bet)) return null;
  // A feed tells nothing of a bet nobody follows: asking is what makes the hub follow it.
  return cashout.inquiry?.askAt ?? cashout.sendBefore + (quote === 'feed' ? 0 : firstReadingAfterMs);
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
  'not-subscribed',
  'quote-pending',
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

/** When a reading was made (epoch ms). */
export interface ReadingTime {
  readonly startedAt: number;
  readonly endedAt: number;
  /** What a feed told is of the instant it was told (the provider's clock), however much later it is looked at. */
  readonly toldAt: number | null;
}

/**
 * Takes a reading into account. Two readings in a row that the bet can still be cashed out, the first two minutes
 * after the request can have left, the second a minute after the first, prove that it was not executed; a reading to
 * the contrary starts over, and no answer says nothing. Nor does what was told before, or once more.
 */
export function takeReading(
  bet: Bet,
  cashoutId: string,
  given: Reading,
  { startedAt, endedAt, toldAt }: ReadingTime,
  causationId: string,
): Bet {
  const cashout = findCashout(bet, cashoutId);
  if (cashout === undefined || cashout.sendBefore === null) return bet;
  const due = askAt(bet, cashout);
  // Another run has asked meanwhile, or it has ended: this reading is older than what is known.
  if (due === null || due > startedAt) return bet;
  const { availableAt = null, asked = 0 } = cashout.inquiry ?? {};
  // The provider's clock may be ahead: nothing was told before it was looked at.
  const from = Math.min(toldAt ?? startedAt, startedAt);
  const reading = from < cashout.sendBefore + firstReadingAfterMs ? 'no-answer' : given;
  const isSecond = availableAt !== null && from - availableAt >= secondReadingAfterMs;
  if (reading === 'available' && availableAt !== null && isSecond) {
    const evidence = `still available at ${iso(availableAt)} and ${iso(from)}`;
    const command = { name: 'infer-not-executed', at: endedAt, reason: notExecuted, evidence } as const;
    return applyCommand(bet, cashoutId, command, causationId).bet;
  }
  const inquiry: Inquiry = {
    asked: asked + 1,
    // A second one that comes too soon leaves the first where it is.
    availableAt:
      reading === 'available'
        ? (availableAt ?? (toldAt === null ? endedAt : from))
        : reading === 'unavailable'
          ? null
          : availableAt,
    askAt: endedAt + pauseAfter(reading, asked + 1, capabilities[bet.provider].quote === 'feed'),
  };
  return { ...bet, cashouts: bet.cashouts.map((one) => (one === cashout ? { ...one, inquiry } : one)) };
}

/** It never reached the provider, so the player may simply try again. */
const notExecuted = { code: 'provider-unreachable', provider: null } as const;

/** Looking at what a feed told costs the provider nothing: it is done every minute until a person is asked. */
const looksAtFeed = 15;

function pauseAfter(reading: Reading, asked: number, isFeed: boolean): number {
  if (reading === 'available' && !isFeed) return secondReadingAfterMs;
  const doublings = Math.min(Math.max(asked - (isFeed ? looksAtFeed : 1), 0), 10);
  return Math.min(secondReadingAfterMs * 2 ** doublings, longestPauseMs);
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
