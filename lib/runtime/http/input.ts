import * as z from 'zod/mini';
import { placeOf } from '../../contracts/place-of.ts';
import { isProvider, providers } from '../../domain/provider.ts';
import type { HttpMiddleware } from './call.ts';
import { type FieldError, invalidRequest, Refused } from './problems.ts';

/** More faults than this help nobody, and an attacker's body could hold thousands. */
const maxErrorsShown = 20;

/** A provider in the path must be one of the five; checked before anything else is read from the call. */
export function knownProvider(): HttpMiddleware {
  return {
    before({ event }) {
      const provider = event.pathParameters?.['provider'];
      if (provider === undefined || isProvider(provider)) return;
      throw new Refused({
        code: 'unknown-provider',
        detail: `The provider must be one of ${providers.join(', ')}.`,
      });
    },
  };
}

/** Validates path, query and body at once, naming every fault. */
export function validInput(schema: z.ZodMiniType<unknown, unknown>): HttpMiddleware {
  return {
    before({ event }) {
      const raw = {
        path: event.pathParameters ?? {},
        query: event.queryStringParameters ?? {},
        body: event.call.body,
      };
      const parsed = z.safeParse(schema, raw, { reportInput: true });
      if (!parsed.success) throw new Refused(invalidRequest(toFieldErrors(parsed.error.issues)));
      event.call.input = parsed.data;
    },
  };
}

function toFieldErrors(issues: readonly z.core.$ZodIssue[]): readonly FieldError[] {
  return issues
    .slice(0, maxErrorsShown)
    .map((issue) => ({ path: toPath(issue.path), message: messageOf(issue) }));
}

/** Without the area, which is not in what they sent. */
function toPath(path: readonly PropertyKey[]): string {
  const [area, ...rest] = path;
  return placeOf(area === 'body' || area === 'path' || area === 'query' ? rest : path);
}

// The mini build of zod brings no texts of its own.
function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message !== defaultMessage) return issue.message;
      return issue.input === undefined ? 'is required' : `must be ${article(issue.expected)}`;
    case 'too_small':
      return `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case 'too_big':
      return `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    default:
      return issue.message === defaultMessage ? 'is not valid' : issue.message;
  }
}

const defaultMessage = 'Invalid input';

function unitOf(origin: string): string {
  return origin === 'array' ? 'elements' : 'characters';
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
