import { type Decimal, toJsonNumber } from '../../domain/money/decimal.ts';
import { type JsonValue, NumberLiteral } from '../json-text.ts';
import { betcoreCodes } from './betcore.ts';
import type { NativeAnswer } from './native-contract.ts';

/** Paid: now, or before where the same call came again. What nobody knows is null. */
export function paidAnswer(transactionId: string | null, balance: Decimal | null): NativeAnswer {
  const known = balance !== null && toJsonNumber(balance) !== undefined;
  return answer(200, betcoreCodes.success, {
    transactionId,
    balance: known ? new NumberLiteral(balance) : null,
  });
}

/** A no for good: this bet is not paid out by this call or any repeat of it. */
export const rejectedAnswer: NativeAnswer = unpaidAnswer(200, betcoreCodes.rejected);

/** Nobody knows yet, faults of ours included: the caller is to repeat it with the same `betId`. */
export const undeterminedAnswer: NativeAnswer = unpaidAnswer(500, betcoreCodes.undetermined);

export const invalidAnswer: NativeAnswer = unpaidAnswer(400, betcoreCodes.rejected);

/** To whoever is not let in, whatever the reason. */
export const notLetInAnswer: NativeAnswer = unpaidAnswer(401, betcoreCodes.unauthorized);

/** A refusal of a body before it is read: its size, its media type. */
export function unreadAnswer(status: 413 | 415): NativeAnswer {
  return unpaidAnswer(status, betcoreCodes.rejected);
}

/** What the hub says by a status alone: of 5xx nobody knows what was paid. */
export function unpaidInShape(status: number): NativeAnswer {
  if (status >= 500) return undeterminedAnswer;
  return unpaidAnswer(status, betcoreCodes.rejected);
}

/** Whatever else the code says, this call has paid nothing. */
export function unpaidAnswer(status: number, code: number): NativeAnswer {
  return answer(status, code, { transactionId: null, balance: null });
}

function answer(
  status: number,
  code: number,
  paid: { readonly transactionId: JsonValue; readonly balance: JsonValue },
): NativeAnswer {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: { ...paid, _responseCode: code },
  };
}
