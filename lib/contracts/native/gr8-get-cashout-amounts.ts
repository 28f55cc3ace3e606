import { zero } from '../../domain/money/decimal.ts';
import type { BetQuote } from '../../domain/quote/quote.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { type JsonValue, NumberLiteral } from '../json-text.ts';
import { badRequestMap, ok, serverError, tooManyRequests } from './gr8-answers.ts';
import { missingHeaders, readPlayerId } from './gr8-headers.ts';
import { readBetIds, readMargin } from './gr8-query.ts';
import type { FieldErrors } from './gr8-request-body.ts';
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
 * The amounts as GR8 answers them: bets it does not know are left out. When it could be asked about none of
 * them, that is the answer: an amount of ours would say what nobody knows.
 */
export function toAmountsAnswer(quotes: readonly BetQuote[]): NativeAnswer {
  const known = quotes.filter(({ reason }) => reason?.code !== 'bet-not-found');
  const faults = known.flatMap(({ reason }) =>
    reason !== null && isFault(reason.code) ? [reason.code] : [],
  );
  if (faults.length > 0 && faults.length === known.length) {
    return faults.every((code) => code === 'provider-throttled') ? tooManyRequests : serverError;
  }
  return ok(known.map(toAmount));
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
