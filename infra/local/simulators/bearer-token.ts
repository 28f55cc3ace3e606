import { type Answer, emptyAnswer } from './answer.ts';
import type { SimulatedRequest } from './simulator.ts';

export const tokenType = 'Bearer';

/** The answer to a caller without a valid token, as the framework of both pages gives it: 401, no body. */
export function refuseWithoutToken(
  tokens: { isValid(token: string): boolean },
  { headers }: SimulatedRequest,
): Answer | undefined {
  const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return unauthorized(tokenType);
  return tokens.isValid(token) ? undefined : unauthorized(`${tokenType} error="invalid_token"`);
}

export function unauthorized(challenge: string): Answer {
  return emptyAnswer(401, { 'www-authenticate': challenge });
}
