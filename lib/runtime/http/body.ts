import { parseJsonWithExactNumbers } from '../../contracts/json.ts';
import { type HttpEvent, type HttpMiddleware, headerOf } from './call.ts';
import { Refused } from './problems.ts';

/** Far above the largest honest body (100 quotes are 12 kB), far below what would hurt. */
export const maxBodyBytes = 256 * 1024;

/** Reads a JSON body: refuses too many bytes first, then another media type, then what is not JSON. */
export function jsonBody(exactNumbers = false): HttpMiddleware {
  const parse = exactNumbers ? parseJsonWithExactNumbers : JSON.parse;
  return {
    before({ event }) {
      const text = bodyText(event);
      try {
        event.call.body = parse(text);
      } catch {
        throw new Refused({
          code: 'invalid-request',
          detail:
            text.trim() === '' ? 'The body is empty; send a JSON object.' : 'The body is not valid JSON.',
          errors: [{ path: '', message: 'must be valid JSON' }],
        });
      }
    },
  };
}

/** The text of a JSON body, unread; refuses too many bytes first, then another media type. */
export function bodyText(event: HttpEvent, maxBytes = maxBodyBytes): string {
  const text = anyBodyText(event, maxBytes);
  requireJson(event);
  return text;
}

/** The text of a body of whatever media type; refuses too many bytes. */
export function anyBodyText(event: HttpEvent, maxBytes = maxBodyBytes): string {
  const text = boundedText(event, maxBytes);
  if (text !== undefined) return text;
  throw new Refused({ code: 'body-too-large', detail: `Send at most ${maxBytes} bytes.` });
}

/** Refuses a media type that is none of JSON. */
export function requireJson(event: HttpEvent): void {
  if (!isJson(headerOf(event, 'content-type'))) {
    throw new Refused({
      code: 'unsupported-media-type',
      detail: 'Send a JSON body with the header Content-Type: application/json.',
    });
  }
}

function boundedText(event: HttpEvent, maxBytes: number): string | undefined {
  const body = event.body ?? '';
  // Base64 of the limit is a third longer; what is longer still needs no decoding to be refused.
  if (body.length > maxBytes * 1.4) return undefined;
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return Buffer.byteLength(text) > maxBytes ? undefined : text;
}

function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/(?:json|[\w.-]+\+json)\s*(?:;.*)?$/i.test(contentType ?? '');
}
