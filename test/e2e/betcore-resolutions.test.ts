import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptsFor,
  type BetcoreBet,
  betcoreFault,
  callBetcorePath,
  newBetcoreBet,
  payOutEventsOf,
} from './support/betcore.ts';
import { accepted, type DatabetOrder, declined, newOrder, postTo, webhookUrl } from './support/databet.ts';
import { type Answer, cashOut, type Hub, seedGr8Bet, startHub } from './support/hub.ts';

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

const words = { actor: 'jo', note: 'ticket 88' };

describe('a BETCORE bet with several matters for a person', () => {
  it('Given none is named, then 409 names them, and each word settles the one it is about', async () => {
    const pays = newBetcoreBet();
    const [first, second] = [await settledOrder(pays), await settledOrder(pays)];
    await postTo(`${webhooks}/bet/cash-out-orders/declined`, { body: declined(first) });
    await rest();
    const refused = await resolve(pays, { outcome: 'cancelled' });
    expect([refused.status, refused.body.code]).toEqual([409, 'cashout-id-missing']);
    for (const { orderId } of [first, second]) expect(refused.body.detail).toContain(orderId);

    const clawedBack = await resolve(pays, { outcome: 'cancelled', cashoutId: first.orderId });
    expect([clawedBack.status, clawedBack.body.status]).toEqual([200, 'cancelled']);
    expect(clawedBack.body.waiting).toMatchObject([{ cashoutId: second.orderId, paidByHandAt: null }]);
    const again = await resolve(pays, { outcome: 'cancelled', cashoutId: first.orderId });
    expect([again.status, again.body.waiting]).toEqual([200, clawedBack.body.waiting]);

    const byHand = await resolve(pays, { outcome: 'paid', cashoutId: second.orderId, transactionId: '4711' });
    expect([byHand.status, byHand.body.unresolvedSince]).toEqual([200, null]);
    expect(await shown(second)).toMatchObject({ status: 'paid', transactionId: '4711' });

    await postTo(`${webhooks}/bet/cash-out-orders/declined`, { body: declined(second) });
    await rest();
    expect(await toldOf(pays)).toEqual([
      `PayOutCompleted ${first.orderId}`,
      `PayOutRejected ${second.orderId}`,
      `PayOutReversalDue ${first.orderId}`,
      `PayOutCompleted ${second.orderId}`,
      `PayOutReversalDue ${second.orderId}`,
    ]);
    const { body } = await hub.call('GET', '/v1/unresolved?limit=100');
    const item = body.items.find((one: Answer['body']) => one.betcoreBetId === pays.betcoreBetId);
    expect(item.clawBacks).toMatchObject([{ cashoutId: second.orderId }]);
    expect((await resolve(pays, { outcome: 'cancelled', cashoutId: 'co_unknown' })).status).toBe(409);
    const last = await resolve(pays, { outcome: 'cancelled', note: 'clawed back by hand' });
    expect([last.status, last.body.unresolvedSince]).toEqual([200, null]);
  });

  it('Given an id that is none, then 400 names it', async () => {
    const { status, body } = await resolve(newBetcoreBet(), { outcome: 'paid', cashoutId: '' });
    expect([status, body.errors[0].path]).toEqual([400, 'cashoutId']);
  });
});

describe("a pay-out on BETCORE's own path that a person has cancelled", () => {
  it('Given it is repeated, then code 2 and nothing is sent, until a person has it tried again', async () => {
    const bet = newBetcoreBet();
    await betcoreFault(hub, { kind: 'reject' });
    await callBetcorePath(hub, bet);
    expect((await resolve(bet, { outcome: 'cancelled' })).body.status).toBe('cancelled');
    const { status, body } = await callBetcorePath(hub, bet);
    expect([status, body._responseCode]).toEqual([200, 2]);
    expect(await attemptsFor(hub, bet)).toHaveLength(1);
    expect((await resolve(bet, { outcome: 'retry' })).body.status).toBe('due');
    // Whoever comes first, this call or the sweeper: afterwards it is answered.
    await rest();
    expect((await callBetcorePath(hub, bet)).body._responseCode).toBe(1);
  });
});

describe('PUT of a bet with a pay-out', () => {
  it('Given the bet is cashed out without one, then 409, and without it 201', async () => {
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    const registration = { playerId: 'p1', stake: { value: '100.00', currency: 'EUR' } };
    const payOut = { via: 'betcore', ...newBetcoreBet() };
    const refused = await hub.call('PUT', bet.path, { body: { ...registration, payOut } });
    expect([refused.status, refused.body.code]).toEqual([409, 'bet-registered-differently']);
    expect(refused.body.detail).toContain('BETCORE');
    expect((await hub.call('PUT', bet.path, { body: registration })).status).toBe(201);
  });
});

async function rest(): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: 1_000 });
  await hub.control('POST', '/drain');
}

/** Of a bet of its own that is registered with this pay-out. */
async function settledOrder(pays: BetcoreBet): Promise<DatabetOrder> {
  const order = newOrder();
  const payOut = { via: 'betcore', ...pays };
  const body = { playerId: 'p1', stake: { value: '100.00', currency: 'EUR' }, payOut };
  expect((await hub.call('PUT', order.path, { body })).status).toBe(201);
  await postTo(`${webhooks}/bet/cash-out-orders/accepted`, { body: accepted(order) });
  await rest();
  return order;
}

async function shown({ path, orderId }: DatabetOrder): Promise<Answer['body']> {
  return (await hub.call('GET', `${path}/cashouts/${orderId}`)).body.payOut;
}

async function toldOf(pays: BetcoreBet): Promise<readonly string[]> {
  return (await payOutEventsOf(hub, pays)).map(
    (event) => `${event['detail-type']} ${event.detail.data.cashoutId}`,
  );
}

function resolve({ betcoreBetId }: BetcoreBet, said: object): Promise<Answer> {
  const body = { ...words, ...said };
  return hub.call('POST', `/v1/pay-outs/betcore/${betcoreBetId}/resolution`, { body });
}
