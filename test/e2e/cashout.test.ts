import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cashOut,
  eventsOf,
  eventTypesOf,
  type Hub,
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

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('quote, cash out, event', () => {
  it('Given a bet worth 92.50, then it is quoted, cashed out once, stored and told', async () => {
    const bet = await seedGr8Bet(hub);
    const quoted = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId, playerId: 'p1' }] },
    });
    expect(quoted.status).toBe(200);
    expect(quoted.body.quotes).toEqual([
      {
        provider: 'gr8',
        betId: bet.betId,
        status: 'available',
        amount: { value: '92.50', currency: null },
        partial: null,
        openBetAvailable: true,
        reason: null,
        quotedAt: iso,
        source: 'live',
        stale: false,
      },
    ]);

    const cashedOut = await cashOut(hub, bet);
    expect(cashedOut.status).toBe(201);
    expect(cashedOut.headers.get('location')).toBe(`${bet.path}/cashouts/${cashedOut.body.cashoutId}`);
    expect(cashedOut.headers.get('x-correlation-id')).toBeTruthy();
    expect(cashedOut.body).toEqual({
      cashoutId: expect.stringMatching(/^co_[0-9a-f]{32}$/),
      provider: 'gr8',
      betId: bet.betId,
      kind: 'full',
      origin: 'operator',
      status: 'accepted',
      decidedBy: 'provider',
      requested: { value: '92.50', currency: 'EUR' },
      settled: { value: '92.50', currency: 'EUR' },
      stake: null,
      reason: null,
      payOut: null,
      createdAt: iso,
      updatedAt: iso,
      history: [
        { at: iso, from: null, to: 'pending', decidedBy: null },
        { at: iso, from: 'pending', to: 'accepted', decidedBy: 'provider', evidence: 'answer' },
      ],
    });

    expect((await truthOf(hub, bet)).cashouts).toMatchObject([{ amount: '92.50' }]);
    expect((await hub.call('GET', `${bet.path}/cashouts/${cashedOut.body.cashoutId}`)).body).toEqual(
      cashedOut.body,
    );
    expect((await hub.call('GET', bet.path)).body).toEqual({
      provider: 'gr8',
      betId: bet.betId,
      registration: null,
      closed: null,
      remainingStake: null,
      cashouts: [cashedOut.body],
    });

    const { history: _, ...data } = cashedOut.body;
    expect(await eventsOf(hub, bet)).toEqual([
      {
        id: expect.any(String),
        time: expect.any(String),
        'detail-type': 'CashoutSettled',
        source: 'cashout-hub',
        detail: {
          metadata: {
            id: expect.stringMatching(/^ev_/),
            version: 1,
            sequence: 2,
            occurredAt: data.updatedAt,
            correlationId: cashedOut.headers.get('x-correlation-id'),
            causationId: expect.any(String),
            client: 'local',
          },
          data,
        },
      },
    ]);

    const again = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId, playerId: 'p1' }] },
    });
    expect(again.body.quotes).toMatchObject([{ status: 'cashed-out', amount: null, reason: null }]);
  });

  it('Given what GR8 is sent, then it is exactly the page: three headers, margin in the query, a number and a name', async () => {
    const bet = await seedGr8Bet(hub, { cashoutValue: '99.5' });
    await cashOut(hub, bet, { amount: '99.50', priceChange: 'any', body: { gr8: { margin: 'v2' } } });
    const [sent] = await sentFor(hub, bet);
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/sport/v1/bet/cashout?margin=v2' });
    expect(sent.body).toBe(`{"betId":"${bet.betId}","amount":99.5,"priceChangePolicy":"Any"}`);
    expect(sent.headers).toMatchObject({
      'x-player-id': 'p1',
      'x-brand': expect.any(String),
      'x-operator-id': expect.any(String),
      authorization: expect.stringMatching(/^Bearer /),
      'content-type': 'application/json',
    });
  });

  it('Given an id in upper case without dashes, then it is the same bet', async () => {
    const bet = await seedGr8Bet(hub);
    const loud = { ...bet, path: `/v1/bets/gr8/${bet.betId.replaceAll('-', '').toUpperCase()}` };
    expect((await cashOut(hub, loud, { key: 'k' })).body).toMatchObject({
      betId: bet.betId,
      status: 'accepted',
    });
    expect((await cashOut(hub, bet, { key: 'k' })).headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('price change policies', () => {
  /** The player was shown 92.50; the table says what the bet is worth by then. */
  it.each([
    ['none', '92.50', 'accepted', '92.50'],
    ['none', '92.49', 'declined', null],
    ['none', '92.51', 'declined', null],
    ['rise', '92.50', 'accepted', '92.50'],
    ['rise', '92.49', 'declined', null],
    ['rise', '92.51', 'accepted', '92.51'],
    ['any', '92.50', 'accepted', '92.50'],
    ['any', '80.01', 'accepted', '80.01'],
    ['any', '101.99', 'accepted', '101.99'],
  ] as const)(
    'Given %s and a current amount of %s, then %s at %s',
    async (priceChange, current, status, settled) => {
      const bet = await seedGr8Bet(hub, { cashoutValue: current });
      const answer = await cashOut(hub, bet, { priceChange });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        status,
        settled: settled === null ? null : { value: settled, currency: 'EUR' },
        reason:
          settled === null
            ? { code: 'price-changed', retryable: 'now', provider: { code: 'NotAllowed' } }
            : null,
      });
      expect((await truthOf(hub, bet)).cashouts.map(({ amount }: { amount: string }) => amount)).toEqual(
        settled === null ? [] : [settled],
      );
      expect(await eventTypesOf(hub, bet)).toEqual([settled === null ? 'CashoutDeclined' : 'CashoutSettled']);
    },
  );

  it('Given no policy, then the shown amount must hold', async () => {
    const bet = await seedGr8Bet(hub, { cashoutValue: '92.51' });
    const answer = await cashOut(hub, bet, { body: { priceChange: undefined } });
    expect(answer.body).toMatchObject({ status: 'declined', reason: { code: 'price-changed' } });
  });

  it('Given a suspended market, then declined as market-suspended', async () => {
    const bet = await seedGr8Bet(hub, { status: 'suspended' });
    expect((await cashOut(hub, bet)).body).toMatchObject({
      status: 'declined',
      reason: { code: 'market-suspended' },
    });
  });

  it('Given a no at an unchanged price, then declined as provider-rejected and another key may try', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'reject', times: 1 });
    expect((await cashOut(hub, bet)).body).toMatchObject({
      status: 'declined',
      reason: { code: 'provider-rejected' },
    });
    expect((await cashOut(hub, bet)).body).toMatchObject({ status: 'accepted' });
  });
});

describe('idempotency', () => {
  it('Given the same key and body again, then the same cashout, marked as replayed, and no provider call', async () => {
    const bet = await seedGr8Bet(hub);
    const first = await cashOut(hub, bet, { key: 'order-1' });
    const again = await cashOut(hub, bet, { key: 'order-1' });
    const quoted = await cashOut(hub, bet, { key: '"order-1"' });
    const spelled = await cashOut(hub, bet, { key: 'order-1', amount: '92.5' });
    for (const replay of [again, quoted, spelled]) {
      expect(replay.status).toBe(200);
      expect(replay.headers.get('idempotency-replayed')).toBe('true');
      expect(replay.body).toEqual(first.body);
    }
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(await sentFor(hub, bet)).toHaveLength(1);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
  });

  it.each([
    ['another amount', { amount: '92.51' }],
    ['another policy', { priceChange: 'any' }],
    ['another player', { body: { playerId: 'p2' } }],
    ['another margin', { body: { gr8: { margin: 'v3' } } }],
  ] as const)('Given the same key with %s, then 422', async (_, other) => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet, { key: 'order-1' });
    const reused = await cashOut(hub, bet, { key: 'order-1', ...other });
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await sentFor(hub, bet)).toHaveLength(1);
  });

  it('Given the same key on another bet, then it is another request', async () => {
    const [one, two] = [await seedGr8Bet(hub), await seedGr8Bet(hub)];
    expect((await cashOut(hub, one, { key: 'order-1' })).status).toBe(201);
    expect((await cashOut(hub, two, { key: 'order-1' })).status).toBe(201);
  });

  it('Given the first is still running, then 409 with Retry-After, and afterwards its result', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'delay', times: 1, delayMs: 3_000 });
    const first = cashOut(hub, bet, { key: 'order-1' });
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    const meanwhile = await cashOut(hub, bet, { key: 'order-1' });
    expect([meanwhile.status, meanwhile.body.code]).toEqual([409, 'request-in-progress']);
    expect(Number(meanwhile.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await cashOut(hub, bet, { key: 'order-2' });
    expect([other.status, other.body.code]).toEqual([409, 'cashout-in-progress']);
    await hub.control('POST', '/clock', { advanceMs: 3_000 });
    expect((await first).body.status).toBe('accepted');
    expect((await cashOut(hub, bet, { key: 'order-1' })).body.status).toBe('accepted');
    expect(await sentFor(hub, bet)).toHaveLength(1);
  });
});

describe('registered and closed bets', () => {
  const registration = {
    playerId: 'p1',
    stake: { value: '100.00', currency: 'EUR' },
    live: false,
    freeBet: false,
    payOut: null,
  };

  it('Given a registration, then 201, 200 when repeated, 409 when it differs', async () => {
    const bet = await seedGr8Bet(hub);
    const first = await hub.call('PUT', bet.path, { body: registration });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      registration,
      remainingStake: { value: '100.00', currency: 'EUR' },
      cashouts: [],
    });
    expect((await hub.call('PUT', bet.path, { body: registration })).status).toBe(200);
    const other = await hub.call('PUT', bet.path, { body: { ...registration, playerId: 'p2' } });
    expect([other.status, other.body.code]).toEqual([409, 'bet-registered-differently']);
  });

  it('Given a registered bet, then the player need not be told, the currency of its quote is known, the rest is 0', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.call('PUT', bet.path, { body: registration });
    const quoted = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId }] },
    });
    expect(quoted.body.quotes).toMatchObject([
      { status: 'available', amount: { value: '92.50', currency: 'EUR' } },
    ]);
    expect((await cashOut(hub, bet, { body: { playerId: undefined } })).body).toMatchObject({
      status: 'accepted',
    });
    expect((await hub.call('GET', bet.path)).body.remainingStake).toEqual({ value: '0.00', currency: 'EUR' });
  });

  it.each([
    ['another player', { playerId: 'p2' }, 'playerId'],
    ['another currency', { amount: { value: '92.50', currency: 'USD' } }, 'amount.currency'],
  ])('Given a registered bet and %s, then 400 names it and nothing is sent', async (_, body, path) => {
    const bet = await seedGr8Bet(hub);
    await hub.call('PUT', bet.path, { body: registration });
    const answer = await cashOut(hub, bet, { body });
    expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([
      400,
      'invalid-request',
      path,
    ]);
    expect(await sentFor(hub, bet)).toEqual([]);
  });

  it('Given an unregistered bet and no player, then 400 says what to do', async () => {
    const bet = await seedGr8Bet(hub);
    const answer = await cashOut(hub, bet, { body: { playerId: undefined } });
    expect(answer.body).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'playerId', message: 'is required unless the bet is registered' }],
    });
  });

  it('Given a closed bet, then it is quoted as not open and refused; the first closure stays', async () => {
    const bet = await seedGr8Bet(hub);
    const closed = await hub.call('POST', `${bet.path}/closure`, {
      body: { actor: 'jo', reason: 'settled' },
    });
    expect([closed.status, closed.body.closed]).toEqual([200, { at: iso, actor: 'jo', reason: 'settled' }]);
    const again = await hub.call('POST', `${bet.path}/closure`, { body: { actor: 'al', reason: 'void' } });
    expect(again.body.closed.actor).toBe('jo');
    const refused = await cashOut(hub, bet);
    expect([refused.status, refused.body.code]).toEqual([409, 'bet-closed']);
    const quoted = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId, playerId: 'p1' }] },
    });
    expect(quoted.body.quotes).toMatchObject([{ status: 'unavailable', reason: { code: 'bet-not-open' } }]);
  });

  it('Given a cashed out bet, then another key is refused', async () => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    const refused = await cashOut(hub, bet);
    expect([refused.status, refused.body.code]).toEqual([409, 'bet-already-cashed-out']);
  });
});

describe('quotes of many bets', () => {
  it('Given good, bad and foreign bets, then each has its own answer, in the order asked', async () => {
    const good = await seedGr8Bet(hub, { partialRatio: '0.998001' });
    const suspended = await seedGr8Bet(hub, { status: 'suspended' });
    const { body } = await hub.call('POST', '/v1/quotes', {
      body: {
        bets: [
          { provider: 'gr8', betId: suspended.betId, playerId: 'p1' },
          { provider: 'gr8', betId: 'not-a-uuid', playerId: 'p1' },
          { provider: 'databet', betId: 'd1' },
          { provider: 'nobody', betId: 'x' },
          { provider: 'gr8', betId: 'a/b' },
          { provider: 'gr8', betId: good.betId, playerId: 'p2' },
          { provider: 'gr8', betId: good.betId, playerId: 'p1' },
          { provider: 'gr8', betId: '00000000-0000-4000-8000-000000000000', playerId: 'p1' },
          { provider: 'gr8', betId: '00000000-0000-4000-8000-000000000001' },
        ],
      },
    });
    expect(
      body.quotes.map((quote: { status: string; reason: { code: string } | null }) => [
        quote.status,
        quote.reason?.code,
      ]),
    ).toEqual([
      ['unavailable', 'market-suspended'],
      ['unavailable', 'bet-not-found'],
      ['unavailable', 'not-supported'],
      ['unavailable', 'not-supported'],
      ['unavailable', 'bet-not-found'],
      ['unavailable', 'bet-not-found'],
      ['available', undefined],
      ['unavailable', 'bet-not-found'],
      ['unavailable', 'bet-not-found'],
    ]);
    expect(body.quotes[6].partial).toEqual({ available: true, ratio: '0.998001' });
  });

  it.each([
    [{ operation: 'amounts', kind: 'status', status: 429, times: 1 }, 'provider-throttled'],
    [{ operation: 'amounts', kind: 'status', status: 503, times: 1 }, 'provider-error'],
    [{ operation: 'amounts', kind: 'malformed', times: 1 }, 'provider-error'],
  ])('Given GR8 answers with %j, then the bet is unavailable: %s', async (fault, code) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, fault);
    const { status, body } = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId, playerId: 'p1' }] },
    });
    expect([status, body.quotes[0].status, body.quotes[0].reason.code]).toEqual([200, 'unavailable', code]);
  });

  it('Given a full page of 100 bets of two players, then two calls answer them all', async () => {
    const bets = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        seedGr8Bet(hub, { playerId: n % 2 === 0 ? 'p1' : 'p2', cashoutValue: `${n + 1}.25` }),
      ),
    );
    const before = (await hub.control('GET', '/simulators/gr8/requests')).body.requests.length;
    const { body } = await hub.call('POST', '/v1/quotes', {
      body: {
        bets: bets.map(({ betId }, n) => ({ provider: 'gr8', betId, playerId: n % 2 === 0 ? 'p1' : 'p2' })),
      },
    });
    expect(body.quotes.map(({ amount }: { amount: { value: string } }) => amount?.value)).toEqual(
      bets.map((_, n) => `${n + 1}.25`),
    );
    const after = (await hub.control('GET', '/simulators/gr8/requests')).body.requests.length;
    expect(after - before).toBe(2);
  });
});
