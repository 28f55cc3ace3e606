import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventTypesOf, type Hub, type SeededBet, startHub } from './support/hub.ts';
import {
  cashOutOdds88,
  odds88Calls,
  odds88CallsFor,
  odds88Fault,
  odds88Path,
  odds88Truth,
  seedOdds88Bet,
} from './support/odds88.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());
afterEach(() => hub.control('DELETE', '/simulators/odds88/faults'));

function subscribe(betIds: readonly unknown[], more: object = {}) {
  return hub.call('POST', '/v1/subscriptions', { body: { provider: 'odds88', betIds, ...more } });
}

function cancel(betIds: readonly string[], more: object = {}) {
  return hub.call('POST', '/v1/subscriptions/cancel', { body: { provider: 'odds88', betIds, ...more } });
}

async function quote(bet: SeededBet, more: object = {}) {
  const bets = [{ provider: 'odds88', betId: bet.betId }];
  const { body } = await hub.call('POST', '/v1/quotes', { body: { bets, ...more } });
  return body.quotes[0];
}

const subscribes = (bet: SeededBet) => odds88CallsFor(hub, odds88Path.subscribe, bet);
const advance = (minutes: number) => hub.control('POST', '/clock', { advanceMs: minutes * 60_000 });
const isSubscribed = async (bet: SeededBet) => (await odds88Truth(hub, bet)).subscribedUntil !== undefined;

describe('subscriptions', () => {
  it('Given nobody follows a bet, when one viewer does, then the provider is asked once and the answer says until when', async () => {
    const bet = await seedOdds88Bet(hub);
    const { status, body } = await subscribe([bet.betId], { viewerId: 'device-7', keepForSeconds: 120 });
    expect(status).toBe(200);
    expect(body).toEqual({
      subscribed: [{ betId: bet.betId, expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) }],
      failed: [],
    });
    expect(await isSubscribed(bet)).toBe(true);
    expect(await subscribes(bet)).toHaveLength(1);
  });

  it('Given a bet that is followed, when it is subscribed again or by others, then the provider is not called', async () => {
    const bet = await seedOdds88Bet(hub);
    for (const viewerId of ['a', 'a', 'b']) await subscribe([bet.betId], { viewerId });
    expect(await subscribes(bet)).toHaveLength(1);
  });

  it('Given two viewers, when one leaves, then the bet stays subscribed; when both have, then the provider is told', async () => {
    const bet = await seedOdds88Bet(hub);
    for (const viewerId of ['a', 'b']) await subscribe([bet.betId], { viewerId });
    expect((await cancel([bet.betId], { viewerId: 'a' })).body).toEqual({
      cancelled: [bet.betId],
      failed: [],
    });
    expect(await isSubscribed(bet)).toBe(true);
    await cancel([bet.betId], { viewerId: 'b' });
    expect(await isSubscribed(bet)).toBe(false);
    expect(await odds88CallsFor(hub, odds88Path.unsubscribe, bet)).toHaveLength(1);
  });

  it('Given a bet nobody follows, when it is cancelled, then it is cancelled and the provider is not called', async () => {
    const bet = await seedOdds88Bet(hub);
    expect((await cancel([bet.betId])).body).toEqual({ cancelled: [bet.betId], failed: [] });
    expect(await odds88CallsFor(hub, odds88Path.unsubscribe, bet)).toEqual([]);
  });

  it('Given a bet followed for two hours, when they pass and no page does anything, then it never lapses, and ends with its interest', async () => {
    const bet = await seedOdds88Bet(hub);
    await subscribe([bet.betId], { keepForSeconds: 7_200 });
    for (let minutes = 0; minutes < 110; minutes += 5) {
      await advance(5);
      expect(await isSubscribed(bet)).toBe(true);
    }
    await advance(30);
    expect(await isSubscribed(bet)).toBe(false);
    // Once when it began, and then every eight minutes.
    expect((await subscribes(bet)).length).toBeGreaterThanOrEqual(15);
    expect((await subscribes(bet)).length).toBeLessThanOrEqual(17);
    expect((await quote(bet)).reason.code).toBe('not-subscribed');
  });

  it('Given a bet whose interest has ended, when it is followed again, then it is subscribed anew', async () => {
    const bet = await seedOdds88Bet(hub);
    await subscribe([bet.betId], { keepForSeconds: 60 });
    await advance(30);
    expect(await isSubscribed(bet)).toBe(false);
    await subscribe([bet.betId], { keepForSeconds: 3_600 });
    await advance(20);
    expect(await isSubscribed(bet)).toBe(true);
  });

  it('Given a thousand bets in one call, then ten calls to the provider, each answered by id', async () => {
    const betIds = Array.from({ length: 1_000 }, () => randomUUID());
    const before = (await odds88Calls(hub, odds88Path.subscribe)).length;
    const { body } = await subscribe(betIds);
    expect(body.subscribed.map(({ betId }: { betId: string }) => betId)).toEqual(betIds);
    expect((await odds88Calls(hub, odds88Path.subscribe)).length).toBe(before + 10);
    expect((await cancel(betIds)).body.cancelled).toEqual(betIds);
  });

  it('Given ids that cannot be any, then they fail alone', async () => {
    const bet = await seedOdds88Bet(hub);
    const { body } = await subscribe(['a/b', bet.betId, bet.betId, '']);
    expect(body.subscribed).toHaveLength(1);
    expect(
      body.failed.map((one: { betId: string; reason: { code: string } }) => [one.betId, one.reason.code]),
    ).toEqual([
      ['a/b', 'bet-not-found'],
      ['', 'bet-not-found'],
    ]);
  });

  it.each([
    ['another provider', { provider: 'gr8' }, 422, 'operation-not-supported'],
    ['a provider nobody knows', { provider: 'odds99' }, 400, 'invalid-request'],
    ['no bet', { betIds: [] }, 400, 'invalid-request'],
    ['too many bets', { betIds: Array.from({ length: 1_001 }, String) }, 400, 'invalid-request'],
    ['too short a time', { keepForSeconds: 59 }, 400, 'invalid-request'],
    ['too long a time', { keepForSeconds: 86_401 }, 400, 'invalid-request'],
    ['an empty viewer', { viewerId: '' }, 400, 'invalid-request'],
    ['a viewer with a name no member can have', { viewerId: '__proto__' }, 400, 'invalid-request'],
  ])('Given %s, then it is refused', async (_, more, status, code) => {
    const answer = await subscribe(['id1'], more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    [{ kind: 'status', status: 500 }, 'provider-error'],
    [{ kind: 'status', status: 429 }, 'provider-throttled'],
    [{ kind: 'status', status: 400 }, 'provider-rejected'],
    [{ kind: 'status', status: 403 }, 'provider-error'],
  ])(
    'Given the provider fails with %j, then each bet is told why and is not followed',
    async (fault, code) => {
      const bet = await seedOdds88Bet(hub);
      await odds88Fault(hub, { operation: 'subscribe', times: 5, ...fault });
      const { status, body } = await subscribe([bet.betId]);
      expect([status, body.subscribed, body.failed[0].reason.code]).toEqual([200, [], code]);
      expect((await quote(bet)).reason.code).toBe('not-subscribed');
    },
  );

  it('Given the provider fails once, then the bet is subscribed all the same', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'subscribe', times: 1, kind: 'status', status: 503 });
    expect((await subscribe([bet.betId])).body.subscribed).toHaveLength(1);
  });

  it('Given the token is refused once, then the call is repeated with another and nobody notices', async () => {
    const bet = await seedOdds88Bet(hub);
    const logins = (await odds88Calls(hub, odds88Path.login)).length;
    await odds88Fault(hub, { operation: 'subscribe', times: 1, kind: 'status', status: 401 });
    expect((await subscribe([bet.betId])).body.subscribed).toHaveLength(1);
    expect((await odds88Calls(hub, odds88Path.login)).length).toBe(logins + 1);
  });

  it('Given many calls, then one login', async () => {
    const logins = (await odds88Calls(hub, odds88Path.login)).length;
    await Promise.all(Array.from({ length: 10 }, () => subscribe([randomUUID()])));
    expect((await odds88Calls(hub, odds88Path.login)).length).toBeLessThanOrEqual(Math.max(logins, 1));
  });
});

describe('bets that are over', () => {
  const close = (bet: SeededBet) =>
    hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });

  it('Given a closed and a cashed-out bet among others, then only the others are followed, and each says why', async () => {
    const [closed, cashedOut, open] = [
      await seedOdds88Bet(hub),
      await seedOdds88Bet(hub),
      await seedOdds88Bet(hub),
    ];
    await close(closed);
    await cashOutOdds88(hub, cashedOut);
    const { body } = await subscribe([closed.betId, cashedOut.betId, open.betId]);
    expect(body).toMatchObject({
      subscribed: [{ betId: open.betId }],
      failed: [
        { betId: closed.betId, reason: { code: 'bet-not-open', retryable: 'never' } },
        { betId: cashedOut.betId, reason: { code: 'already-cashed-out', retryable: 'never' } },
      ],
    });
    expect([await isSubscribed(closed), await isSubscribed(open)]).toEqual([false, true]);
  });

  it('Given a bet that is followed and has its value, when it is closed, then its quote says so at once', async () => {
    const bet = await seedOdds88Bet(hub);
    await subscribe([bet.betId]);
    await expect.poll(() => quote(bet), { timeout: 10_000 }).toMatchObject({ status: 'available' });
    await close(bet);
    expect(await quote(bet)).toMatchObject({ status: 'unavailable', reason: { code: 'bet-not-open' } });
  });

  it('Given a bet that is followed and has its value, when it is cashed out, then its quote says so with the event', async () => {
    const bet = await seedOdds88Bet(hub);
    await subscribe([bet.betId]);
    await expect.poll(() => quote(bet), { timeout: 10_000 }).toMatchObject({ status: 'available' });
    await odds88Fault(hub, { operation: 'feed', kind: 'drop', times: 100 });
    await cashOutOdds88(hub, bet);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    expect(await quote(bet)).toMatchObject({ status: 'cashed-out', amount: null });
  });
});

describe('quotes of bets with subscriptions', () => {
  it('Given a bet nobody follows, then it says so, and with `subscribe` it is followed from then on', async () => {
    const bet = await seedOdds88Bet(hub);
    expect(await quote(bet)).toMatchObject({
      status: 'unavailable',
      source: 'feed',
      reason: { code: 'not-subscribed' },
    });
    expect(await isSubscribed(bet)).toBe(false);
    expect(await quote(bet, { subscribe: true })).toMatchObject({ reason: { code: 'quote-pending' } });
    expect(await isSubscribed(bet)).toBe(true);
    await quote(bet, { subscribe: true });
    expect(await subscribes(bet)).toHaveLength(1);
  });

  it('Given the provider cannot be asked, then the quote says why', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'subscribe', times: 5, kind: 'status', status: 500 });
    expect(await quote(bet, { subscribe: true })).toMatchObject({ reason: { code: 'provider-error' } });
  });

  it('Given a bet that is cashed out or closed, then `subscribe` does not follow it', async () => {
    const bet = await seedOdds88Bet(hub);
    await hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    expect(await quote(bet, { subscribe: true })).toMatchObject({ reason: { code: 'bet-not-open' } });
    expect(await isSubscribed(bet)).toBe(false);
  });
});
