import type { Currency } from '../../domain/money/currency.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WatchStore } from '../../ports/watch-store.ts';

/** A currency's precision hardly ever changes; what was not found is looked for again soon. */
const rememberKnownMs = 3_600_000;
const rememberUnknownMs = 5 * 60_000;

/** The decimals Odds88 counts a currency in, as a quote of the bet shows; undefined where none does. */
export type QuotedPrecision = (betId: string, currency: Currency) => Promise<number | undefined>;

/**
 * Looks at the bet's quote once per currency and container and remembers the answer, so that a cashout costs no read
 * of its own. A store that does not answer is no reason to hold a cashout up.
 */
export function quotedPrecision(watches: WatchStore, clock: Clock): QuotedPrecision {
  const known = new Map<Currency, { readonly precision: number | undefined; readonly until: number }>();
  return async (betId, currency) => {
    const remembered = known.get(currency);
    if (remembered !== undefined && clock.now() < remembered.until) return remembered.precision;
    const [watch] = await watches.loadMany([betId]).catch(() => []);
    const amount = watch?.quote?.amount;
    const precision = amount?.currency === currency ? amount.precision : undefined;
    const forMs = precision === undefined ? rememberUnknownMs : rememberKnownMs;
    known.set(currency, { precision, until: clock.now() + forMs });
    return precision;
  };
}
