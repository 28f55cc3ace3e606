import type { JsonValue } from '../json-text.ts';
import type { NativeAnswer } from './native-contract.ts';

/*
 * Odds88's answers. The page shows the two 200s; of the other statuses it lists only the numbers, so their
 * bodies are the problem details its framework usually sends (odds88.facts.md).
 */

/** POST subscribe and unsubscribe: 200 with no body. */
export const emptyOk: NativeAnswer = { status: 200, contentType: null, body: null };

/** The 200 of POST /api/Cashout: `localAmount` is what was paid, or what was sent when nothing was. */
export function cashoutAnswer(
  success: boolean,
  reason: string | null,
  payload: { readonly betId: string; readonly localAmount: number },
): NativeAnswer {
  const { betId, localAmount } = payload;
  return { status: 200, contentType: json, body: { success, reason, payload: { betId, localAmount } } };
}

/** What was wrong with a request, every fault in one sentence each. */
export function badRequest(path: string, faults: readonly string[]): NativeAnswer {
  const title = 'One or more validation errors occurred.';
  return problem(400, 'https://tools.ietf.org/html/rfc7231#section-6.5.1', title, faults.join(' '), path);
}

export function tooManyRequests(path: string, detail: string): NativeAnswer {
  return problem(429, 'https://tools.ietf.org/html/rfc6585#section-4', 'Too Many Requests', detail, path);
}

export function serverError(path: string, detail: string): NativeAnswer {
  const title = 'An error occurred while processing your request.';
  return problem(500, 'https://tools.ietf.org/html/rfc7231#section-6.6.1', title, detail, path);
}

const json = 'application/json; charset=utf-8';

function problem(
  status: number,
  type: string,
  title: string,
  detail: string,
  instance: string,
): NativeAnswer {
  const body: JsonValue = { type, title, status, detail, instance };
  return { status, contentType: 'application/problem+json; charset=utf-8', body };
}
