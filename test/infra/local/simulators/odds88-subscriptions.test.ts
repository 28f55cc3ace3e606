import { describe, expect, it } from 'vitest';
import { subscriptionBook } from '../../../../infra/local/simulators/odds88/subscriptions.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { type RunningOdds88, runningOdds88, subscribePath, unsubscribePath } from './running-odds88.ts';
import { start } from './running-simulators.ts';

const minuteMs = 60_000;

async function withBets(...betIds: readonly string[]): Promise<RunningOdds88> {
  const odds88 = await runningOdds88();
  for (const betId of betIds) await odds88.seed({ betId });
  return odds88;
}

/** What the truth says of each bet's subscription. */
async function untilOf(odds88: RunningOdds88, ...betIds: readonly string[]) {
  const truths = await Promise.all(betIds.map((betId) => odds88.truth(betId)));
  return truths.map((truth) => (truth as { subscribedUntil?: string }).subscribedUntil);
}

describe('subscriptions of Odds88', () => {
  it('begin with an empty answer and show until when they last', async () => {
    const odds88 = await withBets('id1', 'id2', 'id3');
    const answer = await odds88.post(subscribePath, { betIds: ['id1', 'id3'] });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toBeNull();
    const until = '2026-03-01T12:10:00.000Z';
    expect(await untilOf(odds88, 'id1', 'id2', 'id3')).toEqual([until, undefined, until]);
  });

  it('lapse ten minutes after they began, to the millisecond', async () => {
    const odds88 = await withBets('id1');
    await odds88.post(subscribePath, { betIds: ['id1'] });
    await odds88.clock.advance(10 * minuteMs - 1);
    expect(await odds88.truth()).toHaveProperty('subscribedUntil');
    await odds88.clock.advance(1);
    expect(await odds88.truth()).not.toHaveProperty('subscribedUntil');
  });

  it('last ten minutes more from every renewal, each bet for itself', async () => {
    const odds88 = await withBets('id1', 'id2');
    await odds88.post(subscribePath, { betIds: ['id1', 'id2'] });
    await odds88.clock.advance(8 * minuteMs);
    await odds88.post(subscribePath, { betIds: ['id1'] });
    await odds88.clock.advance(2 * minuteMs);
    expect(await untilOf(odds88, 'id1', 'id2')).toEqual(['2026-03-01T12:18:00.000Z', undefined]);
  });

  it('end with an unsubscribe, also of bets that have none', async () => {
    const odds88 = await withBets('id1', 'id2');
    await odds88.post(subscribePath, { betIds: ['id1', 'id2'] });
    const answer = await odds88.post(unsubscribePath, { betIds: ['id1', 'never-seen'] });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(await untilOf(odds88, 'id1', 'id2')).toEqual([undefined, '2026-03-01T12:10:00.000Z']);
  });

  it('are remembered for bets that come later', async () => {
    const odds88 = await runningOdds88();
    expect((await odds88.post(subscribePath, { betIds: ['later'] })).status).toBe(200);
    await odds88.clock.advance(minuteMs);
    const seeded = await odds88.seed({ betId: 'later' });
    expect(seeded.json()).toMatchObject({ subscribedUntil: '2026-03-01T12:10:00.000Z' });
  });

  it.each([
    ['without the list', {}, 'betIds'],
    ['of a bet id with a slash', { betIds: ['a/b'] }, 'betIds.0: must be 1 to 128 printable ASCII'],
    ['without JSON', 'id1', 'The body is not JSON.'],
  ])('are answered problem details when asked for %s', async (_, body, words) => {
    const odds88 = await runningOdds88();
    for (const path of [subscribePath, unsubscribePath]) {
      const answer = await odds88.post(path, body);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect([answer.status, answer.json()]).toMatchObject([
        400,
        { status: 400, instance: path, detail: expect.stringContaining(words) },
      ]);
    }
  });
});

describe('a fault of a subscription', () => {
  it.each([
    ['reject', 403, false],
    ['status', 500, false],
    ['status-after-effect', 500, true],
    ['malformed', 200, true],
  ])('%s of subscribe answers %i, subscribed afterwards: %s', async (kind, status, subscribed) => {
    const odds88 = await withBets('id1');
    await odds88.fault({ operation: 'subscribe', kind });
    expect((await odds88.post(subscribePath, { betIds: ['id1'] })).status).toBe(status);
    expect('subscribedUntil' in Object(await odds88.truth())).toBe(subscribed);
  });

  it('of unsubscribe leaves the others alone', async () => {
    const odds88 = await withBets('id1');
    await odds88.fault({ operation: 'unsubscribe', kind: 'reject' });
    expect((await odds88.post(subscribePath, { betIds: ['id1'] })).status).toBe(200);
    expect((await odds88.post(unsubscribePath, { betIds: ['id1'] })).status).toBe(403);
    expect(await odds88.truth()).toHaveProperty('subscribedUntil');
  });
});

describe('the book of subscriptions', () => {
  it('knows each of very many, and those renewed across its generations', async () => {
    const clock = manualClock(start);
    const book = subscriptionBook(clock);
    const betIds = Array.from({ length: 100_000 }, (_, n) => `id${n}`);
    book.subscribe(betIds);
    await clock.advance(9 * minuteMs);
    book.subscribe(betIds.slice(0, 50_000));
    await clock.advance(5 * minuteMs);
    book.subscribe(['id99999']);
    expect(betIds.filter((betId) => book.until(betId) !== undefined)).toHaveLength(50_001);
    expect(book.until('id0')).toBe(start + 19 * minuteMs);
    await clock.advance(6 * minuteMs);
    expect(betIds.filter((betId) => book.until(betId) !== undefined)).toEqual(['id99999']);
  });

  it('forgets an unsubscribed bet in whichever generation it is', async () => {
    const clock = manualClock(start);
    const book = subscriptionBook(clock);
    await clock.advance(9 * minuteMs);
    book.subscribe(['old', 'both']);
    await clock.advance(2 * minuteMs);
    book.subscribe(['both', 'new']);
    expect(['old', 'both', 'new'].map(book.until)).toEqual([19, 21, 21].map((n) => start + n * minuteMs));
    book.unsubscribe(['old', 'both', 'new']);
    expect(['old', 'both', 'new'].map(book.until)).toEqual([undefined, undefined, undefined]);
  });
});
