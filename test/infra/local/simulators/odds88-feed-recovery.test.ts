import { describe, expect, it } from 'vitest';
import { feedHistory } from '../../../../infra/local/simulators/odds88/feed-history.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import {
  connect,
  feedState,
  nothingMore,
  short,
  subscribe,
  tryToConnect,
  worth,
} from './odds88-feed-client.ts';
import { type RunningOdds88, runningOdds88, unsubscribePath } from './running-odds88.ts';
import { start } from './running-simulators.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const startSeconds = start / 1_000;
const threeDaysSeconds = (3 * dayMs) / 1_000;

/** Opens and closes connections, and answers how each try ended: 'open', or the status it was refused with. */
async function tries(odds88: RunningOdds88, count: number, revision?: number): Promise<(string | number)[]> {
  const ends: (string | number)[] = [];
  for (let n = 0; n < count; n += 1) {
    const connected = await tryToConnect(odds88, revision === undefined ? {} : { revision });
    if ('feed' in connected) await connected.feed.close();
    ends.push('feed' in connected ? 'open' : connected.refused);
  }
  return ends;
}

const five = ['open', 'open', 'open', 'open', 'open'];

describe('connections to the feed are limited', () => {
  it.each<[string, number | undefined, number]>([
    ['without a revision', undefined, 30],
    ['with the revision 0', 0, 30],
    ['with one that is too old', startSeconds - threeDaysSeconds - 1, 30],
    ['with the oldest that is proper', startSeconds - threeDaysSeconds + 30 * 60, 5],
    ['with one of now', startSeconds, 5],
  ])('%s: to five in %2$i minutes', async (_, revision, minutes) => {
    const odds88 = await runningOdds88();
    expect(await tries(odds88, 6, revision)).toEqual([...five, 429]);
    await odds88.clock.advance(minutes * minuteMs - 1);
    expect(await tries(odds88, 1, revision)).toEqual([429]);
    await odds88.clock.advance(1);
    expect(await tries(odds88, 6, revision)).toEqual([...five, 429]);
  });

  it('by a window that slides', async () => {
    const odds88 = await runningOdds88();
    await tries(odds88, 2, startSeconds);
    await odds88.clock.advance(3 * minuteMs);
    await tries(odds88, 3, startSeconds);
    await odds88.clock.advance(2 * minuteMs);
    expect(await tries(odds88, 3, startSeconds)).toEqual(['open', 'open', 429]);
  });

  it('from exactly three days on as without a revision, but counted for themselves', async () => {
    const odds88 = await runningOdds88();
    const oldest = startSeconds - threeDaysSeconds;
    expect(await tries(odds88, 6, oldest)).toEqual([...five, 429]);
    await odds88.clock.advance(1);
    // By now it is too old, the first of its kind.
    expect(await tries(odds88, 6, oldest)).toEqual([...five, 429]);
    expect(await tries(odds88, 6)).toEqual([...five, 429]);
  });

  it('whatever was refused', async () => {
    const odds88 = await runningOdds88();
    await odds88.fault({ operation: 'feed', kind: 'status', status: 503, times: 6 });
    expect(await tries(odds88, 6)).toEqual([503, 503, 503, 503, 503, 503]);
    const headers = { Authorization: 'Bearer none' };
    for (let n = 0; n < 6; n += 1) await tryToConnect(odds88, { headers });
    expect(await tries(odds88, 6)).toEqual([...five, 429]);
  });

  it('and told with their revisions', async () => {
    const odds88 = await runningOdds88();
    await tries(odds88, 6);
    await odds88.clock.advance(minuteMs);
    await tries(odds88, 1, startSeconds);
    const { connections, connects } = await feedState(odds88);
    const at = '2026-03-01T12:00:00.000Z';
    expect(connections).toBe(0);
    expect(connects.slice(4)).toEqual([
      { at, revision: null },
      { at, revision: null, refused: 429 },
      { at: '2026-03-01T12:01:00.000Z', revision: startSeconds },
    ]);
  });
});

describe('what is missed of the feed', () => {
  it('comes again in order, of bets subscribed by then, and before what is new', async () => {
    const odds88 = await runningOdds88();
    for (const betId of ['id1', 'id2', 'id3']) await odds88.seed({ betId });
    await subscribe(odds88, 'id1', 'id2');
    await worth(odds88, 'id1', '5');
    await worth(odds88, 'id2', '6');
    await worth(odds88, 'id3', '7');
    await worth(odds88, 'id1', '8');
    await odds88.post(unsubscribePath, { betIds: ['id2'] });
    const feed = await connect(odds88, { revision: startSeconds });
    await worth(odds88, 'id1', '9');
    expect((await feed.valuesOf(4)).map(short)).toEqual(['id1 4', 'id1 5', 'id1 8', 'id1 9']);
  });

  it('comes again as it was, with its own time', async () => {
    const odds88 = await runningOdds88();
    await odds88.seed();
    const feed = await connect(odds88);
    await subscribe(odds88, 'id1');
    await odds88.clock.advance(1_234);
    await odds88.control('PATCH', '/bets/id1', { status: 'cashed-out' });
    const seen = [...(await feed.valuesOf(2))];
    await feed.close();
    await odds88.clock.advance(minuteMs);
    const again = await connect(odds88, { revision: startSeconds });
    expect(await again.valuesOf(2)).toEqual(seen);
  });

  it.each([
    [0, ['id1 4', 'id1 5', 'id1 6']],
    [1, ['id1 6']],
    [2, []],
  ])('comes again from the second of the revision on: %i s after the start', async (seconds, told) => {
    const odds88 = await runningOdds88();
    await odds88.seed();
    await subscribe(odds88, 'id1');
    await odds88.clock.advance(999);
    await worth(odds88, 'id1', '5');
    await odds88.clock.advance(1);
    await worth(odds88, 'id1', '6');
    const feed = await connect(odds88, { revision: startSeconds + seconds });
    expect((await nothingMore(odds88, feed)).map(short)).toEqual(told);
  });

  it.each([
    ['without a revision', undefined],
    ['with the revision 0', 0],
    ['with one that is too old', startSeconds - threeDaysSeconds - 1],
  ])('is lost %s', async (_, revision) => {
    const odds88 = await runningOdds88();
    await odds88.seed();
    await subscribe(odds88, 'id1');
    const feed = await connect(odds88, revision === undefined ? {} : { revision });
    expect(await nothingMore(odds88, feed)).toEqual([]);
  });

  it('is lost while a subscription has lapsed, and there again when it is renewed', async () => {
    const odds88 = await runningOdds88();
    await odds88.seed();
    await subscribe(odds88, 'id1');
    await odds88.clock.advance(10 * minuteMs);
    await worth(odds88, 'id1', '5');
    const lapsed = await connect(odds88, { revision: startSeconds });
    expect(await nothingMore(odds88, lapsed)).toEqual([]);
    await lapsed.close();
    await subscribe(odds88, 'id1');
    const renewed = await connect(odds88, { revision: startSeconds });
    const told = await nothingMore(odds88, renewed);
    expect(told.map(short)).toEqual(['id1 4', 'id1 5']);
  });
});

describe('the history of the feed', () => {
  const message = (at: number, text: string) => ({ at, betId: 'id1', text });

  it('holds three days', async () => {
    const clock = manualClock(start);
    const history = feedHistory(clock);
    history.add(message(start, 'old'));
    await clock.advance(3 * dayMs);
    expect(history.since(0).map(({ text }) => text)).toEqual(['old']);
    await clock.advance(1);
    history.add(message(clock.now(), 'new'));
    expect(history.since(0).map(({ text }) => text)).toEqual(['new']);
  });

  it('holds no more than so many messages, the newest', () => {
    const history = feedHistory(manualClock(start), 3);
    for (let n = 1; n <= 20; n += 1) {
      history.add(message(start + n, String(n)));
      const expected = [n - 2, n - 1, n].filter((one) => one > 0).map(String);
      expect(history.since(0).map(({ text }) => text)).toEqual(expected);
    }
  });
});
