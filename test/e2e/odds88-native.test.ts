import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventTypesOf, type Hub, type SeededBet, startHub } from './support/hub.ts';
import {
  cashOutOdds88,
  changeOdds88Bet,
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

/** The answer byte for byte, as an integration sees it that only changed its base URL. */
async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

function cashout(bet: SeededBet, amount: string, priceChange = '1', headers = {}) {
  const body = `{\n  "betId": "${bet.betId}",\n  "priceChange": ${priceChange},\n  "amount": ${amount}\n}`;
  return post(odds88Path.cashout, body, headers);
}

const usd = (localAmount: number | string, precision: number | string = 4) =>
  `{"localAmount": ${localAmount}, "precision": ${precision}, "currency": "USD"}`;

const yes = (bet: SeededBet, localAmount: number) =>
  `{"success":true,"reason":null,"payload":{"betId":"${bet.betId}","localAmount":${localAmount}}}`;

const isSubscribed = async (bet: SeededBet) => (await odds88Truth(hub, bet)).subscribedUntil !== undefined;

describe('POST /api/Cashout/subscribe and /unsubscribe', () => {
  it('Given ids, then 200 with an empty body, and the hub renews them from then on', async () => {
    const bet = await seedOdds88Bet(hub);
    const body = `{\n  "betIds": [\n    "${bet.betId}"\n  ]\n}`;
    expect(await post(odds88Path.subscribe, body)).toMatchObject({ status: 200, text: '' });
    await hub.control('POST', '/clock', { advanceMs: 30 * 60_000 });
    expect(await isSubscribed(bet)).toBe(true);
    expect(await post(odds88Path.unsubscribe, body)).toMatchObject({ status: 200, text: '' });
    expect(await isSubscribed(bet)).toBe(false);
  });

  it('Given a bet followed here, then the hub’s own API knows of it', async () => {
    const bet = await seedOdds88Bet(hub);
    await post(odds88Path.subscribe, `{"BetIds":["${bet.betId}"]}`);
    const cancelled = await hub.call('POST', '/v1/subscriptions/cancel', {
      body: { provider: 'odds88', betIds: [bet.betId] },
    });
    expect(cancelled.body.cancelled).toEqual([bet.betId]);
    expect(await isSubscribed(bet)).toBe(false);
  });

  it.each([
    ['no body', '', 'A non-empty request body is required.'],
    ['no JSON', '{"betIds":', 'The body is not JSON.'],
    ['no ids', '{}', 'betIds: '],
    ['something else', '{"betIds":"id1"}', 'betIds: '],
    ['an id that is none', '{"betIds":["id1","a/b"]}', 'betIds.1: '],
    ['too many', JSON.stringify({ betIds: Array.from({ length: 1_001 }, String) }), 'betIds: '],
    ['nothing', 'null', 'The body: '],
    ['what is nested deeper than any stack', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'The body: '],
  ])('Given %s, then 400 with problem details that say where', async (_, body, says) => {
    const answer = await post(odds88Path.subscribe, body);
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    const problem = JSON.parse(answer.text);
    expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail', 'instance']);
    expect(problem).toMatchObject({ status: 400, instance: odds88Path.subscribe });
    expect(problem.detail).toContain(says);
  });

  it('Given a bet that is closed among others, then 400, and the others are followed', async () => {
    const [closed, open] = [await seedOdds88Bet(hub), await seedOdds88Bet(hub)];
    await hub.call('POST', `${closed.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    const answer = await post(odds88Path.subscribe, JSON.stringify({ betIds: [closed.betId, open.betId] }));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).detail).toContain('1 of 2');
    expect([await isSubscribed(closed), await isSubscribed(open)]).toEqual([false, true]);
  });

  it.each([
    [{ kind: 'status', status: 429 }, 429],
    [{ kind: 'status', status: 500 }, 500],
    [{ kind: 'timeout-before-effect' }, 500],
  ])('Given the provider fails with %j, then %i', async (fault, status) => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'subscribe', times: 5, ...fault });
    const asked = post(odds88Path.subscribe, JSON.stringify({ betIds: [bet.betId] }));
    if (fault.kind.startsWith('timeout')) {
      await expect
        .poll(async () => (await odds88CallsFor(hub, odds88Path.subscribe, bet)).length)
        .toBeGreaterThan(0);
      await hub.control('POST', '/clock', { advanceMs: 30_000 });
    }
    expect((await asked).status).toBe(status);
  });
});

describe('POST /api/Cashout', () => {
  it('Given an open bet, then the answer of the page, and state, guards and events as for any other', async () => {
    const bet = await seedOdds88Bet(hub);
    const answer = await cashout(bet, usd(900000));
    expect(answer).toEqual({ status: 200, type: 'application/json; charset=utf-8', text: yes(bet, 900000) });
    const view = await hub.call('GET', bet.path);
    expect(view.body.cashouts[0]).toMatchObject({
      status: 'accepted',
      settled: { value: '90.00', currency: 'USD' },
      origin: 'operator',
    });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    const again = await cashOutOdds88(hub, bet);
    expect([again.status, again.body.code]).toEqual([409, 'bet-already-cashed-out']);
  });

  it.each([
    ['2', '85.00', yes, 850000],
    ['2', '95.00', yes, 950000],
    ['1', '91.80', yes, 918000],
  ])('Given priceChange %s and a bet worth %s, then that is paid', async (priceChange, now, body, paid) => {
    const bet = await seedOdds88Bet(hub);
    await changeOdds88Bet(hub, bet, { cashoutValue: now });
    expect((await cashout(bet, usd(900000), priceChange)).text).toBe(body(bet, paid));
  });

  it('Given priceChange 1 and a bet worth 85, then success is false with a reason and the amount as sent', async () => {
    const bet = await seedOdds88Bet(hub);
    await changeOdds88Bet(hub, bet, { cashoutValue: '85.00' });
    const { status, text } = await cashout(bet, usd(900000));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      success: false,
      reason: expect.stringMatching(/\w/),
      payload: { betId: bet.betId, localAmount: 900000 },
    });
    expect((await odds88Truth(hub, bet)).cashouts).toEqual([]);
  });

  it.each([
    [0, 90, '85.37', 85],
    [4, 900000, '85.3712', 853712],
  ])(
    'Given a caller who counts in %i decimals, then so does the provider, and the answer',
    async (precision, sent, now, paid) => {
      const bet = await seedOdds88Bet(hub, { cashoutValue: now });
      expect((await cashout(bet, usd(sent, precision), '2')).text).toBe(yes(bet, paid));
      const [call] = await odds88CallsFor(hub, odds88Path.cashout, bet);
      expect(call?.body.amount).toEqual({ localAmount: sent, precision, currency: 'USD' });
    },
  );

  it('Given a bet that is cashed out, then success is false and the provider is not called again', async () => {
    const bet = await seedOdds88Bet(hub);
    await cashout(bet, usd(900000));
    expect(JSON.parse((await cashout(bet, usd(900000))).text)).toMatchObject({ success: false });
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toHaveLength(1);
  });

  it('Given names in capitals, then they are read all the same', async () => {
    const bet = await seedOdds88Bet(hub);
    const body = `{"BetId":"${bet.betId}","PriceChange":2,"Amount":{"LocalAmount":9000,"Precision":2,"Currency":"USD"}}`;
    expect((await post(odds88Path.cashout, body)).text).toBe(yes(bet, 9000));
  });

  it.each(['status-after-effect', 'malformed'])(
    'Given %s, then 500 and never a no, and so is every repeat until it is settled',
    async (kind) => {
      const bet = await seedOdds88Bet(hub);
      await odds88Fault(hub, { operation: 'cashout', times: 1, kind });
      const headers = { 'idempotency-key': 'k1' };
      for (const sent of [headers, headers, {}]) {
        const answer = await cashout(bet, usd(900000), '1', sent);
        expect([answer.status, answer.text.includes('success')]).toEqual([500, false]);
      }
      expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(1);
      const { body } = await hub.call('GET', bet.path);
      await hub.call('POST', `${bet.path}/cashouts/${body.cashouts[0].cashoutId}/resolution`, {
        body: { outcome: 'accepted', amount: { value: '90.00', currency: 'USD' }, actor: 'jo', note: 't 1' },
      });
      expect((await cashout(bet, usd(900000), '1', headers)).text).toBe(yes(bet, 900000));
    },
  );

  it('Given a key whose cashout is open, when something else is asked under it, then 500 and never a no', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', times: 1, kind: 'status-after-effect' });
    await cashout(bet, usd(900000), '1', { 'idempotency-key': 'k1' });
    expect((await cashout(bet, usd(900000), '2', { 'idempotency-key': 'k1' })).status).toBe(500);
  });

  it.each([
    ['priceChange 0, which nobody explains', usd(1), '0', 'priceChange: '],
    ['priceChange 3', usd(1), '3', 'priceChange: '],
    ['no amount', 'null', '1', 'amount: '],
    ['nothing to pay', usd(0), '1', 'amount.localAmount: '],
    ['a fraction', usd('1.5'), '1', 'amount.localAmount: '],
    ['a sign', usd(-1), '1', 'amount.localAmount: '],
    ['an exponent', usd('1e3'), '1', 'amount.localAmount: '],
    ['more than 15 digits', usd('1234567890123456'), '1', 'amount.localAmount: '],
    ['a precision past any currency', usd(1, 19), '1', 'amount.precision: '],
    ['a currency nobody knows', '{"localAmount":1,"precision":2,"currency":"QQQ"}', '1', 'amount.currency: '],
  ])('Given %s, then 400 says where', async (_, amount, priceChange, says) => {
    const bet = await seedOdds88Bet(hub);
    const answer = await cashout(bet, amount, priceChange);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).detail).toContain(says);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toEqual([]);
  });

  it('Given no token, then what the gateway answers', async () => {
    const response = await fetch(`${hub.url}${odds88Path.cashout}`, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
  });
});
