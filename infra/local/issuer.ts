import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../lib/ports/clock.ts';
import type { DataDir } from './data-dir.ts';

export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** Epoch seconds on the hub's clock. */
  readonly iat: number;
  readonly exp: number;
}

export interface TokenRequest {
  readonly scopes: readonly string[];
  readonly clientId: string;
}

/** Stands in for the authorization server: makes the tokens, and checks them as the gateway would. */
export interface Issuer {
  issue(request: TokenRequest): string;
  /** Undefined for every token that is not ours, changed, of another kind or past its time. */
  verify(token: string): Claims | undefined;
}

/** What the start page and the control API promise. */
export const tokenLifetimeMs = 30 * 24 * 3_600_000;

const issuerName = 'https://issuer.cashout-hub.local';
const audience = 'cashout-hub';
const keyFile = 'token-key';
const header = encode({ alg: 'HS256', typ: 'JWT' });

/** The key lives in the data folder, so that tokens outlive a restart; without one it lives as long as the process. */
export function localIssuer(clock: Clock, dataDir: DataDir | null): Issuer {
  const key = loadKey(dataDir);
  const sign = (signed: string): string => createHmac('sha256', key).update(signed).digest('base64url');

  return {
    issue(request) {
      const now = Math.floor(clock.now() / 1000);
      const claims: Claims = {
        iss: issuerName,
        aud: audience,
        sub: request.clientId,
        client_id: request.clientId,
        scope: request.scopes.join(' '),
        iat: now,
        exp: now + tokenLifetimeMs / 1000,
      };
      const signed = `${header}.${encode(claims)}`;
      return `${signed}.${sign(signed)}`;
    },
    verify(token) {
      const [head, payload, signature, ...rest] = token.split('.');
      if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
        return undefined;
      }
      // The text is compared, not its bytes: base64 has several texts for the same bytes.
      if (!sameText(signature, sign(`${head}.${payload}`))) return undefined;
      // Ours is the only header there is: what names another algorithm, or none, is not from here.
      if (head !== header) return undefined;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
      const named = claims.iss === issuerName && claims.aud === audience;
      return named && claims.exp * 1000 > clock.now() ? claims : undefined;
    },
  };
}

function loadKey(dataDir: DataDir | null): Buffer {
  const kept = dataDir?.read(keyFile);
  if (kept !== undefined && /^[0-9a-f]{64}$/.test(kept)) return Buffer.from(kept, 'hex');
  const key = randomBytes(32);
  dataDir?.write(keyFile, key.toString('hex'));
  return key;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
