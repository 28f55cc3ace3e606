import { describe, expect, it } from 'vitest';
import {
  connect,
  type FeedClient,
  feedState,
  nothingMore,
  short,
  subscribe,
  tryToConnect,
  worth,
} from './odds88-feed-client.ts';
import { type RunningOdds88, runningOdds88 } from './running-odds88.ts';
import { request, start } from './running-simulators.ts';

const startSeconds = start / 1_000;

interface Connected {
  readonly odds88: RunningOdds88;
  readonly feed: FeedClient;
}

/** A connection, and a subscribed bet of which it has been told nothing yet. */
async function connected(): Promise<Connected> {
  const odds88 = await runningOdds88();
  await odds88.seed();
  await subscribe(odds88, 'id1');
  return { odds88, feed: await connect(odds88) };
}

async function toldAfter(
  { odds88, feed }: Connected,
  faults: readonly Readonly<Record<string, unknown>>[],
  values: readonly string[],
): Promise<string[]> {
  for (const fault of faults) await odds88.fault({ operation: 'feed', ...fault });
  for (const value of values) await worth(odds88, 'id1', value);
  return (await nothingMore(odds88, feed)).map(short);
}

describe('a fault of the feed', () => {
  it.each<[string, Readonly<Record<string, unknown>>[], string[], string[]]>([
    ['drop: one message is not sent', [{ kind: 'drop' }], ['1', '2'], ['2']],
    ['drop: as often as it is ordered', [{ kind: 'drop', times: 2 }], ['1', '2', '3'], ['3']],
    ['duplicate: one message is sent twice', [{ kind: 'duplicate' }], ['1', '2'], ['1', '1', '2']],
    ['reorder: one message is sent after the next', [{ kind: 'reorder' }], ['1', '2', '3'], ['2', '1', '3']],
    [
      'reorder: one pair after the other',
      [{ kind: 'reorder', times: 2 }],
      ['1', '2', '3', '4'],
      ['2', '1', '4', '3'],
    ],
    [
      'several: each message takes the oldest of them',
      [{ kind: 'reorder' }, { kind: 'drop' }, { kind: 'duplicate' }],
      ['1', '2', '3', '4'],
      ['2', '1', '4', '4'],
    ],
  ])('%s', async (_, faults, values, told) => {
    const running = await connected();
    expect(await toldAfter(running, faults, values)).toEqual(told.map((value) => `id1 ${value}`));
  });

  it('of a message that is held back lets the next one pass, whatever is told next', async () => {
    const { odds88, feed } = await connected();
    await odds88.fault({ operation: 'feed', kind: 'reorder' });
    await worth(odds88, 'id1', '1');
    await odds88.clock.advance(20_000);
    await feed.pinged(1);
    expect(feed.values).toEqual([]);
    await worth(odds88, 'id1', '2');
    expect((await feed.valuesOf(2)).map(short)).toEqual(['id1 2', 'id1 1']);
  });

  it('delays a message, and with it those behind it', async () => {
    const { odds88, feed } = await connected();
    await odds88.fault({ operation: 'feed', kind: 'delay', delayMs: 5_000 });
    await worth(odds88, 'id1', '1');
    await odds88.clock.advance(1_000);
    await worth(odds88, 'id1', '2');
    await odds88.clock.advance(3_999);
    // A ping's way and back: whatever was sent by now has come.
    await feedState(odds88);
    expect(feed.values).toEqual([]);
    await odds88.clock.advance(1);
    const values = await feed.valuesOf(2);
    expect(values.map(short)).toEqual(['id1 1', 'id1 2']);
    expect(values.map(({ timestamp }) => timestamp)).toEqual([
      '2026-03-01T12:00:00Z',
      '2026-03-01T12:00:01Z',
    ]);
  });

  it('closes the connection at the next message, which can be recovered', async () => {
    const { odds88, feed } = await connected();
    await odds88.fault({ operation: 'feed', kind: 'close' });
    await odds88.clock.advance(20_000);
    await feed.pinged(1);
    await worth(odds88, 'id1', '1');
    expect(await feed.closed).toMatchObject({ code: 1011 });
    expect(feed.values).toEqual([]);
    const again = await connect(odds88, { revision: startSeconds });
    expect((await again.valuesOf(2)).map(short)).toEqual(['id1 4', 'id1 1']);
  });

  it('happens to recovered messages, too', async () => {
    const { odds88, feed } = await connected();
    await feed.close();
    await worth(odds88, 'id1', '1');
    await odds88.fault({ operation: 'feed', kind: 'drop' });
    const again = await connect(odds88, { revision: startSeconds });
    expect((await again.valuesOf(1)).map(short)).toEqual(['id1 1']);
  });

  it('waits for a connection, and then for a message', async () => {
    const { odds88, feed } = await connected();
    await feed.close();
    await odds88.fault({ operation: 'feed', kind: 'drop' });
    await worth(odds88, 'id1', '1');
    const running = { odds88, feed: await connect(odds88) };
    expect(await toldAfter(running, [], ['2', '3'])).toEqual(['id1 3']);
  });

  it('is cleared like any other', async () => {
    const running = await connected();
    await running.odds88.fault({ operation: 'feed', kind: 'drop', times: 9 });
    await running.odds88.control('DELETE', '/faults');
    expect(await toldAfter(running, [], ['1'])).toEqual(['id1 1']);
  });
});

describe('a fault of the handshake', () => {
  it('answers its status as often as it is ordered, and uses up none of the messages’', async () => {
    const odds88 = await runningOdds88();
    await odds88.seed();
    await odds88.fault({ operation: 'feed', kind: 'drop' });
    const body = { problem: 'down' };
    await odds88.fault({ operation: 'feed', kind: 'status', status: 503, body, times: 2 });
    const refused = { refused: 503, body: JSON.stringify(body) };
    expect(await tryToConnect(odds88, { revision: 0 })).toEqual(refused);
    expect(await tryToConnect(odds88, { revision: 0 })).toEqual(refused);
    const feed = await connect(odds88);
    expect((await feedState(odds88)).connects).toMatchObject([
      { revision: 0, refused: 503 },
      { revision: 0, refused: 503 },
      { revision: null },
    ]);
    await subscribe(odds88, 'id1');
    expect(await nothingMore(odds88, feed)).toEqual([]);
  });

  it('is not used up by who is not let in', async () => {
    const odds88 = await runningOdds88();
    await odds88.fault({ operation: 'feed', kind: 'status' });
    expect(await tryToConnect(odds88, { headers: {} })).toMatchObject({ refused: 401 });
    expect(await tryToConnect(odds88)).toMatchObject({ refused: 500 });
  });

  it('comes as late as it is ordered', async () => {
    const odds88 = await runningOdds88();
    await odds88.fault({ operation: 'feed', kind: 'status', delayMs: 3_000 });
    let ended = false;
    const trying = tryToConnect(odds88).then((result) => {
      ended = true;
      return result;
    });
    await odds88.received(2);
    await odds88.clock.advance(2_999);
    await feedState(odds88);
    expect(ended).toBe(false);
    await odds88.clock.advance(1);
    expect(await trying).toMatchObject({ refused: 500 });
  });
});

describe('a fault is refused', () => {
  it.each([
    ['of the feed that only calls have', { operation: 'feed', kind: 'reject' }, 'Its kinds are: drop,'],
    ['of a call that only the feed has', { operation: 'cashout', kind: 'drop' }, 'Its kinds are: timeout-'],
    ['that is late and no delay', { operation: 'feed', kind: 'drop', delayMs: 1 }, 'delayMs only goes with'],
    ['of no operation', { operation: 'feeds', kind: 'drop' }, 'unsubscribe, cashout, feed'],
  ])('%s', async (_, fault, words) => {
    const odds88 = await runningOdds88();
    const answer = await odds88.fault(fault);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(words)]);
  });
});

describe('the control API', () => {
  it('knows a feed only where there is one', async () => {
    const odds88 = await runningOdds88();
    const elsewhere = await request(`${odds88.url}/_local/simulators/gr8/feed`, {});
    expect([elsewhere.status, elsewhere.text]).toEqual([404, expect.not.stringContaining('GET /feed')]);
    const here = await odds88.control('GET', '/feeds');
    expect([here.status, here.text]).toEqual([404, expect.stringContaining('GET /feed')]);
  });

  it('takes feedAmount only where there is one, and says what it is for', async () => {
    const odds88 = await runningOdds88();
    const refused = await odds88.seed({ feedAmount: 'no' });
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('feedAmount must be true or false'),
    ]);
    expect(refused.text).toContain('feedAmount false makes the feed tell the bet without an amount');
    const body = JSON.stringify({ feedAmount: false });
    const gr8 = `${odds88.url}/_local/simulators/gr8/bets`;
    expect((await request(gr8, { method: 'POST', body })).text).toContain("unknown: 'feedAmount'");
  });
});
