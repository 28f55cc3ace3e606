import { describe, expect, it } from 'vitest';
import { parseJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import { gr8TokenSchema } from '../../../../lib/contracts/native/gr8.ts';
import { cashoutPath, otherBetId, request, runningSimulators } from './running-simulators.ts';

const question = `${cashoutPath}?betIds=${otherBetId}`;

async function askForToken(form: Record<string, string>, headers: Record<string, string> = {}) {
  const simulators = await runningSimulators();
  const { gr8 } = simulators.providers;
  const known = { client_id: gr8.clientId, client_secret: gr8.clientSecret };
  const answer = await request(gr8.tokenUrl, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ ...known, ...form }),
  });
  return { answer, gr8 };
}

describe('the GR8 token endpoint', () => {
  it('gives client credentials a token for an hour', async () => {
    const { answer } = await askForToken({ grant_type: 'client_credentials' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 3600,
    });
    expect(gr8TokenSchema.parse(parseJsonWithNumberLiterals(answer.text)).expires_in).toBe('3600');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('takes the credentials in HTTP Basic too', async () => {
    const simulators = await runningSimulators();
    const { tokenUrl, clientId, clientSecret } = simulators.providers.gr8;
    const answer = await request(tokenUrl, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a wrong secret', { grant_type: 'client_credentials', client_secret: 'x' }, 401, 'invalid_client'],
    ['a wrong client', { grant_type: 'client_credentials', client_id: 'x' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no grant', {}, 400, 'invalid_request'],
  ])('refuses %s', async (_, form, status, error) => {
    const { answer } = await askForToken(form as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(JSON.stringify({ error }));
  });
});

describe('GR8 lets a call in', () => {
  it.each(['Bearer', 'bearer'])('with the token as %s', async (scheme) => {
    const simulators = await runningSimulators();
    const headers = { Authorization: `${scheme} ${await simulators.token()}` };
    expect((await simulators.gr8('GET', question, { headers })).status).toBe(200);
  });

  it('until its token is an hour old', async () => {
    const simulators = await runningSimulators();
    expect((await simulators.gr8('GET', question)).status).toBe(200);
    await simulators.clock.advance(3_599_999);
    expect((await simulators.gr8('GET', question)).status).toBe(200);
    await simulators.clock.advance(1);
    const late = await simulators.gr8('GET', question);
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    const headers = { Authorization: `Bearer ${await simulators.token()}` };
    expect((await simulators.gr8('GET', question, { headers })).status).toBe(200);
  });

  it.each([
    ['no token', { Authorization: '' }],
    ['an unknown token', { Authorization: 'Bearer made-up' }],
    ['another scheme', { Authorization: 'Basic eDp5' }],
    ['an unknown operator', { 'X-Operator-Id': '78' }],
    ['an unknown brand', { 'X-Brand': 'other' }],
  ])('but not with %s', async (_, headers) => {
    const simulators = await runningSimulators();
    const answer = await simulators.gr8('GET', question, { headers: headers as Record<string, string> });
    expect([answer.status, answer.text]).toEqual([401, '']);
  });

  it.each([
    [
      ['X-Operator-Id', 'X-Player-Id', 'X-Brand'],
      "The 'X-Operator-Id' header is required. The 'X-Player-Id' header is required. The 'X-Brand' header is required",
    ],
    [['X-Player-Id'], "The 'X-Player-Id' header is required"],
    [
      ['X-Brand', 'X-Operator-Id'],
      "The 'X-Operator-Id' header is required. The 'X-Brand' header is required",
    ],
  ])('but not without %j', async (missing, message) => {
    const simulators = await runningSimulators();
    const headers = Object.fromEntries(missing.map((name) => [name, '']));
    const answer = await simulators.gr8('POST', cashoutPath, { headers, body: '{}' });
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify(message)]);
  });
});
