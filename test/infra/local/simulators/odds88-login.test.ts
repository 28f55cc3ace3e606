import { describe, expect, it } from 'vitest';
import { odds88TokenSchema } from '../../../../lib/contracts/native/odds88.ts';
import { cashoutPath, loginPath, runningOdds88, subscribePath, unsubscribePath } from './running-odds88.ts';
import { request, start } from './running-simulators.ts';

const dayMs = 24 * 3_600_000;
const nobody = { betIds: [] };

function partOf(token: string, index: number): unknown {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'));
}

describe('the Odds88 login', () => {
  it('answers a token for a day as a bare JSON string', async () => {
    const odds88 = await runningOdds88();
    const answer = await odds88.login();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const token = odds88TokenSchema.parse(answer.json());
    expect(answer.text).toBe(`"${token}"`);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{43}$/);
    expect(partOf(token, 0)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(partOf(token, 1)).toMatchObject({ iat: start / 1_000, exp: (start + dayMs) / 1_000 });
  });

  it('answers every time another token, and all of them are valid', async () => {
    const odds88 = await runningOdds88();
    const tokens = [(await odds88.login()).json(), (await odds88.login()).json()];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) {
      const headers = { Authorization: `Bearer ${token}` };
      expect((await odds88.post(subscribePath, nobody, { headers })).status).toBe(200);
    }
  });

  it.each([
    ['a wrong password', { password: 'x' }],
    ['a wrong client', { clientId: 'x' }],
  ])('refuses %s', async (_, wrong) => {
    const odds88 = await runningOdds88();
    const right = { clientId: 'simulated-operator', password: 'simulated-password' };
    const answer = await odds88.login({ ...right, ...wrong });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'https://tools.ietf.org/html/rfc7235#section-3.1',
      title: 'Unauthorized',
      status: 401,
      detail: 'The client id or the password is wrong.',
      instance: loginPath,
    });
    expect((await odds88.login(right)).status).toBe(200);
  });

  it.each([
    ['no password', { clientId: 'a' }, 'password'],
    ['a list', [], 'The body'],
    ['no JSON', 'clientId=a', 'not JSON'],
    ['an empty body', '', 'A non-empty request body is required.'],
  ])('finds fault with %s', async (_, body, words) => {
    const odds88 = await runningOdds88();
    const answer = await odds88.login(body);
    expect(answer.json()).toMatchObject({ status: 400, detail: expect.stringContaining(words) });
    expect(answer.status).toBe(400);
  });

  it('takes member names in any case, and JSON only', async () => {
    const odds88 = await runningOdds88();
    const body = JSON.stringify({ ClientId: 'simulated-operator', PASSWORD: 'simulated-password' });
    expect((await odds88.login(body)).status).toBe(200);
    const plain = await request(`${odds88.url}/odds88${loginPath}`, { method: 'POST', body });
    expect([plain.status, plain.json()]).toMatchObject([415, { title: 'Unsupported Media Type' }]);
  });

  it('is answered 429 when it is the sixth within a second, wrong ones and faults counted', async () => {
    const odds88 = await runningOdds88();
    await odds88.fault({ operation: 'login', kind: 'status' });
    expect((await odds88.login()).status).toBe(500);
    await odds88.login({ clientId: 'a', password: 'b' });
    await odds88.clock.advance(500);
    for (let count = 3; count <= 5; count += 1) expect((await odds88.login()).status).toBe(200);
    await odds88.clock.advance(499);
    const sixth = await odds88.login();
    expect(sixth.status).toBe(429);
    expect(sixth.json()).toMatchObject({ title: 'Too Many Requests', status: 429, instance: loginPath });

    await odds88.clock.advance(1);
    const atOnce = [await odds88.login(), await odds88.login(), await odds88.login()];
    expect(atOnce.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  it('is refused by the fault reject, which a throttled login does not use up', async () => {
    const odds88 = await runningOdds88();
    for (let count = 1; count <= 5; count += 1) await odds88.login();
    await odds88.fault({ operation: 'login', kind: 'reject' });
    expect((await odds88.login()).status).toBe(429);
    await odds88.clock.advance(1_000);
    expect((await odds88.login()).status).toBe(401);
    expect((await odds88.login()).status).toBe(200);
  });
});

describe('Odds88 lets a call in', () => {
  const paths = [cashoutPath, subscribePath, unsubscribePath];

  it('until its token is a day old', async () => {
    const odds88 = await runningOdds88();
    expect((await odds88.post(subscribePath, nobody)).status).toBe(200);
    await odds88.clock.advance(dayMs - 1);
    expect((await odds88.post(subscribePath, nobody)).status).toBe(200);
    await odds88.clock.advance(1);
    const late = await odds88.post(subscribePath, nobody);
    expect([late.status, late.text]).toEqual([401, '']);
    expect(late.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it.each(paths)('not without a token: %s', async (path) => {
    const odds88 = await runningOdds88();
    const answer = await request(`${odds88.url}/odds88${path}`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.text]).toEqual([401, '']);
  });

  it.each([
    ['made up', () => 'made-up'],
    ['of another process', (_: string, foreign: string) => foreign],
    ['with a longer life written into it', (own: string) => withClaims(own, { exp: 9_999_999_999 })],
    ['without its signature', (own: string) => own.slice(0, own.lastIndexOf('.') + 1)],
    ['with a part more', (own: string) => `${own}.`],
  ])('not with a token %s, which uses no fault up', async (_, tokenFrom) => {
    const odds88 = await runningOdds88();
    const own = (await odds88.login()).json() as string;
    const foreign = (await (await runningOdds88()).login()).json() as string;
    await odds88.fault({ operation: 'subscribe', kind: 'status', status: 503 });
    const headers = { Authorization: `Bearer ${tokenFrom(own, foreign)}` };
    const refused = await odds88.post(subscribePath, nobody, { headers });
    expect([refused.status, refused.text]).toEqual([401, '']);
    expect((await odds88.post(subscribePath, nobody)).status).toBe(503);
  });
});

function withClaims(token: string, changes: object): string {
  const [header, , signature] = token.split('.');
  const payload = { ...(partOf(token, 1) as object), ...changes };
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
}
