import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../lib/ports/clock.ts';

/** Not published; one hour is what such servers give by default. */
export const tokenLifetimeSeconds = 3_600;

export interface IssuedTokens {
  issue(): string;
  /** Issued here and not yet expired. */
  isValid(token: string): boolean;
}

export function issuedTokens(clock: Clock): IssuedTokens {
  const expiresAt = new Map<string, number>();
  return {
    issue() {
      for (const [token, end] of expiresAt) if (end <= clock.now()) expiresAt.delete(token);
      const token = randomBytes(32).toString('base64url');
      expiresAt.set(token, clock.now() + tokenLifetimeSeconds * 1_000);
      return token;
    },
    isValid: (token) => clock.now() < (expiresAt.get(token) ?? 0),
  };
}
