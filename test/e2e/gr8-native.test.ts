import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forcedPath, fullPath, gr8Native, partialPath, result } from './support/gr8-native.ts';
import { cashOut, eventTypesOf, type Hub, seedGr8Bet, setFault, startHub, truthOf } from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const { native, forced, hubView, moneyPosts, seedExample } = gr8Native(() => hub);

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

  it.each([
    [429, 429],
    [503, 500],
  ])(
    'Given GR8 answering %i while the hub knows one of the bets itself, then %i and nothing is made up',
    async (fault, status) => {
      const done = await seedGr8Bet(hub);
      await cashOut(hub, done);
      const bet = await seedGr8Bet(hub);
      await setFault(hub, { operation: 'amounts', times: 1, kind: 'status', status: fault });
      const answer = await native('GET', `${fullPath}?betIds=${done.betId},${bet.betId}`);
      expect([answer.status, answer.type]).toEqual([status, 'application/problem+json; charset=utf-8']);
    },
  );

  it('Given GR8 refuses the question, then 400 with what it said', async () => {
    const bet = await seedGr8Bet(hub);
    const body = { margin: ["The value 'v9' is not valid."] };
    await setFault(hub, { operation: 'amounts', times: 1, kind: 'status', status: 400, body });
    const answer = await native('GET', `${fullPath}?betIds=${bet.betId}&margin=v9`);
    expect([answer.status, answer.type]).toEqual([400, 'application/json; charset=utf-8']);
    expect(answer.text).toBe(`"margin: The value 'v9' is not valid."`);
  });

  it('Given an unregistered bet that one player cashed out, then another is told nothing of it', async () => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    const ask = (player: string) =>
      native('GET', `${fullPath}?betIds=${bet.betId}`, { headers: { 'X-Player-Id': player } });
    expect((await ask('p2')).text).toBe('[]');
    expect((await ask('p1')).text).toBe(`[{"betId":"${bet.betId}","isAvailable":false,"amount":0}]`);
  });

  it('Given more bets than one call may name, then 400 says how many it may', async () => {
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID().replaceAll('-', ''));
    const most = await native('GET', `${fullPath}?betIds=${ids(250).join(',')}`);
    expect([most.status, most.text]).toEqual([200, '[]']);
    const more = await native('GET', `${fullPath}?betIds=${ids(251).join(',')}`);
    expect([more.status, more.text]).toEqual([400, '{"betIds":["The field betIds takes at most 250 ids."]}']);
  });
});
