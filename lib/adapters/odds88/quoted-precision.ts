import type { Currency } from '../../domain/money/currency.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WatchStore } from '../../ports/watch-store.ts';

/** A currency's precision hardly ever changes. */
const rememberForMs = 3_600_000;

/** The decimals Odds88 counts a currency in, as a quote of the bet shows; undefined where none does. */
export type QuotedPrecision = (betId: string, currency: Currency) => Promise<number | undefined>;

/**
 * Looks at the bet's quote until one has shown it, and remembers it for the currency, so that a cashout costs no read
 * of its own. A store that does not answer is no reason to hold a cashout up.
 */
export function quotedPrecision(watches: WatchStore, clock: Clock): QuotedPrecision {
  const known = new Map<Currency, { readonly precision: number; readonly until: number }>();
  return async (betId, currency) => {
    const remembered = known.get(currency);
    if (remembered !== undefined && clock.now() < remembered.until) return remembered.precision;
    const [watch] = await watches.loadMany([betId]).catch(() => []);
    const amount = watch?.quote?.amount;
    if (amount == null || amount.currency !== currency) return undefined;
    known.set(currency, { precision: amount.precision, until: clock.now() + rememberForMs });
    return amount.precision;
  };
}
