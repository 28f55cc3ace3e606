import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { MovableClock } from '../../../../infra/local/simulators/process-api.ts';
import { recorder } from '../../../../infra/local/simulators/recorder.ts';
import { startSimulators } from '../../../../infra/local/simulators/start-simulators.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { betId, cashoutPath, otherBetId, request, runningSimulators, start } from './running-simulators.ts';

describe('seeded bets', () => {
  it('are answered as the provider holds them, under their canonical id', async () => {
    const simulators = await runningSimulators();
    const answer = await simulators.seed({ betId: betId.replaceAll('-', '').toUpperCase() });
    const bet = {
      betId,
      playerId: 'p1',
      stake: '100.00',
      currency: 'EUR',
      cashoutValue: '99.0',
      status: 'open',
      cashouts: [],
    };
    expect([answer.status, answer.json()]).toEqual([201, bet]);
    expect(await simulators.truth(betId.toUpperCase())).toEqual(bet);
  });

  it('may be seeded again just so, and not otherwise', async () => {
    const simulators = await runningSimulators();
    await simulators.seed();
    expect((await simulators.seed()).status).toBe(200);
    const other = await simulators.seed({ cashoutValue: '98.0' });
    expect(other.status).toBe(409);
    expect(other.text).toContain(`PATCH /_local/simulators/gr8/bets/${betId}`);
    expect(await simulators.truth()).toMatchObject({ cashoutValue: '99.0' });
  });

  it('change by PATCH', async () => {
    const simulators = await runningSimulators();
    await simulators.seed({ partialRatio: '0.5' });
    const changed = await simulators.control('PATCH', `/bets/${betId}`, {
      cashoutValue: '80',
      status: 'suspended',
      stake: '90',
      partialRatio: null,
    });
    expect(changed.status).toBe(200);
    const truth = await simulators.truth();
    expect(truth).toMatchObject({ cashoutValue: '80', status: 'suspended', stake: '90' });
    expect(truth).not.toHaveProperty('partialRatio');
    expect(truth).toEqual(changed.json());
  });
});

describe('the control API says what is wrong and what to do', () => {
  const bet = { betId, stake: '100', currency: 'EUR', cashoutValue: '99' };
  it.each([
    ['a typo', 'POST', '/bets', { ...bet, cashoutvalue: '1' }, 400, "unknown: 'cashoutvalue'"],
    ['a JSON number', 'POST', '/bets', { ...bet, stake: 100 }, 400, 'stake must be a decimal string'],
    ['an exponent', 'POST', '/bets', { ...bet, stake: '1e2' }, 400, 'no exponent'],
    ['a leading zero', 'POST', '/bets', { ...bet, stake: '01' }, 400, 'stake must be a decimal string'],
    ['what is missing', 'POST', '/bets', { betId }, 400, 'currency must be a currency code'],
    ['a bad status', 'POST', '/bets', { ...bet, status: 'won' }, 400, 'open, suspended or cashed-out'],
    ['a bad bet id', 'POST', '/bets', { ...bet, betId: 'id1' }, 400, '32 hex digits'],
    ['no JSON', 'POST', '/bets', 'stake=1', 400, 'not JSON'],
    ['an empty body', 'POST', '/bets', undefined, 400, 'it is empty'],
    ['a list', 'POST', '/bets', [], 400, 'must be a JSON object'],
    ['nothing to change', 'PATCH', `/bets/${betId}`, {}, 400, 'nothing to change'],
    ['what cannot change', 'PATCH', `/bets/${betId}`, { currency: 'USD' }, 400, "unknown: 'currency'"],
    ['an unknown bet', 'PATCH', `/bets/${otherBetId}`, { stake: '1' }, 404, 'Seed it with POST'],
    ['an unknown bet', 'GET', `/bets/${otherBetId}`, undefined, 404, 'Seed it with POST'],
    ['a bad bet id', 'GET', '/bets/%zz', undefined, 400, 'UUIDs'],
    ['an unknown call', 'GET', '/sessions/s1', undefined, 404, 'GET and PATCH /bets/{betId}'],
    ['an unknown method', 'PUT', '/faults', undefined, 404, 'POST and DELETE /faults'],
    [
      'an unknown operation',
      'POST',
      '/faults',
      { operation: 'feed', kind: 'delay', delayMs: 1 },
      400,
      'token, amounts, cashout, partial-cashout, forced-cashout',
    ],
    [
      'an unknown kind',
      'POST',
      '/faults',
      { operation: 'cashout', kind: 'drop' },
      400,
      'timeout-before-effect',
    ],
    [
      'a delay of nothing',
      'POST',
      '/faults',
      { operation: 'cashout', kind: 'delay' },
      400,
      'delayMs is needed',
    ],
    [
      'times 0',
      'POST',
      '/faults',
      { operation: 'cashout', kind: 'reject', times: 0 },
      400,
      'times must be at least 1',
    ],
    [
      'a status out of place',
      'POST',
      '/faults',
      { operation: 'cashout', kind: 'reject', status: 500 },
      400,
      'status only goes with',
    ],
    [
      'a bad status',
      'POST',
      '/faults',
      { operation: 'cashout', kind: 'status', status: 99 },
      400,
      '200 to 599',
    ],
    [
      'a body nested for its own sake',
      'POST',
      '/faults',
      `{"operation":"cashout","kind":"malformed","body":${nested(20_000)}}`,
      400,
      'body must be JSON of at most 100 levels',
    ],
  ])('about %s', async (_, method, path, body, status, words) => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const answer = await simulators.control(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({ error: expect.any(String), hint: expect.any(String) });
    expect(answer.json()).toHaveProperty('error', expect.stringMatching(/\S/));
    expect(answer.text.replaceAll('\\"', '"')).toContain(words);
  });

  it.each([
    ['/_local/simulators/databet/help', 404, 'POST /callbacks {callback: accepted|declined|heartbeat'],
    ['/databet/heartbeat', 404, 'databet serves no calls: it makes them'],
    ['/_local/simulators/betcore/sessions', 404, 'GET /sessions/{sessionId} shows its balance'],
    ['/betcore/v1/sessions', 404, 'GET /v1/sessions/{sessionId}/balance'],
    ['/_local/simulators/acme/bets', 404, "'acme' is no provider"],
    ['/_local/simulators/', 404, 'No provider is named'],
    ['/_local/queues', 404, 'GET /info'],
    ['/elsewhere', 404, '/gr8/'],
    ['/', 404, '/_local'],
  ])('about %s', async (path, status, words) => {
    const simulators = await runningSimulators();
    const answer = await request(simulators.url + path, {});
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({ error: expect.any(String), hint: expect.any(String) });
    expect(answer.text).toContain(words);
  });
});

it.each([1, 100])('a fault may answer a body of %i levels', async (levels) => {
  const simulators = await runningSimulators();
  const fault = `{"operation":"cashout","kind":"malformed","times":1,"body":${nested(levels)}}`;
  const answer = await simulators.control('POST', '/faults', fault);
  expect([answer.status, answer.json()]).toEqual([201, JSON.parse(fault)]);
});

/** Lists in objects in lists, this deep. */
function nested(levels: number): string {
  const pairs = levels / 2;
  return levels === 1 ? '{}' : `${'[{"a":'.repeat(pairs)}0${'}]'.repeat(pairs)}`;
}

describe('recorded requests', () => {
  it('are shown oldest first, as sent', async () => {
    const simulators = await runningSimulators();
    await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}&margin=v%202`);
    const body = '{ "betId": 1 }';
    await simulators.gr8('POST', cashoutPath, { body, headers: { 'X-Player-Id': 'p9' } });
    const { requests } = (await simulators.control('GET', '/requests')).json() as { requests: unknown };
    expect(requests).toMatchObject([
      { method: 'POST', path: '/connect/token', body: expect.stringContaining('grant_type') },
      { method: 'GET', path: `${cashoutPath}?betIds=${betId}&margin=v%202`, body: '' },
      { method: 'POST', path: cashoutPath, headers: { 'x-player-id': 'p9' }, body },
    ]);
  });

  it('are forgotten oldest first past the limit', () => {
    const recorded = recorder(2);
    for (const path of ['/1', '/2', '/3']) recorded.record({ method: 'GET', path, headers: {}, body: '' });
    expect(recorded.requests().map(({ path }) => path)).toEqual(['/2', '/3']);
  });

  it('are forgotten oldest first past so many bytes, headers included', () => {
    const recorded = recorder(10, 18);
    const record = (path: string, body: string, headers: Record<string, string> = {}) =>
      recorded.record({ method: 'PUT', path, headers, body });
    record('/1', 'é12345');
    record('/2', '12');
    expect(recorded.requests().map(({ path }) => path)).toEqual(['/1', '/2']);
    record('/3', '', { 'x-y': '5' });
    expect(recorded.requests().map(({ path }) => path)).toEqual(['/2', '/3']);
  });
});

describe('the process', () => {
  it('tells what a client needs', async () => {
    const simulators = await runningSimulators();
    const answer = await request(`${simulators.url}/_local/info`, {});
    expect(answer.json()).toEqual({
      ready: true,
      url: simulators.url,
      providers: {
        odds88: {
          baseUrl: `${simulators.url}/odds88`,
          feedUrl: `${simulators.url.replace('http', 'ws')}/odds88/feed/cashout/v2`,
          clientId: expect.any(String),
          password: expect.any(String),
        },
        gr8: {
          baseUrl: `${simulators.url}/gr8`,
          tokenUrl: `${simulators.url}/gr8/connect/token`,
          clientId: expect.any(String),
          clientSecret: expect.any(String),
          operatorId: expect.any(String),
          brand: expect.any(String),
        },
        oddsgigant: { baseUrl: `${simulators.url}/oddsgigant`, licenceKey: expect.any(String) },
        databet: { webhookSecrets: [expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)] },
        betcore: {
          baseUrl: `${simulators.url}/betcore`,
          counterpartyId: expect.any(String),
          secret: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    });
  });

  it('leaves the clock to the hub it runs in', async () => {
    const simulators = await runningSimulators();
    const answer = await request(`${simulators.url}/_local/clock`, {
      method: 'POST',
      body: '{"advanceMs":1}',
    });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('of the hub');
  });

  it.each([
    ['{"offsetMs":5000}', 200, { offsetMs: 5000, now: '2026-03-01T12:00:00.000Z' }],
    ['{"advanceMs":3600000}', 200, { offsetMs: 3_600_000, now: '2026-03-01T13:00:00.000Z' }],
    ['{"offsetMs":1,"advanceMs":1}', 400, { error: expect.stringContaining('exactly one') }],
    ['{}', 400, { error: expect.stringContaining('exactly one') }],
    ['{"advanceMs":-1}', 400, { error: 'advanceMs must not be negative' }],
    ['{"advance":1}', 400, { error: expect.stringContaining("unknown: 'advance'") }],
  ])('moves a clock of its own by %s', async (body, status, expected) => {
    const clock = manualClock(start);
    let offset = 0;
    const movableClock: MovableClock = {
      offset: () => offset,
      setOffset(ms) {
        offset = ms;
      },
      async advance(ms) {
        await clock.advance(ms);
        offset += ms;
      },
    };
    const simulators = await startSimulators({ clock, port: 0, movableClock });
    const answer = await request(`${simulators.url}/_local/clock`, { method: 'POST', body });
    await simulators.close();
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject(expected);
  });

  it.each([
    [{ Host: 'localhost:1234' }, 200],
    [{ Host: '127.0.0.2' }, 200],
    [{ Host: '[::1]:3100' }, 200],
    [{ Origin: 'http://localhost:8080' }, 200],
    [{ Host: 'evil.example' }, 403],
    [{ Host: '127.0.0.1.evil.example:3100' }, 403],
    [{ Host: 'localhost.evil.example' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
  ])('answers %j with %i', async (headers, status) => {
    const simulators = await runningSimulators();
    const answered = await new Promise((resolve, reject) => {
      const call = httpRequest(`${simulators.url}/_local/info`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
    expect(answered).toBe(status);
  });

  it('takes no body of more than a megabyte', async () => {
    const simulators = await runningSimulators();
    const answer = await simulators.control('POST', '/bets', `"${'x'.repeat(1_048_575)}"`);
    expect(answer.status).toBe(413);
  });

  it('listens on loopback only', async () => {
    const clock = manualClock(start);
    await expect(startSimulators({ clock, port: 0, host: '0.0.0.0' })).rejects.toThrow('loopback only');
  });
});
