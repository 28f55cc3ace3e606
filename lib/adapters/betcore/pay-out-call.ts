import { type JsonValue, jsonText, NumberLiteral } from '../../contracts/json-text.ts';
import { betcoreHeaders, betcorePath, type SignedMessage } from '../../contracts/native/betcore.ts';
import { compare, type Decimal, toJsonNumber, zero } from '../../domain/money/decimal.ts';
import type { PayOutRequest } from '../../ports/pay-out-provider.ts';
import type { BetcoreSettings } from './settings.ts';
import { sign } from './signature.ts';

/** What is posted: the same bytes in every attempt. */
export interface PayOutCall {
  readonly kind: 'ready';
  /** Below the base URL. */
  readonly path: string;
  readonly body: string;
}

/** Our own validation: nothing is sent. */
export interface InvalidCall {
  readonly kind: 'invalid';
  readonly evidence: string;
}

/** Builds the POST of one pay-out, or says why BETCORE could not be asked for it. Pure. */
export function preparePayOut({
  sessionId,
  betcoreBetId,
  amount,
  winOdd,
}: PayOutRequest): PayOutCall | InvalidCall {
  // Each of these would make the path another one.
  if (/^\.{0,2}$/.test(sessionId) || !sessionId.isWellFormed()) {
    return invalid('the session id cannot stand in a path');
  }
  if (!isCarried(amount.value)) return invalid(`the amount is no number ${rule}`);
  if (winOdd !== null && !isCarried(winOdd)) return invalid(`the odd is no number ${rule}`);
  const body: JsonValue = {
    betId: betcoreBetId,
    winAmount: new NumberLiteral(amount.value),
    winOdd: winOdd === null ? undefined : new NumberLiteral(winOdd),
  };
  return { kind: 'ready', path: betcorePath('payOut', sessionId), body: jsonText(body) };
}

const rule = 'from 0 of at most 15 significant digits, which is all a JSON number carries';

function isCarried(value: Decimal): boolean {
  return toJsonNumber(value) !== undefined && compare(value, zero) >= 0;
}

/** Of one attempt: each has a request id and a time of its own. */
export interface Attempt {
  /** 32 hex digits. */
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The headers of seed and facts, the signature made over the exact body. */
export function signedHeaders(
  { path, body }: PayOutCall,
  { requestId, now }: Attempt,
  { counterpartyId, secret, signature }: BetcoreSettings,
): Readonly<Record<string, string>> {
  const timestamp = String(now);
  const message: SignedMessage = { body, counterpartyId, timestamp, requestId, method: 'POST', path };
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    [betcoreHeaders.counterpartyId]: counterpartyId,
    [betcoreHeaders.timestamp]: timestamp,
    [betcoreHeaders.requestId]: requestId,
    [betcoreHeaders.signature]: sign(message, secret, signature),
  };
}

function invalid(evidence: string): InvalidCall {
  return { kind: 'invalid', evidence };
}
