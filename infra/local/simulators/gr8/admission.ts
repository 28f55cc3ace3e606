import { gr8Headers } from '../../../../lib/contracts/native/gr8.ts';
import { gr8HeaderOf, missingHeaders } from '../../../../lib/contracts/native/gr8-headers.ts';
import { type Answer, nativeAnswer } from '../answer.ts';
import { refuseWithoutToken, tokenType, unauthorized } from '../bearer-token.ts';
import type { SimulatedRequest } from '../simulator.ts';
import { gr8Credentials } from './connection.ts';
import type { IssuedTokens } from './tokens.ts';

/**
 * The answer to a caller GR8 does not let in: 401 without a valid token, 400 naming the missing headers, 401
 * for an operator or brand that is not this client's. The page shows only the 400; the body and the header
 * of a 401 are those of its framework.
 */
export function refuse(tokens: IssuedTokens, request: SimulatedRequest): Answer | undefined {
  const refused = refuseWithoutToken(tokens, request);
  if (refused !== undefined) return refused;
  const { headers } = request;
  const missing = missingHeaders(headers);
  if (missing !== undefined) return nativeAnswer(missing);
  if (gr8HeaderOf(headers, gr8Headers.operatorId) !== gr8Credentials.operatorId)
    return unauthorized(tokenType);
  if (gr8HeaderOf(headers, gr8Headers.brand) !== gr8Credentials.brand) return unauthorized(tokenType);
  return undefined;
}

/** The player a call is for; present once `refuse` let the call in. */
export function playerOf(request: SimulatedRequest): string {
  return gr8HeaderOf(request.headers, gr8Headers.playerId);
}
