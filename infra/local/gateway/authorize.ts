import { scopePrefix } from '../../../lib/contracts/scopes.ts';
import type { Issuer } from '../issuer.ts';

/** `requestContext.authorizer.jwt` of an event: every claim is text there, whatever it was in the token. */
export interface Authorization {
  readonly claims: Readonly<Record<string, string>>;
  /** Those of the route the token has. */
  readonly scopes: string[];
}

export type Authorized =
  | { readonly outcome: 'let-in'; readonly authorization: Authorization }
  | { readonly outcome: 'unauthorized'; readonly challenge: string }
  | { readonly outcome: 'forbidden'; readonly challenge: string };

/**
 * The JWT authorizer of an HTTP API: the token with or without `Bearer`, and any one of the route's scopes,
 * which are the bare one and the one with the resource server's prefix.
 */
export function authorize(issuer: Issuer, scope: string, header: string | undefined): Authorized {
  const token = header?.replace(/^bearer\s+/i, '').trim() ?? '';
  if (token === '') return { outcome: 'unauthorized', challenge: 'Bearer' };
  const claims = issuer.verify(token);
  if (claims === undefined) {
    return { outcome: 'unauthorized', challenge: 'Bearer scope="" error="invalid_token"' };
  }
  const routeScopes = [scope, `${scopePrefix}${scope}`];
  const granted = claims.scope.split(' ');
  const matching = routeScopes.filter((one) => granted.includes(one));
  if (matching.length === 0) {
    return {
      outcome: 'forbidden',
      challenge: `Bearer scope="${routeScopes.join(' ')}" error="insufficient_scope"`,
    };
  }
  const asText = Object.entries(claims).map(([name, value]) => [name, String(value)] as const);
  return { outcome: 'let-in', authorization: { claims: Object.fromEntries(asText), scopes: matching } };
}
