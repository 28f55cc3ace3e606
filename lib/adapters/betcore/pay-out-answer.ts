import { NumberLiteral } from '../../contracts/json-text.ts';
import { type Decimal, parseJsonNumberLiteral } from '../../domain/money/decimal.ts';
import type { PayOutOutcome } from '../../ports/pay-out-provider.ts';
import type { PostResult } from '../http/post-once.ts';
import { providerText } from '../http/provider-text.ts';
import { readAnswerJson } from './answer-json.ts';
import type { BetcoreSettings } from './settings.ts';

export type AnswerSettings = Pick<
  BetcoreSettings,
  | 'secret'
  | 'successCodes'
  | 'finalRejectionCodes'
  | 'repeatedCode'
  | 'undeterminedCodes'
  | 'believeServerErrors'
>;

/**
 * Judges the answer to one pay-out (betcore.seed.txt, betcore.facts.md). `_responseCode` alone decides, whatever the
 * status beside it; what has none, or one that nobody has explained, may have been executed. Pure.
 */
export function judgeAnswer(result: PostResult, settings: AnswerSettings): PayOutOutcome {
  if (result.kind === 'not-sent') {
    return { outcome: 'never-sent', cause: 'not-reached', evidence: `not sent: ${result.cause}` };
  }
  if (result.kind === 'no-answer') return undetermined(`no answer: ${result.cause}`);
  const { status, body } = result;
  // A redirect was answered by somebody else, a 5xx by whoever does not know.
  const isBelieved = isBetween(status, 200, 299) || isBetween(status, 400, 499);
  if (!isBelieved && !(settings.believeServerErrors && status >= 500)) {
    return undetermined(`answered ${status}`);
  }
  return judgeBody(status, readAnswerJson(body), settings);
}

function judgeBody(status: number, json: unknown, settings: AnswerSettings): PayOutOutcome {
  const code = memberOf(json, '_responseCode');
  if (typeof code !== 'number' || !Number.isInteger(code)) {
    return undetermined(`answered ${status} without a readable code`);
  }
  if (settings.successCodes.includes(code)) {
    return {
      outcome: 'paid',
      transactionId: transactionIn(memberOf(json, 'transactionId')),
      balance: balanceIn(memberOf(json, 'balance')),
    };
  }
  const said = textIn(json, settings.secret);
  const evidence = `answered ${status}, code ${code}${said === null ? '' : `: ${said}`}`;
  if (code === settings.repeatedCode) return { outcome: 'repeated', evidence };
  if (settings.finalRejectionCodes.includes(code)) return { outcome: 'rejected', code, evidence };
  return undetermined(settings.undeterminedCodes.includes(code) ? evidence : `${evidence} (an unknown code)`);
}

/** An id of BETCORE's: kept where it is one that can be stored and shown. */
function transactionIn(json: unknown): string | null {
  const text = typeof json === 'string' ? json : literalOf(json);
  return text !== undefined && /^[\x20-\x7e]{1,128}$/.test(text) ? text : null;
}

/** Told along with the money, and of no weight: what is no amount of at most 15 digits is not known. */
function balanceIn(json: unknown): Decimal | null {
  return parseJsonNumberLiteral(literalOf(json) ?? '') ?? null;
}

/** The page names no member that says why; these are what such APIs call it. */
const textMembers = ['message', 'error', '_responseMessage'];

function textIn(json: unknown, secret: string): string | null {
  const text = textMembers.map((name) => memberOf(json, name)).find((value) => typeof value === 'string');
  return text === undefined ? null : providerText(text, `secret ${secret}`);
}

function literalOf(json: unknown): string | undefined {
  if (typeof json === 'number') return String(json);
  return json instanceof NumberLiteral ? json.text : undefined;
}

/** None of what is no object. */
function memberOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return (json as Readonly<Record<string, unknown>>)[name];
}

function isBetween(status: number, first: number, last: number): boolean {
  return first <= status && status <= last;
}

function undetermined(evidence: string): PayOutOutcome {
  return { outcome: 'undetermined', evidence };
}
