import type { JsonValue } from '../json-text.ts';
import { placeOf } from '../place-of.ts';
import type { NativeAnswer } from './native-contract.ts';

/*
 * What DATA.BET expects of a callback server: a 204 without a body, or an error with a code of its list. That list has
 * no code for a callback that is wrong, so `internal_error` stands for it and `data` says what it was.
 */

/** Taken; also the answer to a heartbeat. */
export const takenAnswer: NativeAnswer = { status: 204, contentType: null, body: null };

/** The order is known with other amounts: what was taken first stands. */
export const conflictAnswer: NativeAnswer = refusal(400, { reason: 'amount-conflict' });

/** A fault of ours; DATA.BET tells it again. */
export const faultAnswer: NativeAnswer = answer(500, { code: 'internal_error' });

/** Every fault with its place in the body. */
export function invalidCallback(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): NativeAnswer {
  const errors = issues.map(({ path, message }) => ({ path: placeOf(path), message }));
  return refusal(400, { reason: 'invalid-request', errors });
}

/** Too many bytes, another media type: refused before the body is read. */
export function unreadCallback(status: number, reason: string): NativeAnswer {
  return refusal(status, { reason });
}

function refusal(status: number, data: JsonValue): NativeAnswer {
  return answer(status, { code: 'internal_error', data });
}

function answer(status: number, error: JsonValue): NativeAnswer {
  return { status, contentType: 'application/json', body: { error } };
}
