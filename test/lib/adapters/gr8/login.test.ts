import { describe, expect, it } from 'vitest';
import { gr8Login } from '../../../../lib/adapters/gr8/login.ts';
import { refusingUrl, socketOf } from '../http/local-server.ts';
import { aHub, json, start } from './gr8-hub.ts';

const good = '{"access_token":"abc.DEF-1","token_type":"Custom","expires_in":3600}';

describe('logging in to GR8', () => {
  it('sends client credentials as a form and takes both members of the token', async () => {
    const { clock, settings, seen } = await aHub({ token: [json(200, good)] });
    const answer = await gr8Login(settings, clock);
    expect(answer).toEqual({
      kind: 'logged-in',
      token: { authorization: 'Custom abc.DEF-1', expiresAt: start + 3_600_000 },
    });
    expect(seen.token()).toMatchObject([
      {
        method: 'POST',
        body: 'grant_type=client_credentials&client_id=client+1&client_secret=s3cret%26client',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ]);
  });

  it('counts the lifetime from when it asked', async () => {
    const hub = await aHub({
      token: [
        async (request, response) => {
          await hub.clock.advance(3_000);
          await json(200, good)(request, response);
        },
      ],
    });
    expect(await gr8Login(hub.settings, hub.clock)).toMatchObject({
      token: { expiresAt: start + 3_600_000 },
    });
  });

  it.each<[string, string, number]>([
    ['a text', '"120"', 120_000],
    ['a fraction', '0.5', 500],
    ['an exponent', '1e3', 1_000_000],
    ['a year', '31536000', 86_400_000],
    ['for ever', '1e300', 86_400_000],
  ])('reads a lifetime given as %s', async (_, spelled, livesMs) => {
    const body = `{"access_token":"a","token_type":"Bearer","expires_in":${spelled}}`;
    const { clock, settings } = await aHub({ token: [json(200, body)] });
    expect(await gr8Login(settings, clock)).toMatchObject({ token: { expiresAt: start + livesMs } });
  });

  it.each<[string, number, string, string]>([
    ['401', 401, '{"error":"invalid_client s3cret"}', 'token endpoint answered 401'],
    ['500', 500, 's3cret', 'token endpoint answered 500'],
    ['a redirect', 302, '', 'token endpoint answered 302'],
    ['no JSON', 200, '<html>s3cret', 'token answer unreadable'],
    ['a token without a type', 200, '{"access_token":"s3cret","expires_in":1}', 'token answer unreadable'],
    ['an empty token', 200, '{"access_token":"","token_type":"B","expires_in":1}', 'token answer unreadable'],
    [
      'a token of no life',
      200,
      '{"access_token":"a","token_type":"B","expires_in":0}',
      'token answer unreadable',
    ],
    [
      'a token of negative life',
      200,
      '{"access_token":"a","token_type":"B","expires_in":-1}',
      'token answer unreadable',
    ],
    [
      'a token of no number of seconds',
      200,
      '{"access_token":"a","token_type":"B","expires_in":"x"}',
      'token answer unreadable',
    ],
    [
      'a token no header can carry',
      200,
      '{"access_token":"a\\nb","token_type":"B","expires_in":1}',
      'token answer unreadable',
    ],
  ])('says no more than its own words of %s', async (_, status, body, cause) => {
    const { clock, settings, seen } = await aHub({ token: [json(status, body)] });
    expect(await gr8Login(settings, clock)).toEqual({ kind: 'refused', cause });
    expect(seen.token()).toHaveLength(1);
  });

  it('names a connection refused or broken', async () => {
    const { clock, settings } = await aHub({
      token: [(_, response) => void socketOf(response).resetAndDestroy()],
    });
    expect(await gr8Login(settings, clock)).toEqual({ kind: 'refused', cause: 'token endpoint: ECONNRESET' });
    const nobody = { ...settings, tokenUrl: await refusingUrl() };
    expect(await gr8Login(nobody, clock)).toEqual({ kind: 'refused', cause: 'token endpoint: ECONNREFUSED' });
  });

  it('gives up after four seconds', async () => {
    const hub = await aHub({ token: [() => hub.clock.advance(4_000)] });
    expect(await gr8Login(hub.settings, hub.clock)).toEqual({
      kind: 'refused',
      cause: 'token endpoint: deadline',
    });
  });
});
