import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { odds88Credentials } from './connection.ts';

/** "Reusable for up to 24 hours." */
export const tokenLifetimeSeconds = 24 * 3_600;

export interface IssuedTokens {
  issue(): string;
  /** Issued here and not yet expired. */
  isValid(token: string): boolean;
}

/** JWTs under a key that ends with the process, so what was issued need not be remembered. */
export function issuedTokens(clock: Clock): IssuedTokens {
  const key = randomBytes(32);
  const sign = (signed: string): string => createHmac('sha256', key).update(signed).digest('base64url');

  return {
    issue() {
      const issuedAt = Math.floor(clock.now() / 1_000);
      const claims = { sub: odds88Credentials.clientId, iat: issuedAt, exp: issuedAt + tokenLifetimeSeconds };
      // Two tokens of one second are two tokens all the same.
      const signed = `${header}.${encoded({ ...claims, jti: randomBytes(16).toString('hex') })}`;
      return `${signed}.${sign(signed)}`;
    },
    isValid(token) {
      const [head = '', payload = '', signature = '', ...rest] = token.split('.');
      if (rest.length > 0 || !sameText(signature, sign(`${head}.${payload}`))) return false;
      const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp: number };
      return clock.now() < exp * 1_000;
    },
  };
}

const header = encoded({ alg: 'HS256', typ: 'JWT' });

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
