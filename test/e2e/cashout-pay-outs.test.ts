import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gr8Native, result } from './support/gr8-native.ts';
import {
  cashOut,
  eventsOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
} from './support/hub.ts';
import { cashOutOdds88, seedOdds88Bet } from './support/odds88.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const eur = (value: string) => ({ value, currency: 'EUR' });

/** One of its own for each test. */
const aPayOut = () => ({ via: 'betcore', sessionId: `s-${randomUUID()}`, betcoreBetId: randomUUID() });

function register(bet: SeededBet, payOut?: object | null) {
  const body = { playerId: 'p1', stake: eur('100.00'), ...(payOut === undefined ? {} : { payOut }) };
  return hub.call('PUT', bet.path, { body });
}

function post(bet: SeededBet, what: string, body: object) {
  const headers = { 'idempotency-key': randomUUID() };
  return hub.call('POST', `${bet.path}/${what}`, { headers, body: { playerId: 'p1', ...body } });
}

const part = { stake: eur('10'), amount: eur('9.25') };

describe('a registered pay-out', () => {
  it('Given a bet is registered with one, then it is shown, the same again is 200, and other content 409', async () => {
    const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
    const first = await register(bet, payOut);
    expect([first.status, first.body.registration.payOut]).toEqual([201, payOut]);
    expect((await register(bet, payOut)).status).toBe(200);
    for (const other of [undefined, null, { ...payOut, sessionId: 's2' }, { ...payOut, betcoreBetId: '2' }]) {
      expect((await register(bet, other)).body.code).toBe('bet-registered-differently');
    }
    expect((await hub.call('GET', bet.path)).body.registration.payOut).toEqual(payOut);
    const wrong = await register(await seedGr8Bet(hub), { ...payOut, sessionId: '..' });
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'payOut.sessionId']);
  });

  it('Given its parts are asked for, then 422 and no provider effect, on the path of GR8 NotAllowed', async () => {
    const bet = await seedGr8Bet(hub, { partialRatio: '0.925' });
    await register(bet, aPayOut());
    const refused = await post(bet, 'partial-cashouts', part);
    expect([refused.status, refused.body.code]).toEqual([422, 'pay-out-not-supported']);
    const native = await gr8Native(() => hub).partial(bet, '10', '9.25');
    expect([native.status, native.text]).toEqual(result(bet, '9.25', 'NotAllowed'));
    expect((await hub.call('GET', bet.path)).body.cashouts).toEqual([]);
    expect(await sentFor(hub, bet)).toEqual([]);
  });

  it('Given it is cashed out whole, by force or on the path of GR8, then BETCORE is to pay', async () => {
    const forced = { amount: eur('99'), actor: 'jo', reason: 'goodwill' };
    const asks = [
      (bet: SeededBet) => cashOut(hub, bet),
      (bet: SeededBet) => post(bet, 'forced-cashouts', forced),
      (bet: SeededBet) => gr8Native(() => hub).full(bet),
    ];
    for (const ask of asks) {
      const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
      await register(bet, payOut);
      expect((await ask(bet)).status).toBeLessThan(300);
      const { body } = await hub.call('GET', bet.path);
      expect(body.cashouts[0].payOut).toMatchObject({ via: 'betcore', betcoreBetId: payOut.betcoreBetId });
    }
  });
});

describe('a pay-out asked for with its cashout', () => {
  it('Given it is accepted, then it is due, and paid in the end, with the session nowhere but in the call', async () => {
    const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
    const { status, body } = await cashOut(hub, bet, { body: { payOut: { ...payOut, stake: eur('100') } } });
    const { via, betcoreBetId } = payOut;
    expect([status, body.payOut]).toEqual([201, { via, betcoreBetId, status: 'due', transactionId: null }]);
    const events = await eventsOf(hub, bet);
    expect(events[0].detail.data.payOut).toEqual({ via, betcoreBetId });
    expect(JSON.stringify(events)).not.toContain(payOut.sessionId);
    const shown = await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`);
    expect(shown.body.payOut).toMatchObject({ via, betcoreBetId, status: 'paid' });
    expect(shown.body.payOut.transactionId).toEqual(expect.any(String));
    expect((await hub.call('GET', bet.path)).body.cashouts[0].payOut).toEqual(shown.body.payOut);
    const paid = await hub.control('GET', `/simulators/betcore/sessions/${payOut.sessionId}`);
    expect(paid.body.payOuts).toEqual([{ betId: betcoreBetId, winAmount: 92.5, winOdd: 0.925 }]);
  });

  it('Given it is declined, then it is released, and the next request goes through at once', async () => {
    const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
    await setFault(hub, { operation: 'cashout', kind: 'reject', times: 1 });
    const declined = await cashOut(hub, bet, { body: { payOut } });
    expect(declined.body).toMatchObject({ status: 'declined', payOut: { status: 'released' } });
    const next = await cashOut(hub, bet, { body: { payOut } });
    expect(next.body).toMatchObject({ status: 'accepted', payOut: { status: 'due' } });
  });

  it('Given nobody knows how it ended, then it is reserved until a person says so', async () => {
    const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
    await setFault(hub, { operation: 'cashout', kind: 'status-after-effect', status: 500, times: 1 });
    const { status, body } = await cashOut(hub, bet, { body: { payOut } });
    expect([status, body.payOut.status]).toEqual([202, 'reserved']);
    const resolution = { outcome: 'accepted', amount: eur('92.50'), actor: 'jo', note: 'their report' };
    const path = `${bet.path}/cashouts/${body.cashoutId}`;
    const resolved = await hub.call('POST', `${path}/resolution`, { body: resolution });
    expect(resolved.body).toMatchObject({ status: 'accepted', payOut: { status: 'due' } });
    await hub.control('POST', '/drain');
    expect((await hub.call('GET', path)).body.payOut.status).toBe('paid');
  });

  it('Given two bets want one BETCORE bet, then the second is 422 without reaching its provider', async () => {
    const [first, second, payOut] = [await seedGr8Bet(hub), await seedGr8Bet(hub), aPayOut()];
    expect((await cashOut(hub, first, { body: { payOut } })).status).toBe(201);
    const refused = await cashOut(hub, second, { body: { payOut } });
    expect([refused.status, refused.body.code]).toEqual([422, 'pay-out-already-attached']);
    expect(await sentFor(hub, second)).toEqual([]);
    expect((await hub.call('GET', second.path)).status).toBe(404);
  });

  it.each([
    ['another BETCORE bet than registered', { betcoreBetId: '2' }, 'payOut.betcoreBetId'],
    ['a stake in another currency', { stake: { value: '1', currency: 'USD' } }, 'payOut.stake.currency'],
  ])('Given %s, then 400 names it', async (_, given, path) => {
    const [bet, payOut] = [await seedGr8Bet(hub), aPayOut()];
    await register(bet, payOut);
    const { status, body } = await cashOut(hub, bet, { body: { payOut: { ...payOut, ...given } } });
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });

  it('Given an amount no JSON number carries, then 400 names it, with a pay-out only', async () => {
    const bet = await seedOdds88Bet(hub);
    const amount = { value: '12345678901234.56', currency: 'USD' };
    const body = { amount, priceChange: 'any' };
    const refused = await post(bet, 'cashouts', { ...body, payOut: aPayOut() });
    expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'amount.value']);
    expect((await cashOutOdds88(hub, bet)).body).toMatchObject({ status: 'accepted', payOut: null });
  });

  it('Given the same key with another pay-out, then it is another request', async () => {
    const [bet, payOut, key] = [await seedGr8Bet(hub), aPayOut(), 'k1'];
    await cashOut(hub, bet, { key, body: { payOut } });
    const again = await cashOut(hub, bet, { key, body: { payOut } });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const other of [null, { ...payOut, sessionId: 's2' }]) {
      const { body } = await cashOut(hub, bet, { key, body: { payOut: other } });
      expect(body.code).toBe('idempotency-key-reused');
    }
  });
});
