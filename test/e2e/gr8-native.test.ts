import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const fullPath = '/v1/sport/v1/bet/cashout';
const partialPath = '/v1/sport/v1/bet/partial-cashout';
const forcedPath = '/v1/sport/v0/bet/forced-cashout';

/** What an integration already sends to GR8. */
const gr8Headers = { 'X-Operator-Id': '9', 'X-Brand': 'b', 'X-Player-Id': 'p1' };

interface NativeOptions {
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly token?: string;
}

/** A call of an integration that knows nothing but GR8's page; the answer to the byte. */
async function native(method: string, target: string, { text, headers = {}, token }: NativeOptions = {}) {
  const given = { ...gr8Headers, 'Content-Type': 'application/json', ...headers };
  const sent = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const response = await fetch(`${hub.url}${target}`, {
    method,
    headers: { authorization: `Bearer ${token ?? hub.token}`, ...Object.fromEntries(sent) },
    ...(text === undefined ? {} : { body: text }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    text: await response.text(),
  };
}

function full(bet: SeededBet, amount = '92.50', policy = '"None"', headers: NativeOptions['headers'] = {}) {
  const text = `{"betId":"${bet.betId}","amount":${amount},"priceChangePolicy":${policy}}`;
  return native('POST', fullPath, { text, headers });
}

function partial(bet: SeededBet, betAmount: string, amount: string, policy = '"Any"') {
  const { betId } = bet;
  const text = `{"betId":"${betId}","betAmount":${betAmount},"amount":${amount},"priceChangePolicy":${policy}}`;
  return native('POST', partialPath, { text });
}

function forced(bet: SeededBet, amount = '99.0', headers: NativeOptions['headers'] = {}) {
  return native('POST', forcedPath, { text: `{"betId":"${bet.betId}","amount":${amount}}`, headers });
}

function result(bet: SeededBet, amount: string, outcome: string): [number, string] {
  return [200, `{"betId":"${bet.betId}","amount":${amount},"result":"${outcome}"}`];
}

async function hubView(bet: SeededBet) {
  return (await hub.call('GET', bet.path)).body;
}

async function seedExample(betId: string, bet: Readonly<Record<string, unknown>>): Promise<SeededBet> {
  return { ...(await seedGr8Bet(hub, { betId, ...bet })), betId, path: `/v1/bets/gr8/${betId}` };
}

async function moneyPosts({ betId }: SeededBet): Promise<readonly { path: string; body: string }[]> {
  const { body } = await hub.control('GET', '/simulators/gr8/requests');
  return body.requests.filter(
    (sent: { method: string; body: string }) => sent.method === 'POST' && sent.body.includes(betId),
  );
}

describe("the page's own examples", () => {
  it('Given GET amounts, then the answer is the one of the page', async () => {
    const betId = '1e82309c-9027-45ee-ba3d-0a667b83bc5a';
    await seedExample(betId, { stake: '500', cashoutValue: '499', partialRatio: '0.998001' });
    const answer = await native('GET', `${fullPath}?betIds=${betId}&margin=v2`);
    expect([answer.status, answer.type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(answer.text).toBe(
      `[{"betId":"${betId}","isAvailable":true,"amount":499,"isPartialCashoutAvailable":true,"partialCashoutOdd":0.998001,"isAvailableOpenBet":true}]`,
    );
    const { body } = await hub.control('GET', '/simulators/gr8/requests');
    expect(body.requests.at(-1).path).toContain('margin=v2');
  });

  it('Given POST cashout with its comment, then the answer is the one of the page', async () => {
    const betId = '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f';
    const bet = await seedExample(betId, { cashoutValue: '99' });
    const text = `{\n    "betId": "${betId}",\n    "amount": 99.0,\n    "priceChangePolicy": 2 //Any\n}`;
    const answer = await native('POST', `${fullPath}?margin=v2`, { text });
    expect([answer.status, answer.text]).toEqual(result(bet, '99.0', 'Success'));
    const [sent] = await moneyPosts(bet);
    expect([sent?.path, JSON.parse(sent?.body ?? '')]).toEqual([
      expect.stringContaining('margin=v2'),
      { betId, amount: 99, priceChangePolicy: 'Any' },
    ]);
  });

  it('Given POST partial-cashout, then the answer is the one of the page', async () => {
    const betId = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
    const bet = await seedExample(betId, { stake: '100', cashoutValue: '250', partialRatio: '2.5' });
    const text = `{\n    "betId": "${betId}",\n    "betAmount": 10,\n    "amount": 25,\n    "priceChangePolicy": "Rise"\n}`;
    const answer = await native('POST', partialPath, { text });
    expect([answer.status, answer.text]).toEqual(result(bet, '25.0', 'Success'));
    expect(await truthOf(hub, bet)).toMatchObject({ stake: '90.00', status: 'open' });
  });

  it('Given POST forced-cashout, then the answer is the one of the page', async () => {
    const bet = await seedGr8Bet(hub);
    const answer = await forced(bet);
    expect([answer.status, answer.text]).toEqual(result(bet, '99.0', 'Success'));
    const { cashouts } = await hubView(bet);
    expect(cashouts[0]).toMatchObject({ kind: 'forced', requested: { value: '99.00', currency: null } });
    expect(cashouts[0].history[0]).toMatchObject({
      actor: expect.any(String),
      note: 'forced through the GR8 path',
    });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
  });

  const guid = '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f';
  const policyType = 'GR8Tech.SportsBook.Contracts.Bet.Enums.PriceChangePolicy';
  it.each([
    [
      'full: null for a bet id',
      fullPath,
      '{\n  "betId": null,\n  "amount": 99.0,\n  "priceChangePolicy": 2 //Any\n}',
      {
        betId: [
          "Error converting value {null} to type 'System.Guid'. Path 'betId', line 2, position 15.",
          "Required property 'betId' expects a value but got null. Path '', line 5, position 1.",
        ],
      },
    ],
    [
      'full: amount 0',
      fullPath,
      `{"betId":"${guid}","amount":0,"priceChangePolicy":2}`,
      { Amount: ['Amount is lower or equal zero.'] },
    ],
    [
      'full: an empty policy',
      fullPath,
      `{"betId":"${guid}","amount":99.0,"priceChangePolicy":""}`,
      {
        priceChangePolicy: [`Error converting value "" to type '${policyType}'. Path 'priceChangePolicy'`],
      },
    ],
    [
      'full: more digits than a double carries',
      fullPath,
      `{"betId":"${guid}","amount":12345678901234.56,"priceChangePolicy":2}`,
      { Amount: ['Amount must be a number of at most 15 significant digits.'] },
    ],
    [
      'full: an exponent no amount has',
      fullPath,
      `{"betId":"${guid}","amount":1e38,"priceChangePolicy":2}`,
      { Amount: ['Amount must be a number of at most 15 significant digits.'] },
    ],
    ['full: no body', fullPath, '', { '': ['A non-empty request body is required.'] }],
    ['full: a list', fullPath, '[]', { '': ['The request body is not a valid JSON object.'] }],
    [
      'partial: an empty bet id',
      partialPath,
      '{\n  "betId": "",\n  "betAmount": 10,\n  "amount": 25,\n  "priceChangePolicy": "Rise"\n}',
      { betId: ["Error converting value \"\" to type 'System.Guid'. Path 'betId', line 2, position 13."] },
    ],
    [
      'partial: amounts of nothing',
      partialPath,
      `{"betId":"${guid}","betAmount":0,"amount":-1,"priceChangePolicy":"Rise"}`,
      { Amount: ['Amount is lower or equal zero.'], BetAmount: ['BetAmount is lower or equal zero.'] },
    ],
    [
      'partial: an empty policy',
      partialPath,
      `{"betId":"${guid}","betAmount":10,"amount":25,"priceChangePolicy":""}`,
      {
        priceChangePolicy: [`Error converting value "" to type '${policyType}'. Path 'priceChangePolicy'.`],
      },
    ],
  ])('Given %s, then 400 to the byte', async (_, path, text, errors) => {
    const answer = await native('POST', path, { text });
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify(errors)]);
    expect(answer.type).toBe('application/json; charset=utf-8');
  });

  it.each([
    ['amount 0', `{"betId":"${guid}","amount":0}`, { Amount: ['Amount is lower or equal zero.'] }],
    ['no bet id', '{"amount":1}', { betId: [expect.stringContaining("'betId' not found")] }],
  ])('Given forced: %s, then 400 is a problem details object', async (_, text, errors) => {
    const answer = await native('POST', forcedPath, { text });
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, errors });
  });

  it.each([
    ['null', 'betIds=null', ["The value 'null' is not valid."]],
    [
      'some that are none',
      `betIds=xyz&betIds=${guid},`,
      ["The value 'xyz' is not valid.", "The value '' is not valid."],
    ],
    ['none', '', ['The betIds field is required.']],
  ])('Given GET for %s, then 400 names them', async (_, query, betIds) => {
    const answer = await native('GET', `${fullPath}?${query}`);
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify({ betIds })]);
  });
});

describe('who is let in', () => {
  const calls = [
    ['GET', `${fullPath}?betIds=${randomUUID()}`, 'cashout:read'],
    ['POST', fullPath, 'cashout:write'],
    ['POST', partialPath, 'cashout:write'],
    ['POST', forcedPath, 'cashout:force'],
  ] as const;

  it.each(calls)('Given %s %s, then only its scope opens it', async (method, target, scope) => {
    const tokenWith = async (scopes: readonly string[]) =>
      (await hub.control('POST', '/tokens', { scopes })).body.token;
    const others = ['cashout:read', 'cashout:write', 'cashout:force'].filter((other) => other !== scope);
    expect((await native(method, target, { token: await tokenWith(others) })).status).toBe(403);
    expect((await native(method, target, { token: 'nonsense' })).status).toBe(401);
    expect((await native(method, target, { token: await tokenWith([scope]) })).status).not.toBe(403);
  });

  it.each(calls)(
    'Given %s %s without headers, then the missing ones in the order of the page',
    async (method, target) => {
      const none = { 'X-Operator-Id': undefined, 'X-Brand': undefined, 'X-Player-Id': undefined };
      const all = await native(method, target, { headers: none });
      expect([all.status, all.text]).toEqual([
        400,
        `"The 'X-Operator-Id' header is required. The 'X-Player-Id' header is required. The 'X-Brand' header is required"`,
      ]);
      expect(all.type).toBe('application/json; charset=utf-8');
      const some = await native(method, target, { headers: { 'X-Player-Id': '', 'X-Brand': ' ' } });
      expect([some.status, some.text]).toEqual([
        400,
        `"The 'X-Player-Id' header is required. The 'X-Brand' header is required"`,
      ]);
    },
  );

  it.each(['x'.repeat(129), 'a/b', 'ü'])(
    'Given the player %s, whom the hub cannot keep, then 400',
    async (player) => {
      const answer = await native('GET', `${fullPath}?betIds=${randomUUID()}`, {
        headers: { 'X-Player-Id': player },
      });
      expect([answer.status, Object.keys(JSON.parse(answer.text))]).toEqual([400, ['X-Player-Id']]);
    },
  );

  it('Given a body over 256 kB or of another type, then 413 and 415', async () => {
    const large = `{"betId":"${randomUUID()}","note":"${'x'.repeat(300_000)}"}`;
    expect((await native('POST', fullPath, { text: large })).status).toBe(413);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await native('POST', fullPath, { text: '{}', headers: form })).status).toBe(415);
  });
});

describe('GET amounts', () => {
  it('Given bets in both spellings, one that is another player’s and one unknown, then those that are his', async () => {
    const first = await seedGr8Bet(hub);
    const suspended = await seedGr8Bet(hub, { status: 'suspended' });
    const others = await seedGr8Bet(hub, { playerId: 'p2' });
    const hex = first.betId.replaceAll('-', '').toUpperCase();
    const query = `betIds=${hex}&betIds=${suspended.betId},${others.betId}&betids=${randomUUID()},${first.betId}`;
    const answer = await native('GET', `${fullPath}?${query}`);
    expect(answer.text).toBe(
      `[{"betId":"${first.betId}","isAvailable":true,"amount":92.5,"isAvailableOpenBet":true},` +
        `{"betId":"${suspended.betId}","isAvailable":false,"amount":0,"isAvailableOpenBet":false}]`,
    );
  });

  it('Given a bet cashed out or closed at the hub, then it is not available', async () => {
    const done = await seedGr8Bet(hub);
    await cashOut(hub, done);
    const closed = await seedGr8Bet(hub);
    await hub.call('POST', `${closed.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    const answer = await native('GET', `${fullPath}?betIds=${done.betId},${closed.betId}`);
    expect(answer.text).toBe(
      `[{"betId":"${done.betId}","isAvailable":false,"amount":0},{"betId":"${closed.betId}","isAvailable":false,"amount":0}]`,
    );
  });

  it('Given more bets than one read takes, then all are answered', async () => {
    const bet = await seedGr8Bet(hub);
    const ids = [...Array.from({ length: 150 }, () => randomUUID().replaceAll('-', '')), bet.betId];
    const answer = await native('GET', `${fullPath}?betIds=${ids.join(',')}`);
    expect(JSON.parse(answer.text)).toMatchObject([{ betId: bet.betId, isAvailable: true }]);
  });

  it.each([
    ['throttled', { kind: 'status', status: 429 }, 429],
    ['failing', { kind: 'status', status: 503 }, 500],
    ['unreadable', { kind: 'malformed' }, 500],
  ])('Given GR8 %s, then that is the answer and no availability is made up', async (_, fault, status) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'amounts', times: 1, ...fault });
    const answer = await native('GET', `${fullPath}?betIds=${bet.betId}`);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(answer.text)).toMatchObject({ status });
  });

  it('Given GR8 failing while the hub knows one of the bets itself, then the other is not available', async () => {
    const done = await seedGr8Bet(hub);
    await cashOut(hub, done);
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'amounts', times: 1, kind: 'status', status: 503 });
    const answer = await native('GET', `${fullPath}?betIds=${done.betId},${bet.betId}`);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      [done, bet].map(({ betId }) => ({ betId, isAvailable: false, amount: 0 })),
    ]);
  });
});

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
    const stake = { value: '100.00', currency: 'EUR' };
    await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake, live: false, freeBet: false } });
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
    const stake = { value: '100.00', currency: 'EUR' };
    await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake, live: false, freeBet: false } });
    expect((await hubView(bet)).remainingStake).toEqual({ value: '40.00', currency: 'EUR' });
    expect((await partial(bet, '50', '46')).text).toBe(result(bet, '46', 'NotAllowed')[1]);
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
});

describe('Idempotency-Key on the native paths', () => {
  it('Given the same call again, then its cashout as it is now and one effect', async () => {
    const bet = await seedGr8Bet(hub);
    const key = { 'Idempotency-Key': 'k-1' };
    const answers = [await full(bet, '90', '"Any"', key), await full(bet, '90', '"Any"', key)];
    for (const { status, text } of answers) expect([status, text]).toEqual(result(bet, '92.5', 'Success'));
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a key whose cashout a person has settled, then the repeat says so', async () => {
    const bet = await seedGr8Bet(hub);
    const key = { 'Idempotency-Key': 'k-1' };
    await setFault(hub, { operation: 'forced-cashout', times: 1, kind: 'status', status: 500 });
    expect((await forced(bet, '99.0', key)).text).toBe(result(bet, '99.0', 'Unknown')[1]);
    const [{ cashoutId }] = (await hubView(bet)).cashouts;
    await hub.call('POST', `${bet.path}/cashouts/${cashoutId}/resolution`, {
      body: { outcome: 'declined', actor: 'jo', note: 'ticket 89' },
    });
    expect((await forced(bet, '99.0', key)).text).toBe(result(bet, '99.0', 'NotAllowed')[1]);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given the first still running, then Unknown and one effect', async () => {
    const bet = await seedGr8Bet(hub);
    const key = { 'Idempotency-Key': 'k-1' };
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'delay', delayMs: 3_000 });
    const first = full(bet, '92.50', '"None"', key);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    const second = await full(bet, '92.50', '"None"', key);
    expect([second.status, second.text]).toEqual(result(bet, '92.50', 'Unknown'));
    await hub.control('POST', '/clock', { advanceMs: 3_000 });
    expect((await first).text).toBe(result(bet, '92.5', 'Success')[1]);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given the key came with another request, then it is refused in the manner of the path', async () => {
    const bet = await seedGr8Bet(hub, { status: 'suspended' });
    const key = { 'Idempotency-Key': 'k-1' };
    await full(bet, '92.50', '"None"', key);
    const other = await full(bet, '92.51', '"None"', key);
    expect([other.status, Object.keys(JSON.parse(other.text))]).toEqual([400, ['Idempotency-Key']]);
    const force = await forced(bet, '92.50', key);
    expect([force.status, force.type]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(await moneyPosts(bet)).toHaveLength(1);
  });

  it('Given a key nobody can read, then 400', async () => {
    const bet = await seedGr8Bet(hub);
    const answer = await full(bet, '92.50', '"None"', { 'Idempotency-Key': '"k' });
    expect([answer.status, Object.keys(JSON.parse(answer.text))]).toEqual([400, ['Idempotency-Key']]);
    expect(await moneyPosts(bet)).toEqual([]);
  });

  it('Given no key, then every call is a request of its own', async () => {
    const bet = await seedGr8Bet(hub, { status: 'suspended' });
    await full(bet);
    await full(bet);
    expect((await hubView(bet)).cashouts).toHaveLength(2);
    expect(await moneyPosts(bet)).toHaveLength(2);
  });
});
