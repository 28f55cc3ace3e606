import { type Answer, jsonAnswer } from '../answer.ts';
import { tokenType } from '../bearer-token.ts';
import type { SimulatedOperation, SimulatedRequest } from '../simulator.ts';
import { gr8Credentials, tokenPath } from './connection.ts';
import { type IssuedTokens, tokenLifetimeSeconds } from './tokens.ts';

/**
 * OAuth2 client credentials (RFC 6749, 4.4), assumed because GR8 publishes no grant: a form body with the
 * credentials in it, or in HTTP Basic, which every such server has to take.
 */
export function tokenEndpoint(tokens: IssuedTokens): SimulatedOperation {
  return {
    name: 'token',
    method: 'POST',
    path: tokenPath,
    refuse: () => undefined,
    perform(request, { reject }) {
      const form = new URLSearchParams(request.body);
      const grant = form.get('grant_type');
      if (grant === null) return refused(400, 'invalid_request');
      if (grant !== 'client_credentials') return refused(400, 'unsupported_grant_type');
      if (reject || !isKnownClient(clientOf(request, form))) return refused(401, 'invalid_client');
      return jsonAnswer(
        200,
        { access_token: tokens.issue(), token_type: tokenType, expires_in: tokenLifetimeSeconds },
        noStore,
      );
    },
  };
}

const noStore = { 'cache-control': 'no-store' };

interface Client {
  readonly id: string | null | undefined;
  readonly secret: string | null | undefined;
}

function isKnownClient({ id, secret }: Client): boolean {
  return id === gr8Credentials.clientId && secret === gr8Credentials.clientSecret;
}

function clientOf({ headers }: SimulatedRequest, form: URLSearchParams): Client {
  const basic = /^basic\s+(\S+)$/i.exec(headers.authorization ?? '');
  if (basic === null) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id, ...secret] = Buffer.from(basic[1] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  // Both halves are form-encoded before they are joined; ours hold nothing that encoding changes.
  return { id, secret: secret.join(':') };
}

function refused(status: number, error: string): Answer {
  return jsonAnswer(status, { error }, noStore);
}
