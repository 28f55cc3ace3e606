import { idempotencyKeyHeader as header, idempotencyKeyRule } from '../../contracts/http/idempotency-key.ts';
import { type HttpMiddleware, headerOf } from './call.ts';
import { invalidRequest, Refused } from './problems.ts';

/** Requires an `Idempotency-Key`, bare or quoted: the same key in both spellings is the same key. */
export function requireIdempotencyKey(): HttpMiddleware {
  return {
    before({ event }) {
      const given = headerOf(event, header)?.trim() ?? '';
      if (given === '') {
        throw new Refused({
          code: 'idempotency-key-missing',
          detail: `Send the header ${header} with a fresh value per cashout, and the same value when you repeat it.`,
          errors: [{ path: header, message: 'is required' }],
        });
      }
      const key = readKey(given);
      if (key === undefined) {
        throw new Refused(invalidRequest([{ path: header, message: idempotencyKeyRule }]));
      }
      event.call.idempotencyKey = key;
    },
  };
}

/** A structured-field string (RFC 8941 §3.3.3) or the bare key; undefined when it is neither. */
export function readKey(given: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(given)?.[1];
  const key = quoted === undefined ? given : quoted.replace(/\\(["\\])/g, '$1');
  return /^[\x20-\x7e]{1,255}$/.test(key) && (quoted !== undefined || !given.startsWith('"'))
    ? key
    : undefined;
}
