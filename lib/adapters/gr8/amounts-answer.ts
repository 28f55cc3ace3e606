import { foldKeys } from '../../contracts/fold-keys.ts';
import { canonicalGuid, gr8AmountSchema } from '../../contracts/native/gr8.ts';
import { parseJsonNumberLiteral } from '../../domain/money/decimal.ts';
import type { ProviderQuote } from '../../domain/quote/quote.ts';
import { type ReasonCode, reason } from '../../domain/reasons.ts';

const members = Object.keys(gr8AmountSchema.shape);

/**
 * Reads the 200 of GET amounts (`json` with numbers as literals): what it says about the bet of a canonical id.
 * Each element is read by itself, so that one unreadable bet does not spoil the others.
 */
export function readAmountsAnswer(json: unknown): (guid: string) => ProviderQuote {
  if (!Array.isArray(json)) return () => unavailable('provider-error');
  const quotes = new Map<string, ProviderQuote>();
  // An element that does not even name its bet may be any of those that seem to be missing.
  let missing: ReasonCode = 'bet-not-found';
  for (const element of json) {
    const folded = foldKeys(element, members);
    const guid = guidOf(folded);
    if (guid === undefined) missing = 'provider-error';
    else quotes.set(guid, quoteOf(folded));
  }
  return (guid) => quotes.get(guid) ?? unavailable(missing);
}

export function unavailable(code: ReasonCode, openBetAvailable: boolean | null = null): ProviderQuote {
  return { status: 'unavailable', reason: reason(code), openBetAvailable };
}

function quoteOf(element: unknown): ProviderQuote {
  const read = gr8AmountSchema.safeParse(element);
  if (!read.success) return unavailable('provider-error');
  const openBetAvailable = read.data.isAvailableOpenBet ?? null;
  if (!read.data.isAvailable) return unavailable('market-suspended', openBetAvailable);
  // Past 15 digits the number may have lost some on its way: no amount to show, let alone to pay.
  const amount = parseJsonNumberLiteral(read.data.amount ?? '');
  if (amount === undefined) return unavailable('provider-error', openBetAvailable);
  const { isPartialCashoutAvailable, partialCashoutOdd } = read.data;
  const partial =
    isPartialCashoutAvailable == null
      ? null
      : {
          available: isPartialCashoutAvailable,
          ratio: parseJsonNumberLiteral(partialCashoutOdd ?? '') ?? null,
        };
  // GR8 answers bare numbers: the currency is known from the registration or not at all.
  return { status: 'available', amount, currency: null, partial, openBetAvailable };
}

function guidOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null || !('betId' in element)) return undefined;
  return typeof element.betId === 'string' ? canonicalGuid(element.betId) : undefined;
}
