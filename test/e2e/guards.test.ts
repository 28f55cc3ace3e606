import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cashOut, type Hub, type SeededBet, seedGr8Bet, sentFor, startHub } from './support/hub.ts';

let hub: Hub;
let bet: SeededBet;
beforeAll(async () => {
  hub = await startHub();
  bet = await seedGr8Bet(hub);
});
afterAll(() => hub.close());

async function tokenWith(scopes: readonly string[]): Promise<string> {
  return (await hub.control('POST', '/tokens', { scopes, clientId: 'shop-7' })).body.token;
}

/** After a refusal neither the ledger nor the provider knows of it. */
async function expectNothingHappened(): Promise<void> {
  expect((await hub.call('GET', bet.path)).status).toBe(404);
  expect(await sentFor(hub, bet)).toEqual([]);
}

describe('who is let in', () => {
  it.each([
    ['no token', null],
    ['a word', 'nonsense'],
    ['a token of nobody', 'eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImNhc2hvdXQ6d3JpdGUifQ.'],
  ])('Given %s, then 401 with a fixed body', async (_, token) => {
    const answer = await hub.call('POST', `${bet.path}/cashouts`, { token, body: {} });
    expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthorized' }]);
    await expectNothingHappened();
  });

  it('Given a token changed in one character, then 401', async () => {
    const [head, claims, signature = ''] = hub.token.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    const token = [head, claims, other + signature.slice(1)].join('.');
    expect((await hub.call('GET', '/v1/providers', { token })).status).toBe(401);
  });

  it('Given a token without the scope, then 403 with a fixed body', async () => {
    const token = await tokenWith(['cashout:read']);
    const answer = await hub.call('POST', `${bet.path}/cashouts`, { token, body: {} });
    expect([answer.status, answer.body]).toEqual([403, { message: 'Forbidden' }]);
    expect((await hub.call('GET', '/v1/providers', { token })).status).toBe(200);
  });

  it('Given an unknown route, then 404 with a fixed body', async () => {
    const answer = await hub.call('GET', '/v1/nothing');
    expect([answer.status, answer.body]).toEqual([404, { message: 'Not Found' }]);
  });
});

describe('what is not understood', () => {
  const good = { playerId: 'p1', amount: { value: '92.50', currency: 'EUR' }, priceChange: 'none' };
  const amount = (value: unknown, currency: unknown = 'EUR') => ({ ...good, amount: { value, currency } });

  it.each([
    ['malformed JSON', '{"playerId":', 400, 'invalid-request', ''],
    ['an empty body', '', 400, 'invalid-request', ''],
    ['a list', '[]', 400, 'invalid-request', ''],
    ['null', 'null', 400, 'invalid-request', ''],
    ['an amount as number', JSON.stringify(amount(92.5)), 400, 'invalid-request', 'amount.value'],
    ['a bare number', JSON.stringify({ ...good, amount: 92.5 }), 400, 'invalid-request', 'amount'],
    ['a negative amount', JSON.stringify(amount('-1.00')), 400, 'invalid-request', 'amount.value'],
    ['zero', JSON.stringify(amount('0.00')), 400, 'invalid-request', 'amount.value'],
    ['an exponent', JSON.stringify(amount('1e3')), 400, 'invalid-request', 'amount.value'],
    ['40 digits', JSON.stringify(amount('9'.repeat(40))), 400, 'invalid-request', 'amount.value'],
    [
      '16 digits, which GR8 cannot take',
      JSON.stringify(amount('12345678901234.56')),
      400,
      'invalid-request',
      'amount.value',
    ],
    ['an unknown currency', JSON.stringify(amount('1.00', 'XYZ')), 400, 'invalid-request', 'amount.currency'],
    [
      'a currency in lower case',
      JSON.stringify(amount('1.00', 'eur')),
      400,
      'invalid-request',
      'amount.currency',
    ],
    [
      'no currency',
      JSON.stringify({ ...good, amount: { value: '1.00' } }),
      400,
      'invalid-request',
      'amount.currency',
    ],
    ['no amount', JSON.stringify({ playerId: 'p1' }), 400, 'invalid-request', 'amount'],
    [
      'an unknown policy',
      JSON.stringify({ ...good, priceChange: 'fall' }),
      400,
      'invalid-request',
      'priceChange',
    ],
    [
      'a player with a slash',
      JSON.stringify({ ...good, playerId: 'a/b' }),
      400,
      'invalid-request',
      'playerId',
    ],
    ['300 kB', JSON.stringify({ ...good, note: 'x'.repeat(300_000) }), 413, 'body-too-large', undefined],
    ['a live delay', JSON.stringify({ ...good, live: true }), 422, 'operation-not-supported', undefined],
    [
      'a pay-out to nobody',
      JSON.stringify({ ...good, payOut: { via: 'betcore', betcoreBetId: '1' } }),
      400,
      'invalid-request',
      'payOut.sessionId',
    ],
  ])('Given %s, then a clear refusal and nothing stored', async (_, text, status, code, path) => {
    const answer = await hub.call('POST', `${bet.path}/cashouts`, {
      text,
      headers: { 'idempotency-key': 'k' },
    });
    expect([answer.status, answer.body.code, answer.body.status]).toEqual([status, code, status]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-correlation-id')).toBeTruthy();
    expect(answer.body.detail).toBeTruthy();
    expect(answer.body.errors?.[0]?.path).toBe(path);
    await expectNothingHappened();
  });

  it.each([
    ['the key is missing', { 'idempotency-key': '' }, 400, 'idempotency-key-missing'],
    ['the key is too long', { 'idempotency-key': 'k'.repeat(256) }, 400, 'invalid-request'],
    ['the key is badly quoted', { 'idempotency-key': '"k' }, 400, 'invalid-request'],
    [
      'the body is a form',
      { 'idempotency-key': 'k', 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
  ])('Given %s, then it is said', async (_, headers, status, code) => {
    const answer = await hub.call('POST', `${bet.path}/cashouts`, { body: good, headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    await expectNothingHappened();
  });

  it('Given several faults at once, then they are told in the promised order', async () => {
    const post = (path: string, text: string, headers: Record<string, string>) =>
      hub.call('POST', path, { text, headers });
    const large = 'x'.repeat(300_000);
    const form = { 'content-type': 'text/plain' };
    const unknown = '/v1/bets/nobody/b1/cashouts';
    expect((await post(unknown, large, form)).body.code).toBe('body-too-large');
    expect((await post(unknown, '{', form)).body.code).toBe('unsupported-media-type');
    expect((await post(unknown, '{', {})).body.code).toBe('invalid-request');
    expect((await post(unknown, '{}', {})).body.code).toBe('idempotency-key-missing');
    const keyed = { 'idempotency-key': 'k' };
    const answer = await post(unknown, '{}', keyed);
    expect([answer.status, answer.body.code]).toEqual([404, 'unknown-provider']);
    expect((await post(`${bet.path}/cashouts`, '{}', keyed)).body.code).toBe('invalid-request');
  });

  it.each(['databet', 'betcore'])('Given %s, which takes no cashouts, then 422 says so', async (provider) => {
    const answer = await hub.call('POST', `/v1/bets/${provider}/b1/cashouts`, {
      body: good,
      headers: { 'idempotency-key': 'k' },
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'operation-not-supported']);
  });

  it('Given an id that is no UUID, then 400 names it', async () => {
    const answer = await hub.call('POST', '/v1/bets/gr8/b1/cashouts', {
      body: good,
      headers: { 'idempotency-key': 'k' },
    });
    expect(answer.body).toMatchObject({ code: 'invalid-request', errors: [{ path: 'betId' }] });
  });

  it('Given a bet or cashout nobody has seen, then 404 says which', async () => {
    expect((await hub.call('GET', bet.path)).body.code).toBe('bet-not-found');
    const other = await seedGr8Bet(hub);
    await cashOut(hub, other);
    expect((await hub.call('GET', `${other.path}/cashouts/co_none`)).body.code).toBe('cashout-not-found');
    expect((await hub.call('GET', `${bet.path}/cashouts/co_none`)).body.code).toBe('bet-not-found');
  });

  it('Given an id the caller chose for the call, then it comes back and one that could forge a log line does not', async () => {
    const given = await hub.call('GET', '/v1/providers', { headers: { 'x-correlation-id': 'trace-7' } });
    expect(given.headers.get('x-correlation-id')).toBe('trace-7');
    const forged = await hub.call('GET', '/v1/providers', { headers: { 'x-correlation-id': 'a b' } });
    expect(forged.headers.get('x-correlation-id')).not.toBe('a b');
  });

  it('Given the client of a token, then the event of its cashout names it', async () => {
    const own = await seedGr8Bet(hub);
    const token = await tokenWith(['cashout:write']);
    await hub.call('POST', `${own.path}/cashouts`, {
      token,
      body: good,
      headers: { 'idempotency-key': 'k' },
    });
    await hub.control('POST', '/drain');
    const { events } = (await hub.control('GET', '/events')).body;
    const event = events.find(
      ({ detail }: { detail: { data: { betId: string } } }) => detail.data.betId === own.betId,
    );
    expect(event.detail.metadata.client).toBe('shop-7');
  });
});
