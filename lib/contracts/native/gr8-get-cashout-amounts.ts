import { zero } from '../../domain/money/decimal.ts';
import type { BetQuote } from '../../domain/quote/quote.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { type JsonValue, NumberLiteral } from '../json-text.ts';
import { badRequestMap, badRequestText, ok, serverError, tooManyRequests } from './gr8-answers.ts';
import { missingHeaders, readPlayerId } from './gr8-headers.ts';
import { readBetIds, readMargin } from './gr8-query.ts';
import type { FieldErrors } from './gr8-read.ts';
import type { NativeAnswer, NativeContract, NativeRead } from './native-contract.ts';

export interface Gr8AmountsInput {
  readonly playerId: string;
  /** Canonical, each once. */
  readonly betIds: readonly string[];
  readonly margin: string | undefined;
}

/** GET /v1/sport/v1/bet/cashout of gr8.seed.txt. */
export const gr8GetCashoutAmountsContract: NativeContract<Gr8AmountsInput> = {
  id: 'gr8-get-cashout-amounts',
  provider: 'gr8',
  read({ headers, query }) {
    const missing = missingHeaders(headers);
    if (missing !== undefined) return { ok: false, answer: missing };
    const playerId = readPlayerId(headers);
    if (!playerId.ok) return refused(playerId.errors);
    const betIds = readBetIds(Object.entries(query));
    if (!betIds.ok) return refused(betIds.errors);
    const margin = readMargin(Object.entries(query));
    if (!margin.ok) return refused(margin.errors);
    return {
      ok: true,
      input: { playerId: playerId.value, betIds: betIds.value, margin: margin.value },
    };
  },
};

/**
 * The amounts as GR8 answers them: bets it does not know are left out. When it refused the question or could not be
 * asked about one of them, that is the answer to all: an amount of ours would say what nobody knows, and this wire
 * has no other word for one bet.
 */
export function toAmountsAnswer(quotes: readonly BetQuote[]): NativeAnswer {
  const reasons = quotes.flatMap(({ reason }) => (reason === null ? [] : [reason]));
  // Asking again helps with a fault, and never with a refusal: that one must be seen.
  const refusal = reasons.find(({ code }) => code === 'provider-rejected');
  if (refusal !== undefined) return badRequestText(refusal.provider?.message ?? 'The request was refused.');
  const faults = reasons.filter(({ code }) => isFault(code));
  if (faults.length > 0) {
    return faults.every(({ code }) => code === 'provider-throttled') ? tooManyRequests : serverError;
  }
  return ok(quotes.filter(({ reason }) => reason?.code !== 'bet-not-found').map(toAmount));
}

/** Reasons that say nothing about the bet. */
function isFault(code: ReasonCode): boolean {
  return code === 'provider-throttled' || code === 'provider-unreachable' || code === 'provider-error';
}

/** Members in the order of the page's example; the newer ones only where GR8 told them. */
function toAmount({ betId, status, amount, partial, openBetAvailable }: BetQuote): JsonValue {
  const ratio = partial?.ratio ?? null;
  return {
    betId,
    isAvailable: status === 'available',
    amount: new NumberLiteral(amount?.value ?? zero),
    isPartialCashoutAvailable: partial?.available,
    partialCashoutOdd: ratio === null ? undefined : new NumberLiteral(ratio),
    isAvailableOpenBet: openBetAvailable ?? undefined,
  };
}

function refused(errors: FieldErrors): NativeRead<never> {
  return { ok: false, answer: badRequestMap(errors) };
}
