import { type JsonValue, jsonText } from '../../../lib/contracts/json-text.ts';
import type { NativeAnswer } from '../../../lib/contracts/native/native-contract.ts';

/** An HTTP answer before it is written. */
export interface Answer {
  readonly status: number;
  /** `content-length` is added when it is written. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a call ends in: an answer, or none for as long as the caller waits. */
export type Outcome = Answer | 'never-answered';

export const jsonType = 'application/json; charset=utf-8';

export function jsonAnswer(
  status: number,
  value: JsonValue,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { 'content-type': jsonType, ...headers }, body: jsonText(value) };
}

/** An answer as the hub's own endpoint of that path gives it. */
export function nativeAnswer({ status, contentType, body }: NativeAnswer): Answer {
  return contentType === null
    ? emptyAnswer(status)
    : jsonAnswer(status, body, { 'content-type': contentType });
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' };
}

/**
 * What the simulators say in their own name, never in a provider's: what was wrong and where, and what to do.
 */
export function refusal(status: number, error: string, hint: string): Answer {
  return jsonAnswer(status, { error, hint });
}
