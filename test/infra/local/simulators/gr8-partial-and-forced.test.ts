import { describe, expect, it } from 'vitest';
import {
  betId,
  forcedPath,
  partialPath,
  type RunningGr8,
  request,
  runningSimulators,
} from './running-simulators.ts';

const at = '2026-03-01T12:00:00.000Z';

async function withBet(bet: Record<string, unknown> = {}): Promise<RunningGr8> {
  const simulators = await runningSimulators();
  await simulators.seed({ stake: '100', cashoutValue: '250', partialRatio: '2.5', ...bet });
  return simulators;
}

function partial(simulators: RunningGr8, betAmount: string, amount: string, policy = '"None"') {
  const body = `{"betId":"${betId}","betAmount":${betAmount},"amount":${amount},"priceChangePolicy":${policy}}`;
  return simulators.gr8('POST', partialPath, { body });
}

describe('POST partial-cashout of GR8', () => {
  it('pays the part at the ratio and keeps the rest open', async () => {
    const simulators = await withBet();
    const answer = await partial(simulators, '10', '25', '"Rise"');
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"betId":"${betId}","amount":25.00,"result":"Success"}`,
    ]);
    expect(await simulators.truth()).toMatchObject({
      stake: '90.00',
      cashoutValue: '225.00',
      status: 'open',
      cashouts: [{ amount: '25.00', at }],
    });
  });

  it.each([
    // stake, value, ratio, currency, part, paid, stake left, value left
    ['500', '499', '0.998001', 'EUR', '100', '99.80', '400.00', '399.20'],
    ['3', '1', '0.333333', 'EUR', '1', '0.33', '2.00', '0.66'],
    ['1000', '998', '0.998001', 'JPY', '501', '499', '499', '498'],
    ['10', '9', '0.912345', 'BHD', '1', '0.912', '9.000', '8.100'],
  ])(
    'rounds down: %s of %s at %s %s, %s pays %s',
    async (stake, cashoutValue, partialRatio, currency, part, paid, left, value) => {
      const simulators = await withBet({ stake, cashoutValue, partialRatio, currency });
      const answer = await partial(simulators, part, paid);
      expect(answer.json()).toMatchObject({ result: 'Success' });
      expect(await simulators.truth()).toMatchObject({
        stake: left,
        cashoutValue: value,
        cashouts: [{ amount: paid }],
      });
    },
  );

  it('closes the bet when the part is all that is left', async () => {
    const simulators = await withBet();
    await partial(simulators, '60', '150');
    await partial(simulators, '40.00', '100');
    expect(await simulators.truth()).toMatchObject({
      stake: '0.00',
      status: 'cashed-out',
      cashouts: [{ amount: '150.00' }, { amount: '100.00' }],
    });
  });

  it.each([
    ['more than the stake', {}, '100.01', '250.02', '"Any"'],
    ['a bet without a ratio', { partialRatio: undefined }, '10', '25', '"Any"'],
    ['a suspended bet', { status: 'suspended' }, '10', '25', '"Any"'],
    ['a part that pays nothing', { partialRatio: '0.1' }, '0.01', '0.01', '"Any"'],
    ['a changed amount under None', {}, '10', '24.99', '"None"'],
    ['a fallen amount under Rise', {}, '10', '25.01', '"Rise"'],
  ])('does not allow %s', async (_, bet, betAmount, amount, policy) => {
    const simulators = await withBet(bet);
    const before = await simulators.truth();
    const answer = await partial(simulators, betAmount, amount, policy);
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"betId":"${betId}","amount":${amount},"result":"NotAllowed"}`,
    ]);
    expect(await simulators.truth()).toEqual(before);
  });

  it('never pays out more stake than there is, however many ask at once', async () => {
    const simulators = await withBet();
    await Promise.all(Array.from({ length: 50 }, () => partial(simulators, '30', '75', '"Any"')));
    expect(await simulators.truth()).toMatchObject({
      stake: '10.00',
      cashouts: [{ amount: '75.00' }, { amount: '75.00' }, { amount: '75.00' }],
    });
  });

  it.each([
    [
      'an empty bet id, as on the page',
      '{\n  "betId": "",\n  "betAmount": 10,\n  "amount": 25,\n  "priceChangePolicy": "Rise"\n}',
      { betId: ["Error converting value \"\" to type 'System.Guid'. Path 'betId', line 2, position 13."] },
    ],
    [
      'amounts of nothing, as on the page',
      `{"betId":"${betId}","betAmount":0,"amount":0,"priceChangePolicy":"Rise"}`,
      { Amount: ['Amount is lower or equal zero.'], BetAmount: ['BetAmount is lower or equal zero.'] },
    ],
    [
      'an empty policy, as on the page',
      `{"betId":"${betId}","betAmount":10,"amount":25,"priceChangePolicy":""}`,
      {
        priceChangePolicy: [
          "Error converting value \"\" to type 'GR8Tech.SportsBook.Contracts.Bet.Enums.PriceChangePolicy'. Path 'priceChangePolicy'.",
        ],
      },
    ],
  ])('refuses %s', async (_, body, errors) => {
    const simulators = await withBet();
    const answer = await simulators.gr8('POST', partialPath, { body });
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify(errors)]);
  });
});

describe('POST forced-cashout of GR8', () => {
  it('pays what the operator sent, whatever the current amount', async () => {
    const simulators = await runningSimulators();
    await simulators.seed({ cashoutValue: '50' });
    const body = `{"betId":"${betId}","amount":99.0}`;
    const answer = await simulators.gr8('POST', forcedPath, { body });
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"betId":"${betId}","amount":99.0,"result":"Success"}`,
    ]);
    expect(await simulators.truth()).toMatchObject({
      status: 'cashed-out',
      cashouts: [{ amount: '99.00', at }],
    });
  });

  it.each([
    ['suspended', { status: 'suspended' }],
    ['already cashed out', { status: 'cashed-out' }],
    ['unknown', { betId: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }],
    ["another player's", { playerId: 'p2' }],
  ])('cannot process a bet that is %s', async (_, bet) => {
    const simulators = await runningSimulators();
    await simulators.seed(bet);
    const answer = await simulators.gr8('POST', forcedPath, { body: `{"betId":"${betId}","amount":99.0}` });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ title: 'Unprocessable Entity', status: 422 });
  });

  it.each([
    ['a bad bet id', '{"betId":"xyz","amount":99}', 'betId'],
    ['amount 0', `{"betId":"${betId}","amount":0}`, 'Amount'],
    ['no JSON', 'betId=1', ''],
  ])('answers problem details to %s', async (_, body, field) => {
    const simulators = await runningSimulators();
    const answer = await simulators.gr8('POST', forcedPath, { body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 400, errors: { [field]: [expect.any(String)] } });
  });
});

it('answers 404 to what GR8 does not have, naming what it has', async () => {
  const simulators = await runningSimulators();
  const { baseUrl } = simulators.providers.gr8;
  const answer = await request(`${baseUrl}/v1/sport/v2/bet/cashout`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(404);
  expect(answer.text).toContain('POST /v1/sport/v1/bet/cashout');
});
