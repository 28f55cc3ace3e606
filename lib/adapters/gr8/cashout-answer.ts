import { foldKeys } from '../../contracts/fold-keys.ts';
import { readJsonWithNumberLiterals } from '../../contracts/json.ts';
import {
  canonicalGuid,
  gr8CashoutAnswerSchema,
  gr8Results,
  readGr8Enum,
} from '../../contracts/native/gr8.ts';
import type { Kind } from '../../domain/cashout/cashout.ts';
import { type Decimal, parseJsonNumberLiteral, zero } from '../../domain/money/decimal.ts';
import { type Money, money } from '../../domain/money/money.ts';
import { partialAmount } from '../../domain/quote/partial.ts';
import type { ProviderQuote } from '../../domain/quote/quote.ts';
import { type ProviderReason, type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceOutcome, PlaceRequest } from '../../ports/cashout-provider.ts';
import type { PostResult } from '../http/post-once.ts';
import { refusalText } from './refusal-text.ts';

/** What one POST came to: an outcome, or a no whose reason only the bet's amount can tell. */
export type Verdict =
  | PlaceOutcome
  | {
      readonly outcome: 'ask-why';
      readonly no: 'not-allowed' | 'unprocessable';
      readonly said: ProviderReason;
    }
  /** A 401: not executed, worth one more try with another token. */
  | { readonly outcome: 'unauthorized' };

export interface Sent {
  readonly kind: Kind;
  /** Canonical bet id. */
  readonly guid: string;
  readonly amount: Money;
  readonly authorization: string;
}

const members = Object.keys(gr8CashoutAnswerSchema.shape);

/**
 * Judges the answer to a money POST (gr8.seed.txt, gr8.facts.md). Only a well-formed Success is an acceptance and
 * only a documented no is a decline; whatever else came after the request left is unclear. Pure.
 */
export function judgeAnswer(result: PostResult, sent: Sent): Verdict {
  if (result.kind === 'not-sent')
    return neverSent(reason('provider-unreachable'), `not sent: ${result.cause}`);
  if (result.kind === 'no-answer') return unclear(`no answer: ${result.cause}`);
  const { status, body } = result;
  switch (status) {
    case 200:
      return judgeResult(body, sent);
    case 400:
      return { outcome: 'declined', reason: reason('provider-rejected', refusal(status, body, sent)) };
    case 401:
      return { outcome: 'unauthorized' };
    case 429:
      return neverSent(reason('provider-throttled'), 'answered 429');
    case 422:
      // Documented for forced cashouts alone: on another path nobody says that it means no.
      if (sent.kind !== 'forced') return unclear('answered 422');
      return { outcome: 'ask-why', no: 'unprocessable', said: refusal(status, body, sent) };
    default:
      return unclear(`answered ${status}`);
  }
}

function judgeResult(body: string, sent: Sent): Verdict {
  const read = gr8CashoutAnswerSchema.safeParse(foldKeys(readJsonWithNumberLiterals(body), members));
  if (!read.success) return unclear('answered 200, unreadable');
  if (canonicalGuid(read.data.betId) !== sent.guid) return unclear('answered 200 for another bet');
  const result = readGr8Enum(gr8Results, read.data.result);
  if (result === 'NotAllowed') {
    return { outcome: 'ask-why', no: 'not-allowed', said: { code: result, message: null, restrictions: [] } };
  }
  if (result !== 'Success') return unclear(`answered 200, result ${result ?? 'unreadable'}`);
  const paid = parseJsonNumberLiteral(read.data.amount ?? '');
  if (paid === undefined || paid === zero) return unclear('answered Success without a readable amount');
  return { outcome: 'accepted', amount: money(paid, sent.amount.currency) };
}

/**
 * Why GR8 said no, as far as the amount it quotes right after tells: a 200 NotAllowed comes without a reason,
 * and a 422 does not say which of its two it means.
 */
export function explainNo(
  { no, said }: Verdict & { readonly outcome: 'ask-why' },
  sent: Pick<PlaceRequest, 'amount' | 'stake'>,
  quote: ProviderQuote | undefined,
  minorDigits: number,
): Reason {
  const seen = quote?.status === 'unavailable' ? quote.reason.code : undefined;
  if (no === 'unprocessable') {
    return reason(seen === 'bet-not-found' ? 'bet-not-found' : 'market-suspended', said);
  }
  if (seen === 'market-suspended') return reason('market-suspended', said);
  const current = quote?.status === 'available' ? currentAmount(quote, sent.stake, minorDigits) : null;
  const moved = current !== null && current !== sent.amount.value;
  return reason(moved ? 'price-changed' : 'provider-rejected', said);
}

/** What the cashout would pay by this quote; null when the quote does not tell, as for parts without a ratio. */
function currentAmount(
  quote: Extract<ProviderQuote, { status: 'available' }>,
  stake: Money | null,
  minorDigits: number,
): Decimal | null {
  if (stake === null) return quote.amount;
  return quote.partial?.ratio == null ? null : partialAmount(stake.value, quote.partial.ratio, minorDigits);
}

export function neverSent(why: Reason, evidence: string): PlaceOutcome {
  return { outcome: 'never-sent', reason: why, evidence };
}

export function unclear(evidence: string): PlaceOutcome {
  return { outcome: 'unclear', evidence };
}

function refusal(status: number, body: string, sent: Sent): ProviderReason {
  return { code: String(status), message: refusalText(body, sent.authorization), restrictions: [] };
}
