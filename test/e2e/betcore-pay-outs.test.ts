import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { detailSchemaOf, type HubEventType } from '../../lib/contracts/events/event-schemas.ts';
import {
  attemptsFor,
  type BetcoreBet,
  betcoreFault,
  newBetcoreBet,
  payOutEventsOf,
  sessionOf,
} from './support/betcore.ts';
import { accepted, type DatabetOrder, declined, newOrder, postTo, webhookUrl } from './support/databet.ts';
import { type Answer, cashOut, type Hub, type SeededBet, seedGr8Bet, startHub } from './support/hub.ts';

const [secondMs, minuteMs] = [1_000, 60_000];

let hub: Hub;
let webhooks: string;
beforeAll(async () => {
  hub = await startHub({ standing: false });
  webhooks = await webhookUrl(hub);
});
afterEach(async () => {
  await hub.control('DELETE', '/simulators/betcore/faults');
});
afterAll(() => hub?.close());

describe('a cashout that is paid out through BETCORE', () => {
  it('Given a GR8 bet is cashed out, then the session has the amount once, with the odd, and the cashout says paid', async () => {
    const { bet, pays, body } = await gr8CashoutWithPayOut();
    expect(body.payOut).toMatchObject({ via: 'betcore', betcoreBetId: pays.betcoreBetId });
    await rest();
    expect(await sessionOf(hub, pays)).toEqual({
      balance: 1092.5,
      payOuts: [{ betId: pays.betcoreBetId, winAmount: 92.5, winOdd: 0.925 }],
    });
    const shown = await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`);
    expect(shown.body.payOut).toMatchObject({ status: 'paid', transactionId: expect.any(String) });
    expect(await toldOf(pays)).toEqual(['PayOutCompleted']);
    const { bets } = (await hub.control('GET', '/wallet')).body;
    expect(bets.map(({ betId }: SeededBet) => betId)).not.toContain(bet.betId);
  });

  it('Given it is done, then its event is of the promised shape and names the cashout', async () => {
    const { bet, pays, body } = await gr8CashoutWithPayOut();
    await rest();
    const [event] = await payOutEventsOf(hub, pays);
    const type: HubEventType = event['detail-type'];
    expect(detailSchemaOf(type).parse(event.detail)).toEqual(event.detail);
    const { cashoutId } = body;
    expect(event.detail.data).toMatchObject({ provider: 'gr8', betId: bet.betId, cashoutId, status: 'paid' });
  });

  it('Given a DATA.BET order of a bet that was registered with a pay-out, then it is paid, however often it is told', async () => {
    const { order, pays } = await registeredOrder();
    const told = accepted(order);
    await postTo(acceptedUrl(), { body: told });
    await postTo(acceptedUrl(), { body: told });
    await rest();
    const { payOuts } = await sessionOf(hub, pays);
    expect(payOuts).toMatchObject([{ betId: pays.betcoreBetId, winAmount: 92.5 }]);
  });

  it('Given its order is void before BETCORE could be reached, then it is never paid', async () => {
    const { order, pays } = await registeredOrder();
    await hub.control('POST', '/outages', { target: 'pay-out-betcore', on: true });
    await postTo(acceptedUrl(), { body: accepted(order) });
    await postTo(declinedUrl(), { body: declined(order) });
    await hub.control('POST', '/outages', { target: 'pay-out-betcore', on: false });
    await rest(10 * minuteMs);
    expect((await sessionOf(hub, pays)).payOuts).toEqual([]);
    expect(await toldOf(pays)).toEqual([]);
  });

  it('Given its order is void afterwards, then a person is told to claw it back, and says so', async () => {
    const { order, pays } = await registeredOrder();
    await postTo(acceptedUrl(), { body: accepted(order) });
    await rest();
    await postTo(declinedUrl(), { body: declined(order) });
    await rest();
    expect(await toldOf(pays)).toEqual(['PayOutCompleted', 'PayOutReversalDue']);
    expect(await unresolvedOf(pays)).toMatchObject({ type: 'pay-out', status: 'paid', reversalDue: true });
    const { status, body } = await resolve(pays, { outcome: 'cancelled', actor: 'jo', note: 'ticket 88' });
    expect([status, body.status, body.reversalDue]).toEqual([200, 'cancelled', false]);
    expect(await unresolvedOf(pays)).toBeUndefined();
  });
});

describe('faults of BETCORE', () => {
  it.each([
    ['timeout-before-effect', {}],
    ['timeout-after-effect', {}],
    ['status', { status: 500 }],
    ['status', { status: 503 }],
    ['status', { status: 429 }],
    ['status-after-effect', { status: 500 }],
    ['malformed', {}],
  ])(
    'Given %s %j, then it is repeated with the same bet id and another request id, and paid once',
    async (kind, more) => {
      await betcoreFault(hub, { kind, ...more });
      const { bet, pays, body } = await gr8CashoutWithPayOut();
      await rest(10 * secondMs);
      const shown = async () => (await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`)).body.payOut;
      expect(await shown()).toMatchObject({ status: 'undetermined' });
      await rest(3 * minuteMs);
      expect(await shown()).toMatchObject({ status: 'paid' });
      expect((await sessionOf(hub, pays)).payOuts).toHaveLength(1);
      const sent = await attemptsFor(hub, pays);
      expect(new Set(sent.map(({ body: text }) => text)).size).toBe(1);
      expect(new Set(sent.map(({ headers }) => headers['x-request-id'])).size).toBe(2);
      expect(await toldOf(pays)).toEqual(['PayOutCompleted']);
    },
  );

  it('Given it says no, then a person is asked, who may have it tried again', async () => {
    await betcoreFault(hub, { kind: 'reject' });
    const { pays } = await gr8CashoutWithPayOut();
    await rest(5 * minuteMs);
    expect(await toldOf(pays)).toEqual(['PayOutRejected']);
    expect(await attemptsFor(hub, pays)).toHaveLength(1);
    expect(await unresolvedOf(pays)).toMatchObject({
      type: 'pay-out',
      status: 'rejected',
      amount: { value: '92.50' },
    });
    const said = { outcome: 'retry', actor: 'jo', note: 'the session is open again' };
    expect((await resolve(pays, said)).body.status).toBe('due');
    await rest(2 * minuteMs);
    expect((await sessionOf(hub, pays)).payOuts).toHaveLength(1);
    expect(await toldOf(pays)).toEqual(['PayOutRejected', 'PayOutCompleted']);
    expect(await unresolvedOf(pays)).toBeUndefined();
  });
});

describe('POST /v1/pay-outs/betcore/{betcoreBetId}/resolution', () => {
  const said = { outcome: 'paid', actor: 'jo', note: 'BETCORE ticket 88', transactionId: '4711' };

  it('Given a pay-out nobody asked for, then 404', async () => {
    const { status, body } = await resolve(newBetcoreBet(), said);
    expect([status, body.code]).toEqual([404, 'pay-out-not-found']);
  });

  it('Given one that is paid, then 409', async () => {
    const { pays } = await gr8CashoutWithPayOut();
    await rest();
    const { status, body } = await resolve(pays, said);
    expect([status, body.code]).toEqual([409, 'pay-out-already-decided']);
  });

  it('Given one that was refused, then it is paid by the word of a person, said twice as well, and nothing is sent', async () => {
    await betcoreFault(hub, { kind: 'reject' });
    const { pays } = await gr8CashoutWithPayOut();
    await rest();
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await resolve(pays, said);
      expect([status, body.status, body.transactionId]).toEqual([200, 'paid', '4711']);
    }
    await rest(5 * minuteMs);
    expect(await attemptsFor(hub, pays)).toHaveLength(1);
    expect(await toldOf(pays)).toEqual(['PayOutRejected', 'PayOutCompleted']);
  });

  it.each([
    [{ ...said, outcome: 'declined' }, 'outcome'],
    [{ ...said, outcome: 'retry' }, 'transactionId'],
    [{ ...said, actor: '' }, 'actor'],
  ])('Given %j, then 400 names %s', async (body, path) => {
    const { status, body: problem } = await resolve(newBetcoreBet(), body);
    expect(status).toBe(400);
    expect(JSON.stringify(problem.errors)).toContain(path);
  });

  it('Given a token without the scope, then 403', async () => {
    const { token } = (await hub.control('POST', '/tokens', { scopes: ['cashout:write'] })).body;
    const path = `/v1/pay-outs/betcore/${randomUUID()}/resolution`;
    expect((await hub.call('POST', path, { token, body: said })).status).toBe(403);
  });
});

describe('GET /v1/unresolved with both kinds', () => {
  it('Given cashouts and pay-outs that wait for a person, then pages of one show all, the oldest first', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      await hub.control('POST', '/simulators/gr8/faults', {
        operation: 'cashout',
        kind: 'malformed',
        times: 1,
      });
      const bet = await seedGr8Bet(hub);
      ids.push((await cashOut(hub, bet)).body.cashoutId);
      await rest(20 * minuteMs);
      await betcoreFault(hub, { kind: 'reject' });
      const { pays } = await gr8CashoutWithPayOut();
      ids.push(pays.betcoreBetId);
      await rest(minuteMs);
    }
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { status, body } = await hub.call('GET', `/v1/unresolved?limit=1${query}`);
      expect(status).toBe(200);
      found.push(
        ...body.items.map((item: Answer['body']) =>
          item.type === 'cashout' ? item.cashoutId : item.betcoreBetId,
        ),
      );
      cursor = body.cursor;
    } while (cursor !== null);
    expect(found.filter((id) => ids.includes(id))).toEqual(ids);
  });
});

/** Lets everything in flight, and all that is due in this time, come to rest. */
async function rest(ms = secondMs): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: ms });
  await hub.control('POST', '/drain');
}

async function gr8CashoutWithPayOut(): Promise<{
  readonly bet: SeededBet;
  readonly pays: BetcoreBet;
  readonly body: Answer['body'];
}> {
  const bet = await seedGr8Bet(hub);
  const pays = newBetcoreBet();
  const payOut = { via: 'betcore', ...pays, stake: { value: '100.00', currency: 'EUR' } };
  const { status, body } = await cashOut(hub, bet, { body: { payOut } });
  expect(status).toBe(201);
  return { bet, pays, body };
}

async function registeredOrder(): Promise<{ readonly order: DatabetOrder; readonly pays: BetcoreBet }> {
  const order = newOrder();
  const pays = newBetcoreBet();
  const body = {
    playerId: 'p1',
    stake: { value: '100.00', currency: 'EUR' },
    payOut: { via: 'betcore', ...pays },
  };
  expect((await hub.call('PUT', order.path, { body })).status).toBe(201);
  return { order, pays };
}

const acceptedUrl = () => `${webhooks}/bet/cash-out-orders/accepted`;
const declinedUrl = () => `${webhooks}/bet/cash-out-orders/declined`;

async function toldOf(pays: BetcoreBet): Promise<readonly string[]> {
  return (await payOutEventsOf(hub, pays)).map((event) => event['detail-type']);
}

async function unresolvedOf({ betcoreBetId }: BetcoreBet): Promise<Answer['body']> {
  const { body } = await hub.call('GET', '/v1/unresolved?limit=100');
  return body.items.find((item: Answer['body']) => item.betcoreBetId === betcoreBetId);
}

function resolve({ betcoreBetId }: BetcoreBet, body: object): Promise<Answer> {
  return hub.call('POST', `/v1/pay-outs/betcore/${betcoreBetId}/resolution`, { body });
}
