import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataDir } from '../../../infra/local/data-dir.ts';
import { virtualClock } from '../../../infra/local/engine/clock.ts';
import { localIssuer, tokenLifetimeMs } from '../../../infra/local/issuer.ts';
import { handDrivenTime } from './hand-driven-time.ts';

function given() {
  const clock = virtualClock(handDrivenTime());
  const issuer = localIssuer(clock, null);
  return {
    clock,
    issuer,
    token: issuer.issue({ scopes: ['cashout:read', 'cashout:write'], clientId: 'shop' }),
  };
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** The token with its claims changed and everything else as it was. */
function withClaims(token: string, change: object): string {
  const [head, payload, signature] = token.split('.');
  return `${head}.${encode({ ...decode(payload), ...change })}.${signature}`;
}

describe('a token', () => {
  it('carries client and scopes, and 30 days on the hub’s clock', () => {
    const { clock, issuer, token } = given();
    const now = Math.floor(clock.now() / 1000);
    expect(issuer.verify(token)).toMatchObject({
      client_id: 'shop',
      scope: 'cashout:read cashout:write',
      iat: now,
      exp: now + 30 * 86_400,
    });
  });

  it('is a JWT of one pinned algorithm', () => {
    expect(decode(given().token.split('.')[0])).toEqual({ alg: 'HS256', typ: 'JWT' });
  });

  it('ends on the hub’s clock', () => {
    const { clock, issuer, token } = given();
    clock.setOffset(tokenLifetimeMs - 1);
    expect(issuer.verify(token)).toBeDefined();
    clock.setOffset(tokenLifetimeMs);
    expect(issuer.verify(token)).toBeUndefined();
  });
});

describe('what is not let in', () => {
  it.each([
    ['more scopes', { scope: 'cashout:force' }],
    ['a later end', { exp: 9_999_999_999 }],
    ['another client', { client_id: 'else' }],
  ])('a token changed to have %s', (_, change) => {
    const { issuer, token } = given();
    expect(issuer.verify(withClaims(token, change))).toBeUndefined();
  });

  it.each([
    { alg: 'none' },
    { alg: 'None', typ: 'JWT' },
    { alg: 'RS256', typ: 'JWT' },
    { alg: 'HS512', typ: 'JWT' },
  ])('the algorithm %j, with or without a signature', (header) => {
    const { issuer, token } = given();
    const [, payload, signature] = token.split('.');
    expect(issuer.verify(`${encode(header)}.${payload}.`)).toBeUndefined();
    expect(issuer.verify(`${encode(header)}.${payload}.${signature}`)).toBeUndefined();
  });

  it('a token signed with another key', () => {
    const { issuer, token } = given();
    const [head, payload] = token.split('.');
    const signature = createHmac('sha256', 'guess').update(`${head}.${payload}`).digest('base64url');
    expect(issuer.verify(`${head}.${payload}.${signature}`)).toBeUndefined();
  });

  it('a token of another hub', () => {
    expect(given().issuer.verify(given().token)).toBeUndefined();
  });

  it('any other spelling of a good signature', () => {
    const { issuer, token } = given();
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const other of alphabet.replace(last, '')) {
      expect(issuer.verify(token.slice(0, -1) + other)).toBeUndefined();
    }
    expect(issuer.verify(`${token}=`)).toBeUndefined();
  });

  it.each(['', '.', '..', '...', 'a', 'a.b', 'a.b.c', 'a.b.c.d'])('the text %j', (text) => {
    expect(given().issuer.verify(text)).toBeUndefined();
  });
});

describe('with a data folder', () => {
  it('lets tokens of before a restart in', () => {
    const dir = mkdtempSync(join(tmpdir(), 'issuer-'));
    const { clock } = given();
    const folder = openDataDir(dir);
    const token = localIssuer(clock, folder).issue({ scopes: ['cashout:read'], clientId: 'shop' });
    expect(localIssuer(clock, folder).verify(token)).toBeDefined();
    folder.release();
    rmSync(dir, { recursive: true });
  });
});
