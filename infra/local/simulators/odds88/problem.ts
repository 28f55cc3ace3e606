import type { JsonValue } from '../../../../lib/contracts/json-text.ts';
import { type Answer, jsonAnswer } from '../answer.ts';

/*
 * Problem details of statuses that the shared answers of Odds88 lack, because nobody but the provider itself
 * gives them. Neither page nor sample shows a body; its framework sends these.
 */

export function unauthorizedProblem(path: string, detail: string): Answer {
  return problem(401, 'https://tools.ietf.org/html/rfc7235#section-3.1', 'Unauthorized', detail, path);
}

export function forbiddenProblem(path: string, detail: string): Answer {
  return problem(403, 'https://tools.ietf.org/html/rfc7231#section-6.5.3', 'Forbidden', detail, path);
}

export function conflictProblem(path: string, detail: string): Answer {
  return problem(409, 'https://tools.ietf.org/html/rfc7231#section-6.5.8', 'Conflict', detail, path);
}

export function unsupportedMediaType(path: string): Answer {
  const type = 'https://tools.ietf.org/html/rfc7231#section-6.5.13';
  return problem(415, type, 'Unsupported Media Type', 'Send application/json.', path);
}

function problem(status: number, type: string, title: string, detail: string, instance: string): Answer {
  const body: JsonValue = { type, title, status, detail, instance };
  return jsonAnswer(status, body, { 'content-type': 'application/problem+json; charset=utf-8' });
}
