import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventTypesOf, type Hub, startHub } from './support/hub.ts';
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

describe('Odds88 cashouts', () => {
  it('Given an open bet, when it is cashed out, then the provider pays once and an event says so', async () => {
    const bet = await seedOdds88Bet(hub);
    const { status, body } = await cashOutOdds88(hub, bet);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      provider: 'odds88',
      kind: 'full',
      status: 'accepted',
      decidedBy: 'provider',
      requested: { value: '90.00', currency: 'USD' },
      settled: { value: '90.00', currency: 'USD' },
      reason: null,
    });
    expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(1);
    const [sent] = await odds88CallsFor(hub, odds88Path.cashout, bet);
    expect(sent?.body).toEqual({
      betId: bet.betId,
      priceChange: 1,
      amount: { localAmount: 9000, precision: 2, currency: 'USD' },
    });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
  });

  // 100 at stake, shown 90, now worth 85: under any the 85 are paid, under none it is refused.
  it.each([
    ['any', '85.00', 'accepted', '85.00'],
    ['none', '85.00', 'declined', undefined],
    ['none', '91.80', 'accepted', '91.80'],
    ['none', '88.20', 'accepted', '88.20'],
    ['none', '91.81', 'declined', undefined],
    ['none', '88.19', 'declined', undefined],
    ['any', '900.00', 'accepted', '900.00'],
  ])(
    'Given 90 was shown, when under "%s" it is worth %s, then it is %s',
    async (priceChange, now, status, paid) => {
      const bet = await seedOdds88Bet(hub);
      await changeOdds88Bet(hub, bet, { cashoutValue: now });
      const { body } = await cashOutOdds88(hub, bet, { priceChange });
      expect([body.status, body.settled?.value]).toEqual([status, paid]);
      expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(paid === undefined ? 0 : 1);
    },
  );

  it.each([
    ['a rise', 'cashouts', { priceChange: 'rise' }],
    ['a part', 'partial-cashouts', { priceChange: 'none', stake: { value: '10', currency: 'USD' } }],
    ['force', 'forced-cashouts', { actor: 'jo', reason: 'goodwill' }],
  ])('Given %s is asked for, then 422: Odds88 cannot promise it', async (_, path, more) => {
    const bet = await seedOdds88Bet(hub);
    const answer = await hub.call('POST', `${bet.path}/${path}`, {
      headers: { 'idempotency-key': 'k' },
      body: { playerId: 'p1', amount: { value: '9.00', currency: 'USD' }, ...more },
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'operation-not-supported']);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toEqual([]);
  });

  it('Given the provider says no, then the cashout is declined with its text kept and a reason of ours', async () => {
    const bet = await seedOdds88Bet(hub, { status: 'suspended' });
    const { status, body } = await cashOutOdds88(hub, bet);
    expect([status, body.status, body.settled]).toEqual([201, 'declined', null]);
    expect(body.reason.provider.message).toMatch(/\w/);
    expect(body.reason.code).toMatch(/^[a-z-]+$/);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutDeclined']);
  });

  it.each([
    ['timeout-after-effect', 'unknown', 1],
    ['timeout-before-effect', 'unknown', 0],
    ['status-after-effect', 'unknown', 1],
    ['malformed', 'unknown', 1],
    ['reject', 'declined', 0],
  ])('Given %s, then it is %s and sent once', async (kind, status, effects) => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', times: 1, kind });
    const asked = cashOutOdds88(hub, bet);
    if (kind.startsWith('timeout')) {
      await expect.poll(async () => (await odds88CallsFor(hub, odds88Path.cashout, bet)).length).toBe(1);
      await hub.control('POST', '/clock', { advanceMs: 9_000 });
    }
    expect((await asked).body.status).toBe(status);
    expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(effects);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toHaveLength(1);
  });

  it.each([
    [401, 'accepted', 2],
    [429, 'declined', 1],
    [403, 'unknown', 1],
    [400, 'unknown', 1],
    [302, 'unknown', 1],
    [500, 'unknown', 1],
  ])('Given the provider answers %i, then it is %s after %i calls', async (code, status, calls) => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', times: 1, kind: 'status', status: code });
    expect((await cashOutOdds88(hub, bet)).body.status).toBe(status);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toHaveLength(calls);
  });

  it('Given an amount with more digits than its currency, then it arrives exactly', async () => {
    const bet = await seedOdds88Bet(hub, { cashoutValue: '90.123456' });
    const { body } = await cashOutOdds88(hub, bet, { amount: '90.123456' });
    expect(body.settled).toEqual({ value: '90.123456', currency: 'USD' });
    const [sent] = await odds88CallsFor(hub, odds88Path.cashout, bet);
    expect(sent?.body.amount).toEqual({ localAmount: 90123456, precision: 6, currency: 'USD' });
  });

  it('Given ten requests at once under two keys, then one effect', async () => {
    const bet = await seedOdds88Bet(hub);
    const keys = Array.from({ length: 10 }, (_, n) => `k${n % 2}`);
    const answers = await Promise.all(keys.map((key) => cashOutOdds88(hub, bet, { key })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(1);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toHaveLength(1);
  });
});
