import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { TokenResult } from '../../../../lib/adapters/http/shared-token.ts';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import { odds88Feed } from '../../../../lib/adapters/odds88/feed.ts';
import { odds88FeedClient } from '../../../../lib/adapters/odds88/feed-client.ts';
import { type Odds88Settings, odds88SettingsSchema } from '../../../../lib/adapters/odds88/settings.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import type { Deadline } from '../../../../lib/ports/clock.ts';
import type { FeedConnection, FeedConnectResult, FeedEvent } from '../../../../lib/ports/feed.ts';
import { refusingUrl } from '../http/local-server.ts';
import { type FeedServer, type HandshakeAnswer, startFeedServer } from './feed-server.ts';
import { aHub, start, tokens } from './odds88-hub.ts';

const by = start + 10_000;
const never = new AbortController().signal;

/** A message as Odds88's page shows it. */
const sample = {
  playerId: 'player1',
  betId: 'id1',
  status: 1,
  reason: null,
  amount: { localAmount: 40000, precision: 4, currency: 'USD' },
  timestamp: '2025-07-16T14:30:00Z',
};

function message(data: object | null, pingId: string | null = null): string {
  return JSON.stringify({ pingId, data });
}

/** A feed with a token of its own and a clock that shows what is left running. */
function aFeed(server: Pick<FeedServer, 'url'>, changes: Partial<Odds88Settings> = {}) {
  const { now, sleep, advance, ...clock } = manualClock(start);
  const running = new Set<Deadline>();
  const lines: unknown[] = [];
  const refreshed: string[] = [];
  let token: TokenResult = { kind: 'token', authorization: 'Bearer s3cret-1' };
  const settings = {
    ...odds88SettingsSchema.parse({
      baseUrl: 'http://127.0.0.1',
      feedUrl: server.url,
      clientId: 'client1',
      password: 's3cret',
    }),
    ...changes,
  };
  const write = (...all: readonly unknown[]) => void lines.push(all);
  const calls = {
    settings: async () => settings,
    token: {
      get: async () => token,
      refresh: async (rejected: string): Promise<TokenResult> => {
        refreshed.push(rejected);
        token = { kind: 'token', authorization: 'Bearer s3cret-2' };
        return token;
      },
    },
    clock: {
      now,
      sleep,
      deadline(ms: number): Deadline {
        const deadline = clock.deadline(ms);
        running.add(deadline);
        const release = () => {
          running.delete(deadline);
          deadline.release();
        };
        return { signal: deadline.signal, release };
      },
    },
    log: { info: write, warn: write, error: write },
  };
  const feed = odds88Feed(calls, knownCurrencies());
  return { ...feed, calls, advance, refreshed, running, logged: () => JSON.stringify(lines) };
}

function opened(result: FeedConnectResult): FeedConnection {
  if (result.kind !== 'open') throw new Error(result.cause);
  return result.connection;
}

async function connected(onOpen?: Parameters<typeof startFeedServer>[1]) {
  const server = await startFeedServer(['open'], onOpen);
  const feed = aFeed(server);
  const connection = opened(await feed.connect(1_000, by, never));
  return { server, feed, connection, socket: await server.socket() };
}

async function nextOf(connection: FeedConnection, count: number): Promise<readonly FeedEvent[]> {
  const events: FeedEvent[] = [];
  while (events.length < count) events.push(await connection.next());
  return events;
}

describe('the handshake', () => {
  it('Given a token for the header, then it stands there, and the revision in the query', async () => {
    const server = await startFeedServer();
    const feed = aFeed(server);
    opened(await feed.connect(1_752_676_140, by, never));
    const [{ path, headers } = { path: '', headers: {} }] = server.handshakes;
    expect(path).toBe('/feed/cashout/v2?revision=1752676140');
    expect(headers).toMatchObject({ authorization: 'Bearer s3cret-1' });
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
    expect(feed.running.size).toBe(0);
  });

  it('Given how long it may be silent is configured, then an open connection says so', async () => {
    const server = await startFeedServer();
    const feed = aFeed(server, { feedSilentAfterMs: 90_000 });
    expect(await feed.connect(0, by, never)).toMatchObject({ kind: 'open', silentAfterMs: 90_000 });
  });

  it('Given a token for the query, then it stands there without its scheme, and in no header', async () => {
    const server = await startFeedServer();
    const feed = aFeed({ url: `${server.url}?brand=1` }, { feedTokenIn: 'query' });
    opened(await feed.connect(0, by, never));
    expect(server.handshakes).toMatchObject([{ path: '/feed/cashout/v2?brand=1&revision=0&token=s3cret-1' }]);
    expect(server.handshakes[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([302, 400, 403, 404, 409, 429, 500, 503])(
    'Given it is answered %i, then it has failed, and nothing else is tried',
    async (status) => {
      const server = await startFeedServer([status]);
      const feed = aFeed(server);
      const cause = `answered ${status}`;
      expect(await feed.connect(0, by, never)).toEqual({ kind: 'failed', cause, begun: true });
      expect([server.handshakes.length, feed.refreshed, feed.running.size]).toEqual([1, [], 0]);
    },
  );

  it('Given it is answered 401, then the attempt has failed, and the next one is made with another token', async () => {
    const server = await startFeedServer([401, 'open']);
    const feed = aFeed(server);
    const failed = { kind: 'failed', cause: 'answered 401', begun: true };
    expect(await feed.connect(0, by, never)).toEqual(failed);
    expect(feed.refreshed).toEqual(['Bearer s3cret-1']);
    expect(server.handshakes).toHaveLength(1);
    opened(await feed.connect(0, by, never));
    expect(server.handshakes[1]?.headers).toMatchObject({ authorization: 'Bearer s3cret-2' });
  });

  it.each<[string, HandshakeAnswer | 'nobody', string]>([
    ['is reset', 'reset', 'ECONNRESET'],
    ['reaches nobody', 'nobody', 'ECONNREFUSED'],
  ])('Given it %s, then the cause is the name of the fault', async (_, answer, cause) => {
    const url = answer === 'nobody' ? (await refusingUrl()).replace('http', 'ws') : null;
    const server = url === null && answer !== 'nobody' ? await startFeedServer([answer]) : { url: url ?? '' };
    const feed = aFeed(server);
    expect(await feed.connect(0, by, never)).toEqual({ kind: 'failed', cause, begun: true });
    expect(feed.running.size).toBe(0);
  });

  it('Given it is not answered, then it is over in time, and the connection gone', async () => {
    const server = await startFeedServer(['silence']);
    const feed = aFeed(server);
    const result = feed.connect(0, by, never);
    await expect.poll(() => server.handshakes.length).toBe(1);
    await feed.advance(10_000);
    expect(await result).toEqual({ kind: 'failed', cause: 'no answer in time', begun: true });
    await expect.poll(() => server.open()).toBe(0);
    expect(feed.running.size).toBe(0);
  });

  it('Given it is given up, then it is over at once, and the connection gone', async () => {
    const server = await startFeedServer(['silence']);
    const feed = aFeed(server);
    const giveUp = new AbortController();
    const result = feed.connect(0, by, giveUp.signal);
    await expect.poll(() => server.handshakes.length).toBe(1);
    giveUp.abort();
    expect(await result).toEqual({ kind: 'failed', cause: 'given up', begun: true });
    await expect.poll(() => server.open()).toBe(0);
    expect(feed.running.size).toBe(0);
  });

  it.each<[string, string, (feed: ReturnType<typeof aFeed>) => Promise<FeedConnectResult>]>([
    ['its time is over', 'no time left', (feed) => feed.connect(0, start, never)],
    ['it was given up before', 'given up', (feed) => feed.connect(0, by, AbortSignal.abort())],
    [
      'there is no token',
      'no token: login answered 500',
      (feed) => {
        feed.calls.token.get = async () => ({ kind: 'no-token', cause: 'login answered 500' });
        return feed.connect(0, by, never);
      },
    ],
    [
      'a token does not come and it is given up',
      'given up',
      (feed) => {
        feed.calls.token.get = () => new Promise(() => {});
        const giveUp = new AbortController();
        const result = feed.connect(0, by, giveUp.signal);
        setImmediate(() => giveUp.abort());
        return result;
      },
    ],
    [
      'there are no settings',
      'settings not available',
      (feed) => {
        feed.calls.settings = () => Promise.reject(new Error('s3cret'));
        return feed.connect(0, by, never);
      },
    ],
    [
      'the token cannot stand in a header',
      'ERR_INVALID_CHAR',
      (feed) => {
        feed.calls.token.get = async () => ({ kind: 'token', authorization: 'Bearer s3\ncret' });
        return feed.connect(0, by, never);
      },
    ],
  ])('Given %s, then nothing was begun', async (_, cause, connect) => {
    const server = await startFeedServer();
    const feed = aFeed(server);
    expect(await connect(feed)).toEqual({ kind: 'failed', cause, begun: false });
    expect(server.handshakes).toEqual([]);
    expect(feed.running.size).toBe(0);
    expect(feed.logged()).not.toContain('s3cret');
  });

  it('Given the client of the feed, then it logs in once for many connects, and anew after a 401', async () => {
    const hub = await aHub({ login: [tokens] });
    const server = await startFeedServer(['open', 'open', 401, 'open']);
    const silent = () => {};
    const feed = odds88FeedClient({
      settings: async () => ({ ...hub.settings, feedUrl: server.url }),
      currencies: knownCurrencies(),
      clock: { ...hub.clock, sleep: (ms) => hub.clock.advance(ms) },
      ids: { next: () => 'container-1' },
      tokens: memoryTokenStore(),
      leases: memoryLeaseStore(),
      log: { info: silent, warn: silent, error: silent },
    });
    const results: string[] = [];
    for (let each = 0; each < 4; each += 1) results.push((await feed.connect(0, by, never)).kind);
    expect(results).toEqual(['open', 'open', 'failed', 'open']);
    expect(hub.seen('login')).toHaveLength(2);
    const used = server.handshakes.map(({ headers }) => headers.authorization);
    expect(used[1]).toBe(used[0]);
    expect(used[2]).toBe(used[0]);
    expect(used[3]).not.toBe(used[0]);
  });
});

describe('what a connection tells', () => {
  it('Given a message, then it is a value in the words of the hub', async () => {
    const { connection, socket } = await connected();
    socket.send(message(sample));
    expect(await connection.next()).toEqual({
      kind: 'value',
      value: {
        betId: 'id1',
        playerId: 'player1',
        at: Date.UTC(2025, 6, 16, 14, 30),
        status: 'available',
        amount: { value: '4', currency: 'USD', precision: 4 },
        reason: null,
      },
    });
  });

  it.each<[string, object, object]>([
    [
      'not supported',
      { status: 2, reason: 'Event ended', amount: null },
      { status: 'unavailable', amount: null },
    ],
    ['cashed out', { status: 3 }, { status: 'cashed-out', amount: { value: '4' } }],
    [
      'a currency nobody knows',
      { amount: { localAmount: 5, precision: 0, currency: 'XTOK' } },
      { amount: null },
    ],
  ])('Given %s, then the value says so', async (_, given, value) => {
    const { connection, socket } = await connected();
    socket.send(message({ ...sample, ...given }));
    expect(await connection.next()).toMatchObject({ kind: 'value', value });
  });

  it('Given messages right behind the handshake, then none is missed, and they come in order', async () => {
    const { connection } = await connected((socket) => {
      for (let each = 0; each < 100; each += 1) socket.send(message({ ...sample, betId: `b${each}` }));
    });
    const events = await nextOf(connection, 100);
    expect(events.map((event) => event.kind === 'value' && event.value.betId)).toEqual(
      Array.from({ length: 100 }, (_, each) => `b${each}`),
    );
  });

  it('Given a ping, alone or with a value, then it is told first, and its answer carries its id', async () => {
    const { connection, socket, server } = await connected();
    socket.send(message(null, 'p"1'));
    socket.send(message(sample, 'p2'));
    const events = await nextOf(connection, 3);
    expect(events).toMatchObject([
      { kind: 'ping', pingId: 'p"1' },
      { kind: 'ping', pingId: 'p2' },
      { kind: 'value' },
    ]);
    connection.answerPing('p"1');
    await once(socket, 'message');
    expect(server.received).toEqual(['{"pingId":"p\\"1"}']);
  });

  it.each(['ping', 'pong'] as const)(
    'Given a %s of the websocket itself, then it is a sign of life, and a ping is answered by the socket',
    async (frame) => {
      const { connection, socket, server } = await connected();
      const answered = frame === 'ping' ? once(socket, 'pong') : null;
      socket[frame]();
      expect(await connection.next()).toEqual({ kind: 'sign-of-life' });
      await answered;
      expect(server.received).toEqual([]);
    },
  );

  it('Given what cannot be read, then it is told as that, and logged once without what it says', async () => {
    const { connection, socket, feed } = await connected();
    for (const text of ['s3cret', 's3cret', '{}', message({ betId: 's3cret' })]) socket.send(text);
    socket.send(Buffer.from(message(sample)), { binary: true });
    socket.send(message(sample));
    const kinds = (await nextOf(connection, 6)).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array(5).fill('unreadable'), 'value']);
    expect(feed.logged()).not.toContain('s3cret');
    expect(feed.logged().match(/no JSON object/g)).toHaveLength(1);
  });
});

describe('the end of a connection', () => {
  it('Given the provider closes it, then what came before is told first, and then that, again and again', async () => {
    const { connection, socket } = await connected();
    socket.send(message(sample));
    socket.close(1012, 's3cret');
    await once(socket, 'close');
    const closed = { kind: 'closed', cause: 'closed with 1012' };
    expect(await nextOf(connection, 3)).toEqual([expect.objectContaining({ kind: 'value' }), closed, closed]);
    connection.answerPing('late');
    await connection.close();
  });

  it('Given it breaks, then it is told as closed', async () => {
    const { connection, socket } = await connected();
    const next = connection.next();
    socket.terminate();
    expect(await next).toEqual({ kind: 'closed', cause: 'closed with 1006' });
  });

  it('Given a message of more than 64 kB, then it is closed', async () => {
    const { connection, socket } = await connected();
    socket.send('x'.repeat(64 * 1024 + 1));
    expect(await connection.next()).toEqual({ kind: 'closed', cause: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
  });

  it('Given nobody takes the messages, then it is closed when there are too many', async () => {
    const { connection, socket, server } = await connected();
    for (let each = 0; each < 20_000; each += 1) socket.send(message(null, 'p'));
    await once(socket, 'close');
    const [last] = (await nextOf(connection, 10_002)).slice(-1);
    expect(last).toEqual({ kind: 'closed', cause: 'too many messages' });
    await expect.poll(() => server.open()).toBe(0);
  });

  it('Given the hub closes it, then the provider hears a goodbye, and whoever waits hears the end', async () => {
    const { connection, socket, feed } = await connected();
    const next = connection.next();
    const heard = once(socket, 'close');
    await Promise.all([connection.close(), connection.close()]);
    const closed = { kind: 'closed', cause: 'closed by the hub' };
    expect([await next, await connection.next()]).toEqual([closed, closed]);
    expect((await heard)[0]).toBe(1000);
    expect(feed.running.size).toBe(0);
  });

  it('Given a provider that does not hear the goodbye, then it is over after a second all the same', async () => {
    const { connection, socket, server, feed } = await connected();
    socket.pause();
    let isClosed = false;
    const closing = connection.close().then(() => {
      isClosed = true;
    });
    await feed.advance(999);
    expect(isClosed).toBe(false);
    await feed.advance(1);
    await closing;
    expect(feed.running.size).toBe(0);
    socket.resume();
    await expect.poll(() => server.open()).toBe(0);
  });
});
