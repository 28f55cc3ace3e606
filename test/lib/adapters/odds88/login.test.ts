import { describe, expect, it } from 'vitest';
import { odds88Login } from '../../../../lib/adapters/odds88/login.ts';
import { refusingUrl, socketOf } from '../http/local-server.ts';
import { aHub, json, start } from './odds88-hub.ts';

const dayMs = 24 * 3_600_000;
const startSeconds = start / 1_000;

function jwt(claims: string): string {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  return `${part('{"alg":"HS256"}')}.${part(claims)}.c2lnbmF0dXJl`;
}

async function logIn(status: number, body: string) {
  const { clock, settings, seen } = await aHub({ login: [json(status, body)] });
  return { answer: await odds88Login(settings, clock), asked: seen('login') };
}

describe('logging in to Odds88', () => {
  it('Given the right credentials, When it asks, Then the bare string of the answer is the bearer token', async () => {
    const { answer, asked } = await logIn(200, '"abc.DEF-1"');
    expect(answer).toEqual({
      kind: 'logged-in',
      token: { authorization: 'Bearer abc.DEF-1', expiresAt: start + dayMs },
    });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/api/Account/login',
        body: '{"clientId":"client \\"1\\"","password":"s3cret&password"}',
        headers: { 'content-type': 'application/json' },
      },
    ]);
  });

  it.each<[string, string, number]>([
    ['an hour', `{"exp":${startSeconds + 3_600}}`, 3_600_000],
    ['a fraction of a second more', `{"exp":${startSeconds + 60.5}}`, 60_500],
    ['a day and a second', `{"exp":${startSeconds + 86_401}}`, dayMs],
    ['for ever', '{"exp":1e999}', dayMs],
    ['milliseconds, which it is not counted in', `{"exp":${start + 3_600_000}}`, dayMs],
    ['a text', `{"exp":"${startSeconds + 3_600}"}`, dayMs],
    ['nothing', '{"sub":"operator"}', dayMs],
    ['no claims', '["exp"]', dayMs],
    ['null', 'null', dayMs],
    ['no JSON', '<html>', dayMs],
  ])(
    'Given a token whose exp says %s, Then it lives that long and no longer than a day',
    async (_, claims, livesMs) => {
      const { answer } = await logIn(200, JSON.stringify(jwt(claims)));
      expect(answer).toEqual({
        kind: 'logged-in',
        token: { authorization: `Bearer ${jwt(claims)}`, expiresAt: start + livesMs },
      });
    },
  );

  it('Given a slow answer, Then its life is counted from when it was asked for', async () => {
    const hub = await aHub({
      login: [
        async (request, response) => {
          await hub.clock.advance(3_000);
          await json(200, '"abc"')(request, response);
        },
      ],
    });
    expect(await odds88Login(hub.settings, hub.clock)).toMatchObject({ token: { expiresAt: start + dayMs } });
  });

  it.each<[string, number, string, string]>([
    ['400', 400, '{"title":"s3cret"}', 'login answered 400'],
    ['401', 401, '{"title":"s3cret"}', 'login answered 401'],
    ['429', 429, '', 'login answered 429'],
    ['500', 500, 's3cret', 'login answered 500'],
    ['a redirect', 302, '', 'login answered 302'],
    ['a token with 201', 201, '"s3cret"', 'login answered 201'],
    ['no JSON', 200, 's3cret', 'login answer unreadable'],
    ['nothing', 200, '', 'login answer unreadable'],
    ['an empty token', 200, '""', 'login answer unreadable'],
    ['an object', 200, '{"token":"s3cret"}', 'login answer unreadable'],
    ['a number', 200, '12345', 'login answer unreadable'],
    ['a token with a line break', 200, '"s3cret\\r\\nX-Other: 1"', 'login answer unreadable'],
    ['a token with a blank', 200, '"Bearer s3cret"', 'login answer unreadable'],
    ['a token that is not ASCII', 200, '"s3crét"', 'login answer unreadable'],
    ['a token that is over', 200, JSON.stringify(jwt(`{"exp":${startSeconds}}`)), 'login answer unreadable'],
  ])('Given %s, Then it is refused in our own words and not asked again', async (_, status, body, cause) => {
    const { answer, asked } = await logIn(status, body);
    expect(answer).toEqual({ kind: 'refused', cause });
    expect(asked).toHaveLength(1);
  });

  it('Given a connection refused or broken, Then its cause is the name of the fault', async () => {
    const { clock, settings } = await aHub({
      login: [(_, response) => void socketOf(response).resetAndDestroy()],
    });
    expect(await odds88Login(settings, clock)).toEqual({ kind: 'refused', cause: 'login: ECONNRESET' });
    const nobody = { ...settings, baseUrl: await refusingUrl() };
    expect(await odds88Login(nobody, clock)).toEqual({ kind: 'refused', cause: 'login: ECONNREFUSED' });
  });

  it('Given no answer, Then it is over after four seconds', async () => {
    const hub = await aHub({ login: [() => hub.clock.advance(4_000)] });
    expect(await odds88Login(hub.settings, hub.clock)).toEqual({ kind: 'refused', cause: 'login: deadline' });
    expect(hub.clock.now()).toBe(start + 4_000);
  });
});
