import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  connect,
  feedState,
  nothingMore,
  short,
  subscribe,
  tryToConnect,
  worth,
} from './odds88-feed-client.ts';
import {
  cashoutPath,
  loginPath,
  type RunningOdds88,
  runningOdds88,
  unsubscribePath,
} from './running-odds88.ts';
import { request } from './running-simulators.ts';

const minuteMs = 60_000;
const feedPath = '/feed/cashout/v2';

/** Simulators with a bet worth 4 USD that is subscribed. */
async function withWatchedBet(bet: Readonly<Record<string, unknown>> = {}): Promise<RunningOdds88> {
  const odds88 = await runningOdds88();
  await odds88.seed(bet);
  await subscribe(odds88, 'id1');
  return odds88;
}

function cashOut(odds88: RunningOdds88) {
  const amount = { localAmount: 40_000, precision: 4, currency: 'USD' };
  return odds88.post(cashoutPath, { betId: 'id1', priceChange: 1, amount });
}

describe('the handshake of the feed', () => {
  it.each([
    ['no token', {}],
    ['a token of somebody else', { Authorization: 'Bearer a.b.c' }],
    ['another scheme', { Authorization: 'Basic YTpi' }],
  ])('with %s is refused', async (_, headers) => {
    const odds88 = await runningOdds88();
    expect(await tryToConnect(odds88, { headers })).toMatchObject({ refused: 401 });
    const at = '2026-03-01T12:00:00.000Z';
    expect(await feedState(odds88)).toEqual({
      connections: 0,
      connects: [{ at, revision: null, refused: 401 }],
    });
  });

  it('takes a token for as long as it lasts', async () => {
    const odds88 = await runningOdds88();
    await odds88.token();
    await odds88.clock.advance(24 * 60 * minuteMs - 1);
    await (await connect(odds88)).close();
    await odds88.clock.advance(1);
    expect(await tryToConnect(odds88)).toMatchObject({ refused: 401 });
  });

  it.each(['-1', '1.5', 'now', ''])('with the revision %j is refused', async (revision) => {
    const odds88 = await runningOdds88();
    const refused = await tryToConnect(odds88, { revision });
    expect(refused).toMatchObject({ refused: 400, body: expect.stringContaining('whole epoch seconds') });
  });

  it('is refused while another connection is open, and then no more', async () => {
    const odds88 = await runningOdds88();
    const first = await connect(odds88, { revision: 0 });
    const second = await tryToConnect(odds88, { revision: 1_772_366_400 });
    expect(second).toMatchObject({ refused: 409, body: expect.stringContaining('one at a time') });
    expect(await feedState(odds88)).toMatchObject({
      connections: 1,
      connects: [{ revision: 0 }, { revision: 1_772_366_400, refused: 409 }],
    });
    await first.close();
    expect(await feedState(odds88)).toMatchObject({ connections: 0 });
    expect(await tryToConnect(odds88)).toHaveProperty('feed');
  });

  it('is recorded as it was sent', async () => {
    const odds88 = await runningOdds88();
    const token = await odds88.token();
    await connect(odds88, { revision: 0 });
    const { requests } = (await odds88.control('GET', '/requests')).json() as { requests: unknown[] };
    const headers = { authorization: `Bearer ${token}`, upgrade: 'websocket' };
    expect(requests[1]).toMatchObject({ method: 'GET', path: `${feedPath}?revision=0`, headers, body: '' });
  });

  it('is asked for when there is none', async () => {
    const odds88 = await runningOdds88();
    const answer = await request(`${odds88.url}/odds88${feedPath}`, {});
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    const elsewhere = await request(`${odds88.url}/odds88/feed`, {});
    expect(elsewhere.text).toContain(`GET ${feedPath} (a websocket)`);
  });

  it.each([
    ['/odds88/api/Cashout', 'Origin', 'http://localhost:1', 404],
    ['/elsewhere', 'Origin', 'http://localhost:1', 404],
    [`/odds88${feedPath}`, 'Origin', 'https://evil.example', 403],
    [`/odds88${feedPath}`, 'Host', 'evil.example', 403],
  ])('at %s with the %s %s is answered %i', async (path, name, value, status) => {
    const odds88 = await runningOdds88();
    const headers = { Authorization: `Bearer ${await odds88.token()}`, [name]: value };
    const socket = new WebSocket(`ws${odds88.url.slice(4)}${path}`, { headers });
    const answered = await new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_, response) => {
        resolve(response.statusCode);
        response.destroy();
      });
    });
    expect(answered).toBe(status);
  });

  it('leaves calls alone that offer HTTP/2', async () => {
    const odds88 = await runningOdds88();
    const headers = { Connection: 'Upgrade', Upgrade: 'h2c', 'Content-Type': 'application/json' };
    const status = await new Promise((resolve, reject) => {
      const options = { method: 'POST', headers };
      const call = httpRequest(`${odds88.url}/odds88${loginPath}`, options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end('{"clientId":"simulated-operator","password":"simulated-password"}');
    });
    expect(status).toBe(200);
  });
});

describe('the feed tells of a subscribed bet', () => {
  it('what it is worth when it is subscribed, and with every renewal', async () => {
    const odds88 = await runningOdds88();
    await odds88.seed({ playerId: 'player1' });
    const feed = await connect(odds88);
    await subscribe(odds88, 'id1', 'never-seen');
    const value = {
      playerId: 'player1',
      betId: 'id1',
      status: 1,
      reason: null,
      amount: { localAmount: 40_000, precision: 4, currency: 'USD' },
      timestamp: '2026-03-01T12:00:00Z',
    };
    expect(await feed.valuesOf(1)).toEqual([value]);
    await odds88.clock.advance(1_500);
    await subscribe(odds88, 'id1');
    expect(await feed.valuesOf(2)).toEqual([value, { ...value, timestamp: '2026-03-01T12:00:01.500Z' }]);
  });

  it.each([
    ['another value', { cashoutValue: '3.5' }, 1, null, 35_000, 4],
    ['more decimals than usual', { cashoutValue: '3.123456' }, 1, null, 3_123_456, 6],
    ['as many digits as it can tell', { cashoutValue: '123456789012.5' }, 1, null, 1_234_567_890_125, 1],
    ['a change that changes nothing', { stake: '100' }, 1, null, 40_000, 4],
    ['no value left', { cashoutValue: '0' }, 2, 'not available', null, null],
    ['a suspension', { status: 'suspended' }, 2, 'not available', null, null],
    ['a cashout made elsewhere', { status: 'cashed-out' }, 3, 'already cashed out', 40_000, 4],
    [
      'one of which it tells no amount',
      { status: 'cashed-out', feedAmount: false },
      3,
      'already',
      null,
      null,
    ],
    ['more digits than it can tell', { cashoutValue: '1234567890123456' }, 1, null, null, null],
  ])('%s', async (_, changes, status, reason, localAmount, precision) => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    await odds88.control('PATCH', '/bets/id1', changes);
    expect(await feed.valuesOf(1)).toEqual([
      {
        playerId: 'simulated-player',
        betId: 'id1',
        status,
        reason: reason === null ? null : expect.stringContaining(reason),
        amount: localAmount === null ? null : { localAmount, precision, currency: 'USD' },
        timestamp: '2026-03-01T12:00:00Z',
      },
    ]);
  });

  it('amounts again once it may', async () => {
    const odds88 = await runningOdds88();
    await odds88.seed({ feedAmount: false });
    const feed = await connect(odds88);
    await subscribe(odds88, 'id1');
    expect((await feed.valuesOf(1)).map(short)).toEqual(['id1 –']);
    await odds88.control('PATCH', '/bets/id1', { feedAmount: true });
    expect((await feed.valuesOf(2)).map(short)).toEqual(['id1 –', 'id1 4']);
    expect(await odds88.truth()).toMatchObject({ feedAmount: true });
  });

  it.each([
    ['', undefined, 200],
    [', its answer lost', { operation: 'cashout', kind: 'status-after-effect' }, 500],
  ])('a cashout at the provider, with what was paid%s', async (_, fault, status) => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    if (fault !== undefined) await odds88.fault(fault);
    expect((await cashOut(odds88)).status).toBe(status);
    await worth(odds88, 'id1', '9');
    expect((await feed.valuesOf(2)).map(short)).toEqual(['id1 cashed out 4', 'id1 cashed out 4']);
  });

  it('nothing of a cashout it refused', async () => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    await odds88.fault({ operation: 'cashout', kind: 'reject' });
    await cashOut(odds88);
    expect(await nothingMore(odds88, feed)).toEqual([]);
  });

  it('that it is there, when it was subscribed before', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88);
    await subscribe(odds88, 'id1');
    await odds88.seed();
    await odds88.seed();
    expect((await feed.valuesOf(1)).map(short)).toEqual(['id1 4']);
    expect(await nothingMore(odds88, feed)).toHaveLength(1);
  });

  it('until it is unsubscribed', async () => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    await odds88.post(unsubscribePath, { betIds: ['id1'] });
    await worth(odds88, 'id1', '5');
    expect(await nothingMore(odds88, feed)).toEqual([]);
  });

  it('until its subscription lapses, to the millisecond', async () => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    await odds88.clock.advance(10 * minuteMs - 1);
    await worth(odds88, 'id1', '5');
    await odds88.clock.advance(1);
    await worth(odds88, 'id1', '6');
    expect((await nothingMore(odds88, feed)).map(short)).toEqual(['id1 5']);
  });
});

describe('pings of the feed', () => {
  it('come every twenty seconds, and only when they are due', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88);
    await odds88.clock.advance(19_999);
    await nothingMore(odds88, feed);
    expect(feed.pings).toEqual([]);
    await odds88.clock.advance(1);
    await feed.pinged(1);
    await odds88.clock.advance(20_000);
    await feed.pinged(2);
    expect(new Set(feed.pings)).toHaveLength(2);
    expect(feed.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('that are sent back keep the connection, however the clock leaps', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88);
    await odds88.clock.advance(60 * minuteMs);
    await odds88.clock.advance(60 * minuteMs);
    await nothingMore(odds88, feed);
    expect(await feedState(odds88)).toMatchObject({ connections: 1, connects: [{ revision: null }] });
  });

  it('leave time for an answer to travel where the clock leaps', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88, { echo: false });
    await odds88.clock.advance(20_000);
    await feed.pinged(1);
    await odds88.clock.advance(60 * minuteMs);
    feed.socket.send(JSON.stringify({ pingId: feed.pings[0] }));
    await feed.pinged(2);
  });

  it('end the connection when one is not sent back by the time of the next', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88, { echo: false });
    await odds88.clock.advance(39_999);
    await nothingMore(odds88, feed);
    expect([feed.pings.length, feed.socket.readyState]).toEqual([1, WebSocket.OPEN]);
    await odds88.clock.advance(1);
    expect(await feed.closed).toEqual({ code: 1008, reason: 'The last ping was not sent back.' });
    expect(await feedState(odds88)).toMatchObject({ connections: 0 });
  });

  it('count as not sent back when something else comes', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88, { echo: false });
    await odds88.clock.advance(20_000);
    await feed.pinged(1);
    for (const other of ['{"pingId":"another"}', '{"pingId":null}', '{}', '[]', feed.pings[0] ?? '']) {
      feed.socket.send(other);
    }
    await odds88.clock.advance(20_000);
    expect(await feed.closed).toMatchObject({ code: 1008 });
  });

  it('may be sent back with any spelling of the name', async () => {
    const odds88 = await runningOdds88();
    const feed = await connect(odds88, { echo: false });
    await odds88.clock.advance(20_000);
    await feed.pinged(1);
    feed.socket.send(`{"PingId":"${feed.pings[0]}"}`);
    await odds88.clock.advance(20_000);
    await feed.pinged(2);
  });
});

describe('the end of the simulators', () => {
  it('is the end of the connection, said', async () => {
    const odds88 = await withWatchedBet();
    const feed = await connect(odds88);
    await odds88.close();
    expect(await feed.closed).toEqual({ code: 1001, reason: 'The simulators are closing.' });
  });

  it('is the end of a handshake that waits', async () => {
    const odds88 = await runningOdds88();
    await odds88.fault({ operation: 'feed', kind: 'status', delayMs: minuteMs });
    const connected = tryToConnect(odds88);
    await odds88.received(2);
    await odds88.close();
    expect(await connected).toMatchObject({ refused: 0 });
    expect(odds88.errors).toEqual([]);
  });
});
