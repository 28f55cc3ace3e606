import { describe, expect, it } from 'vitest';
import {
  betId,
  cashoutPath,
  forcedPath,
  partialPath,
  type RunningGr8,
  runningSimulators,
} from './running-simulators.ts';

const at = '2026-03-01T12:00:00.000Z';

async function withBet(bet: Record<string, unknown> = {}): Promise<RunningGr8> {
  const simulators = await runningSimulators();
  const margins = { v2: '95.00', v3: '101' };
  await simulators.seed({ cashoutValue: '99.0', partialRatio: '0.99', margins, ...bet });
  return simulators;
}

async function amountOf(simulators: RunningGr8, margin: string): Promise<unknown> {
  const answer = await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}${margin}`);
  const [first] = answer.json() as { amount: number; partialCashoutOdd: number; isAvailable: boolean }[];
  return [first?.isAvailable, first?.amount, first?.partialCashoutOdd];
}

describe('margin versions of GR8', () => {
  it.each([
    ['', [true, 99, 0.99]],
    ['&margin=', [true, 99, 0.99]],
    ['&margin=v2', [true, 95, 0.95]],
    ['&MARGIN=v3', [true, 101, 1.01]],
    ['&margin=v4', [true, 99, 0.99]],
    ['&margin=constructor', [true, 99, 0.99]],
    ['&margin=v2&margin=v3', [true, 99, 0.99]],
    [`&margin=${'v'.repeat(65)}`, [true, 99, 0.99]],
  ])('price amounts asked for with %s', async (query, expected) => {
    expect(await amountOf(await withBet(), query)).toEqual(expected);
  });

  it('spell the value as it was seeded', async () => {
    const simulators = await withBet();
    const answer = await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}&margin=v2`);
    expect(answer.text).toContain('"amount":95.00,');
  });

  it.each([
    // value, ratio, value under v2, ratio under v2
    ['3', '1', '2', 0.666667],
    ['8', '0.000001', '4', 0],
    ['8', '0.000003', '4', 0.000002],
    ['8', '0.000005', '4', 0.000002],
    ['99', '0', '95', 0],
  ])('scale, half-even to six digits: of %s at %s, worth %s, to %d', async (value, ratio, under, scaled) => {
    const bet = { cashoutValue: value, partialRatio: ratio, margins: { v2: under } };
    expect(await amountOf(await withBet(bet), '&margin=v2')).toEqual([true, Number(under), scaled]);
  });

  it.each([
    ['of nothing', { margins: { v2: '0' } }],
    ['of a bet worth nothing', { cashoutValue: '0' }],
    ['of a suspended bet', { status: 'suspended' }],
  ])('%s are not available', async (_, bet) => {
    expect(await amountOf(await withBet(bet), '&margin=v2')).toEqual([false, 0, 0]);
  });

  it.each([
    ['?margin=v2', '95', 'Success', '95.00'],
    ['?margin=v2', '99.0', 'NotAllowed', '99.0'],
    ['?margin=v4', '99', 'Success', '99.0'],
    ['', '95', 'NotAllowed', '95'],
  ])('price a full cashout with %s for %s: %s', async (query, sent, result, amount) => {
    const simulators = await withBet();
    const body = `{"betId":"${betId}","amount":${sent},"priceChangePolicy":"None"}`;
    const answer = await simulators.gr8('POST', `${cashoutPath}${query}`, { body });
    expect(answer.text).toBe(`{"betId":"${betId}","amount":${amount},"result":"${result}"}`);
    expect(await simulators.truth()).toMatchObject({
      cashoutValue: '99.0',
      cashouts: result === 'Success' ? [{ amount, at }] : [],
    });
  });

  it('price a part too, and keep their share of what is left', async () => {
    const simulators = await withBet();
    const body = `{"betId":"${betId}","betAmount":10,"amount":9.5,"priceChangePolicy":"None"}`;
    const unnamed = await simulators.gr8('POST', partialPath, { body });
    expect(unnamed.json()).toMatchObject({ result: 'NotAllowed' });
    const answer = await simulators.gr8('POST', `${partialPath}?margin=v2`, { body });
    expect(answer.json()).toMatchObject({ amount: 9.5, result: 'Success' });
    expect(await simulators.truth()).toMatchObject({
      stake: '90.00',
      cashoutValue: '89.10',
      partialRatio: '0.99',
      margins: { v2: '85.50', v3: '90.90' },
      cashouts: [{ amount: '9.50', at }],
    });
  });

  it('mean nothing to a forced cashout', async () => {
    const simulators = await withBet();
    const body = `{"betId":"${betId}","amount":50}`;
    const answer = await simulators.gr8('POST', `${forcedPath}?margin=v2`, { body });
    expect(answer.json()).toMatchObject({ amount: 50, result: 'Success' });
  });
});

describe('margins in the control API', () => {
  it('are part of the truth, and of what makes a bet the same', async () => {
    const simulators = await withBet();
    expect(await simulators.truth()).toMatchObject({ margins: { v2: '95.00', v3: '101' } });
    const bet = { cashoutValue: '99.0', partialRatio: '0.99' };
    expect((await simulators.seed({ ...bet, margins: { v3: '101', v2: '95.00' } })).status).toBe(200);
    expect((await simulators.seed({ ...bet, margins: { v2: '95.00' } })).status).toBe(409);
    expect((await simulators.seed(bet)).status).toBe(409);
  });

  it('change as a whole, stay when not mentioned, and go by null', async () => {
    const simulators = await withBet();
    await simulators.control('PATCH', `/bets/${betId}`, { margins: { v5: '1' } });
    await simulators.control('PATCH', `/bets/${betId}`, { stake: '50' });
    expect(await simulators.truth()).toHaveProperty('margins', { v5: '1' });
    await simulators.control('PATCH', `/bets/${betId}`, { margins: null });
    expect(await simulators.truth()).not.toHaveProperty('margins');
    expect(await simulators.truth()).toMatchObject({ stake: '50', partialRatio: '0.99' });
  });

  it.each([
    [{ v2: 95 }, 'margins.v2 must be a decimal string'],
    [{ '': '95' }, 'must be cashout values by margin version'],
    ['v2', 'margins must be cashout values by margin version'],
    [['95'], 'margins must be cashout values by margin version'],
  ])('are refused as %j', async (margins, words) => {
    const simulators = await runningSimulators();
    const answer = await simulators.seed({ margins });
    expect(answer.status).toBe(400);
    expect((answer.json() as { error: string }).error).toContain(words);
    expect((answer.json() as { hint: string }).hint).toContain('margins?');
  });
});
