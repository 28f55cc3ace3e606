import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gr8Native, result } from './support/gr8-native.ts';
import {
  cashOut,
  eventTypesOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const { full, partial, forced, hubView, moneyPosts, register } = gr8Native(() => hub);

describe('what a POST comes to', () => {
  it.each([
    // sent, policy, outcome, amount answered; the bet is worth 92.50
    ['92.5', '"none"', 'Success', '92.5'],
    ['92.49', '1', 'NotAllowed', '92.49'],
    ['90', '"RISE"', 'Success', '92.5'],
    ['93.00', '0', 'NotAllowed', '93.00'],
    ['9.9e1', '2', 'Success', '92.5'],
    ['"93.10"', '"Any"', 'Success', '92.5'],
  ])('Given %s under %s, then %s', async (amount, policy, outcome, answered) => {
    const bet = await seedGr8Bet(hub);
    const answer = await full(bet, amount, policy);
    expect([answer.status, answer.text]).toEqual(result(bet, answered, outcome));
  });

  const no = 'NotAllowed';
  it.each([
    // fault of GR8, answer, effects at GR8, what the hub keeps
    ['a 500 before the effect', { kind: 'status', status: 500 }, 'Unknown', 0, 'unknown'],
    ['a 503 after the effect', { kind: 'status-after-effect', status: 503 }, 'Unknown', 1, 'unknown'],
    ['an unreadable 200', { kind: 'malformed' }, 'Unknown', 1, 'unknown'],
    ['a redirect', { kind: 'status', status: 302 }, 'Unknown', 0, 'unknown'],
    ['throttling', { kind: 'status', status: 429 }, no, 0, 'declined'],
    ['a 400', { kind: 'status', status: 400, body: { betId: ['no'] } }, no, 0, 'declined'],
    ['a NotAllowed', { kind: 'reject' }, no, 0, 'declined'],
  ])('Given %s, then %s', async (_, fault, outcome, effects, status) => {
    const calls = [
      ['cashout', (bet: SeededBet) => full(bet, '92.50')],
      ['partial-cashout', (bet: SeededBet) => partial(bet, '10', '9.20')],
      ['forced-cashout', (bet: SeededBet) => forced(bet, '92.50')],
    ] as const;
    for (const [operation, call] of calls) {
      const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
      await setFault(hub, { operation, times: 1, ...fault });
      const answer = await call(bet);
      const sent = operation === 'partial-cashout' ? '9.20' : '92.50';
      expect([operation, answer.status, answer.text]).toEqual([operation, ...result(bet, sent, outcome)]);
      expect((await truthOf(hub, bet)).cashouts).toHaveLength(effects);
      expect((await hubView(bet)).cashouts[0].status).toBe(status);
      expect(await moneyPosts(bet)).toHaveLength(1);
    }
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('Given no answer, %s the effect, then Unknown', async (moment, effects) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: `timeout-${moment}-effect` });
    const answer = full(bet);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    await hub.control('POST', '/clock', { advanceMs: 8_000 });
    const { status, text } = await answer;
    expect([status, text]).toEqual(result(bet, '92.50', 'Unknown'));
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(effects);
  });

  it.each([
    ['a bet GR8 does not know', { playerId: 'p2' }],
    ['a suspended bet', { status: 'suspended' }],
  ])(
    'Given %s, then a full cashout is not allowed and a forced one cannot be processed',
    async (_, given) => {
      const bet = await seedGr8Bet(hub, given);
      const answer = await full(bet);
      expect([answer.status, answer.text]).toEqual(result(bet, '92.50', 'NotAllowed'));
      const force = await forced(bet);
      expect([force.status, force.type]).toEqual([422, 'application/problem+json; charset=utf-8']);
      expect(JSON.parse(force.text)).toMatchObject({ title: 'Unprocessable Entity', status: 422 });
    },
  );

  it('Given a forced cashout of a bet that is unknown, closed or another player’s, then one answer for all', async () => {
    const unknown = { betId: '00000000-0000-4000-8000-0000000000bb', path: '' };
    const closed = await seedGr8Bet(hub);
    await hub.call('POST', `${closed.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    const others = await seedGr8Bet(hub, { playerId: 'p2' });
    const stake = { value: '100.00', currency: 'EUR' };
    await hub.call('PUT', others.path, { body: { playerId: 'p2', stake } });
    const answers = [await forced(unknown), await forced(closed), await forced(others)];
    expect(answers[0]).toMatchObject({ status: 422, type: 'application/problem+json; charset=utf-8' });
    expect(answers).toEqual(answers.map(() => answers[0]));
    expect([await moneyPosts(closed), await moneyPosts(others)]).toEqual([[], []]);
  });

  it('Given a table that is away, then 503 and nothing left', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.control('POST', '/outages', { target: 'table', on: true });
    try {
      expect((await full(bet)).status).toBe(503);
    } finally {
      await hub.control('POST', '/outages', { target: 'table', on: false });
    }
    expect(await sentFor(hub, bet)).toEqual([]);
  });
});

describe('one state behind both faces', () => {
  it('Given a native cashout, then the hub refuses another, with one effect at GR8', async () => {
    const bet = await seedGr8Bet(hub);
    await full(bet);
    const again = await cashOut(hub, bet);
    expect([again.status, again.body.code]).toEqual([409, 'bet-already-cashed-out']);
    const [posts, truth] = [await moneyPosts(bet), await truthOf(hub, bet)];
    expect([posts.length, truth.cashouts.length]).toEqual([1, 1]);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
  });

  it('Given a cashout through the hub, then no native one is allowed, with one effect at GR8', async () => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    for (const [answer, amount] of [
      [await full(bet), '92.50'],
      [await partial(bet, '1', '0.90'), '0.90'],
      [await forced(bet), '99.0'],
    ] as const) {
      expect([answer.status, answer.text]).toEqual(result(bet, amount, 'NotAllowed'));
    }
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given an unknown cashout, then native calls answer Unknown and nothing is sent', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'status', status: 500 });
    await full(bet);
    const answer = await full(bet, '92.50');
    expect([answer.status, answer.text]).toEqual(result(bet, '92.50', 'Unknown'));
    const force = await forced(bet);
    expect([force.status, force.text]).toEqual(result(bet, '99.0', 'Unknown'));
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given fifty native calls at once, then one effect at GR8 and no second Success', async () => {
    const bet = await seedGr8Bet(hub);
    const answers = await Promise.all(Array.from({ length: 50 }, () => full(bet)));
    const results = answers.map(({ text, status }) => (status === 200 ? JSON.parse(text).result : status));
    expect(results.filter((one) => one === 'Success')).toHaveLength(1);
    expect(results.filter((one) => ![503, 'Success', 'Unknown', 'NotAllowed'].includes(one))).toEqual([]);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
  });

  it('Given a registered bet, then bare numbers are of its currency and its guards hold', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
    await register(bet);
    expect((await partial(bet, '60', '55.2')).text).toBe(result(bet, '55.2', 'Success')[1]);
    const view = await hubView(bet);
    expect(view.cashouts[0]).toMatchObject({
      requested: { value: '55.20', currency: 'EUR' },
      settled: { value: '55.20', currency: 'EUR' },
      stake: { value: '60.00', currency: 'EUR' },
    });
    expect(view.remainingStake).toEqual({ value: '40.00', currency: 'EUR' });
    expect((await partial(bet, '40.01', '36.80')).text).toBe(result(bet, '36.80', 'NotAllowed')[1]);
    const stranger = await full(bet, '36.80', '"Any"', { 'X-Player-Id': 'p2' });
    expect(stranger.text).toBe(result(bet, '36.80', 'NotAllowed')[1]);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a bet registered after a native partial cashout, then its stake is still guarded', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
    await partial(bet, '60', '55.2');
    await register(bet);
    expect((await hubView(bet)).remainingStake).toEqual({ value: '40.00', currency: 'EUR' });
    expect((await partial(bet, '50', '46')).text).toBe(result(bet, '46', 'NotAllowed')[1]);
  });

  it('Given a bet registered with what an unknown partial cashout left of it, then it is never inferred to be a no', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.925' });
    await setFault(hub, { operation: 'partial-cashout', times: 1, kind: 'status-after-effect', status: 500 });
    expect((await partial(bet, '40', '37.00')).text).toBe(result(bet, '37.00', 'Unknown')[1]);
    expect((await register(bet, '60.00')).status).toBe(201);
    await hub.control('POST', '/clock', { advanceMs: 30 * 60_000 });
    expect((await hubView(bet)).cashouts).toMatchObject([{ status: 'unknown' }]);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
  });

  it('Given parts were cashed out, then the bet cannot be registered with less than they took', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.92' });
    await partial(bet, '60', '55.2');
    const less = await register(bet, '40.00');
    expect([less.status, less.body.code]).toEqual([409, 'bet-registered-differently']);
    expect((await hubView(bet)).registration).toBeNull();
    const whole = await register(bet);
    expect([whole.status, whole.body.registration]).toEqual([
      201,
      {
        playerId: 'p1',
        stake: { value: '100.00', currency: 'EUR' },
        live: false,
        freeBet: false,
        payOut: null,
      },
    ]);
  });

  it('Given an unknown native cashout, then a person settles it in the currency they name', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'status-after-effect', status: 500 });
    await full(bet);
    const [{ cashoutId }] = (await hubView(bet)).cashouts;
    const amount = { value: '92.50', currency: 'EUR' };
    const settled = await hub.call('POST', `${bet.path}/cashouts/${cashoutId}/resolution`, {
      body: { outcome: 'accepted', amount, actor: 'jo', note: 'GR8 support ticket 88' },
    });
    expect([settled.status, settled.body.settled]).toEqual([200, amount]);
  });

  it.each([
    ['in a currency that is not the bet’s', { value: '92.50', currency: 'USD' }, 'amount.currency'],
    ['with more digits than GR8 can pay', { value: '12345678901234.56', currency: 'EUR' }, 'amount.value'],
  ])(
    'Given an unknown native cashout of a bet registered since, when a person settles it %s, then 400',
    async (_, amount, path) => {
      const bet = await seedGr8Bet(hub);
      await setFault(hub, { operation: 'cashout', times: 1, kind: 'status-after-effect', status: 500 });
      await full(bet);
      await register(bet);
      const [{ cashoutId }] = (await hubView(bet)).cashouts;
      const refused = await hub.call('POST', `${bet.path}/cashouts/${cashoutId}/resolution`, {
        body: { outcome: 'accepted', amount, actor: 'jo', note: 'ticket 90' },
      });
      expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([400, path]);
      expect((await hubView(bet)).cashouts[0].status).toBe('unknown');
    },
  );
});
