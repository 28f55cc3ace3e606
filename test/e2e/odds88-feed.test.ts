import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, eventTypesOf, type Hub, type SeededBet, startHub } from './support/hub.ts';
import {
  cashOutOdds88,
  changeOdds88Bet,
  feedConnected,
  odds88CallsFor,
  odds88Fault,
  odds88Path,
  odds88Truth,
  seedOdds88Bet,
} from './support/odds88.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
  await feedConnected(hub);
});
afterAll(() => hub.close());
afterEach(() => hub.control('DELETE', '/simulators/odds88/faults'));

const minuteMs = 60_000;
const pass = (ms: number) => hub.control('POST', '/clock', { advanceMs: ms });

function subscribe(...bets: readonly SeededBet[]) {
  const betIds = bets.map(({ betId }) => betId);
  return hub.call('POST', '/v1/subscriptions', { body: { provider: 'odds88', betIds } });
}

async function quotes(...bets: readonly SeededBet[]) {
  const asked = bets.map(({ betId }) => ({ provider: 'odds88', betId }));
  return (await hub.call('POST', '/v1/quotes', { body: { bets: asked } })).body.quotes;
}

const quote = async (bet: SeededBet) => (await quotes(bet))[0];
const cashouts = async (bet: SeededBet) => (await hub.call('GET', bet.path)).body.cashouts;

/** The feed needs a moment, of real time or of the clock's. */
async function quoted(bet: SeededBet, expected: object): Promise<void> {
  await expect.poll(() => quote(bet), { timeout: 10_000 }).toMatchObject(expected);
}

async function followed(given: Readonly<Record<string, unknown>> = {}): Promise<SeededBet> {
  const bet = await seedOdds88Bet(hub, given);
  await subscribe(bet);
  await quoted(bet, { status: 'available' });
  return bet;
}

describe('quotes from the feed', () => {
  it('Given a followed bet, then its value is there, moves with the provider’s, and says when it was told', async () => {
    const bet = await followed();
    expect(await quote(bet)).toMatchObject({
      status: 'available',
      amount: { value: '90.00', currency: 'USD' },
      partial: null,
      source: 'feed',
      stale: false,
    });
    await changeOdds88Bet(hub, bet, { cashoutValue: '85.123456' });
    await quoted(bet, { amount: { value: '85.123456', currency: 'USD' } });
  });

  it('Given a value nothing was told about for longer, then it is stale, and the next one is not', async () => {
    const bet = await followed();
    await pass(31_000);
    expect(await quote(bet)).toMatchObject({ status: 'available', stale: true });
    await changeOdds88Bet(hub, bet, { cashoutValue: '85.00' });
    await quoted(bet, { amount: { value: '85.00' }, stale: false });
  });

  it('Given a bet that is suspended, then it is unavailable, and available again afterwards', async () => {
    const bet = await followed();
    await changeOdds88Bet(hub, bet, { status: 'suspended' });
    await quoted(bet, { status: 'unavailable', amount: null });
    await changeOdds88Bet(hub, bet, { status: 'open' });
    await quoted(bet, { status: 'available' });
  });

  it('Given a hundred bets, then one call quotes them all', async () => {
    const bets = await Promise.all(Array.from({ length: 100 }, () => seedOdds88Bet(hub)));
    await subscribe(...bets);
    await expect
      .poll(
        async () => (await quotes(...bets)).filter((one: { status: string }) => one.status === 'available'),
        { timeout: 10_000 },
      )
      .toHaveLength(100);
  });

  it.each(['drop', 'duplicate', 'reorder', 'close'])(
    'Given the feed suffers a %s, then the quote ends as the provider has it',
    async (kind) => {
      const bet = await followed();
      await odds88Fault(hub, { operation: 'feed', kind, times: 1 });
      for (const cashoutValue of ['81.00', '82.00', '83.00'])
        await changeOdds88Bet(hub, bet, { cashoutValue });
      // A reader that lost its connection waits a moment before the next, on the clock.
      await pass(5_000);
      await quoted(bet, { amount: { value: '83.00' } });
    },
  );

  it('Given the reader hands over, then values go on, and there is never a second connection', async () => {
    const bet = await followed();
    await pass(30 * minuteMs);
    await changeOdds88Bet(hub, bet, { cashoutValue: '77.00' });
    await quoted(bet, { amount: { value: '77.00' } });
    const { body } = await hub.control('GET', '/simulators/odds88/feed');
    expect(body.connections).toBe(1);
    expect(body.connects.filter((one: { refused?: number }) => one.refused !== undefined)).toEqual([]);
  });
});

describe('cashed out elsewhere', () => {
  it('Given a bet nobody asked the hub about, then it is recorded once, told once, and not followed any more', async () => {
    const bet = await followed();
    await changeOdds88Bet(hub, bet, { status: 'cashed-out' });
    await expect.poll(async () => (await hub.call('GET', bet.path)).status).toBe(200);
    expect(await cashouts(bet)).toMatchObject([
      {
        origin: 'external',
        status: 'accepted',
        decidedBy: 'provider',
        requested: null,
        settled: { value: '90.00', currency: 'USD' },
        payOut: null,
      },
    ]);
    await quoted(bet, { status: 'cashed-out', amount: null });
    const asked = await cashOutOdds88(hub, bet);
    expect([asked.status, asked.body.code]).toEqual([409, 'bet-already-cashed-out']);
    await pass(20 * minuteMs);
    expect((await odds88Truth(hub, bet)).subscribedUntil).toBeUndefined();
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
  });
});

describe('an outcome nobody knows', () => {
  it('Given a followed bet that was cashed out and the answer lost, then the feed settles it', async () => {
    const bet = await followed();
    await odds88Fault(hub, { operation: 'cashout', kind: 'status-after-effect', times: 1 });
    expect((await cashOutOdds88(hub, bet)).status).toBeGreaterThanOrEqual(201);
    await expect.poll(async () => (await cashouts(bet))[0].status).toBe('accepted');
    expect((await cashouts(bet))[0]).toMatchObject({ decidedBy: 'provider', settled: { value: '90.00' } });
    expect((await odds88Truth(hub, bet)).cashouts).toHaveLength(1);
    expect((await eventTypesOf(hub, bet)).filter((type) => type === 'CashoutSettled')).toHaveLength(1);
  });

  it('Given a bet nobody followed, then the hub follows it, and the feed settles it', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', kind: 'status-after-effect', times: 1 });
    expect((await cashOutOdds88(hub, bet)).body.status).toBe('unknown');
    await pass(3 * minuteMs);
    await expect.poll(async () => (await cashouts(bet))[0].status).toBe('accepted');
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutSettled']);
    expect(await odds88CallsFor(hub, odds88Path.cashout, bet)).toHaveLength(1);
  });

  it('Given it was not executed, then two values that it is still available decline it', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', kind: 'status', status: 500, times: 1 });
    expect((await cashOutOdds88(hub, bet)).body.status).toBe('unknown');
    for (let minute = 0; minute < 8; minute += 1) {
      await pass(minuteMs);
      await hub.control('POST', '/drain');
    }
    expect((await cashouts(bet))[0]).toMatchObject({ status: 'declined', decidedBy: 'inference' });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutDeclined']);
    expect((await cashOutOdds88(hub, bet)).body.status).toBe('accepted');
  });

  it('Given its bet is closed meanwhile, then the hub follows it all the same, and no quote is made of that', async () => {
    const bet = await seedOdds88Bet(hub);
    await odds88Fault(hub, { operation: 'cashout', kind: 'status', status: 500, times: 1 });
    expect((await cashOutOdds88(hub, bet)).body.status).toBe('unknown');
    await hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
    for (let minute = 0; minute < 8; minute += 1) {
      await pass(minuteMs);
      await hub.control('POST', '/drain');
      expect(await quote(bet)).toMatchObject({ status: 'unavailable', reason: { code: 'bet-not-open' } });
    }
    expect((await odds88CallsFor(hub, odds88Path.subscribe, bet)).length).toBeGreaterThan(0);
    expect((await cashouts(bet))[0]).toMatchObject({ status: 'declined', decidedBy: 'inference' });
  });
});

describe('races', () => {
  it('Given a cashout, its repeat and the feed at once, two hundred times, then one effect and one settlement each', async () => {
    const bets: SeededBet[] = [];
    for (let start = 0; start < 200; start += 50) {
      const some = await Promise.all(Array.from({ length: 50 }, () => seedOdds88Bet(hub)));
      await subscribe(...some);
      bets.push(...some);
    }
    await Promise.all(
      bets.map(async (bet, n) => {
        const elsewhere = () => changeOdds88Bet(hub, bet, { status: 'cashed-out' });
        const ask = () => cashOutOdds88(hub, bet, { key: 'k', priceChange: 'any' });
        // Made by the hub, by somebody else, or by both at the same moment.
        const doings =
          [
            [ask, ask],
            [elsewhere, ask, ask],
            [ask, elsewhere, ask],
          ][n % 3] ?? [];
        await Promise.all(doings.map((doing) => doing()));
      }),
    );
    await pass(5_000);
    await expect
      .poll(
        async () => {
          const views = await Promise.all(bets.map(cashouts));
          return views.filter((all) => !all.some((one: { status: string }) => one.status === 'accepted'))
            .length;
        },
        { timeout: 30_000 },
      )
      .toBe(0);
    await pass(2 * minuteMs);
    for (const bet of bets) {
      const all: readonly { status: string; origin: string; payOut: unknown }[] = await cashouts(bet);
      const accepted = all.filter(({ status }) => status === 'accepted');
      expect(accepted).toHaveLength(1);
      expect(accepted[0]?.payOut).toBeNull();
      expect((await odds88CallsFor(hub, odds88Path.cashout, bet)).length).toBeLessThanOrEqual(1);
      const paidByHub = (await odds88Truth(hub, bet)).cashouts.length;
      expect(accepted[0]?.origin).toBe(paidByHub === 1 ? 'operator' : 'external');
    }
    const settled = (await Promise.all(bets.map((bet) => eventsOf(hub, bet)))).map(
      (events) => events.filter((event) => event['detail-type'] === 'CashoutSettled').length,
    );
    expect(settled).toEqual(bets.map(() => 1));
  });
});
