import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import { gr8AmountSchema } from '../../../../lib/contracts/native/gr8.ts';
import { betId, cashoutPath, otherBetId, type RunningGr8, runningSimulators } from './running-simulators.ts';

const unknownBetId = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

async function amountsOf(simulators: RunningGr8, query: string, headers: Record<string, string> = {}) {
  const answer = await simulators.gr8('GET', `${cashoutPath}?${query}`, { headers });
  expect(answer.status).toBe(200);
  return z.array(gr8AmountSchema).parse(parseJsonWithNumberLiterals(answer.text));
}

describe('GET cashout amounts of GR8', () => {
  it("answers the page's example byte for byte", async () => {
    const simulators = await runningSimulators();
    await simulators.seed({
      betId: otherBetId,
      stake: '500',
      cashoutValue: '499',
      partialRatio: '0.998001',
    });
    const answer = await simulators.gr8('GET', `${cashoutPath}?betIds=${otherBetId}&margin=v2`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.text).toBe(
      `[{"betId":"${otherBetId}","isAvailable":true,"amount":499,"isPartialCashoutAvailable":true,"partialCashoutOdd":0.998001,"isAvailableOpenBet":true}]`,
    );
  });

  it.each(['99.0', '12345678901234567890.123456789', '0.10'])(
    'writes %s with exactly the digits seeded',
    async (cashoutValue) => {
      const simulators = await runningSimulators();
      await simulators.seed({ cashoutValue });
      const answer = await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}`);
      expect(answer.text).toBe(
        `[{"betId":"${betId}","isAvailable":true,"amount":${cashoutValue},"isAvailableOpenBet":true}]`,
      );
    },
  );

  it.each([
    ['repeated', `betIds=${betId}&betIds=${otherBetId}`],
    ['with commas', `betIds=${betId},${otherBetId}`],
    ['escaped', `betIds=${betId}%2C${otherBetId}`],
    ['as 32 hex digits', `betIds=${betId.replaceAll('-', '').toUpperCase()}&betids=${otherBetId}`],
    ['twice', `betIds=${betId},${betId},${otherBetId}`],
    ['among unknown ones', `betIds=${betId}&betIds=${unknownBetId}&betIds=${otherBetId}`],
  ])('finds bets asked for %s', async (_, query) => {
    const simulators = await runningSimulators();
    await simulators.seed();
    await simulators.seed({ betId: otherBetId });
    const found = await amountsOf(simulators, query);
    expect(found.map((one) => one.betId)).toEqual([betId, otherBetId]);
  });

  it.each(['suspended', 'cashed-out'])('shows a %s bet as not available', async (status) => {
    const simulators = await runningSimulators();
    await simulators.seed({ status, partialRatio: '0.99' });
    expect(await amountsOf(simulators, `betIds=${betId}`)).toEqual([
      {
        betId,
        isAvailable: false,
        amount: '0',
        isPartialCashoutAvailable: false,
        partialCashoutOdd: '0',
        isAvailableOpenBet: false,
      },
    ]);
  });

  it('leaves the bets of other players out', async () => {
    const simulators = await runningSimulators();
    await simulators.seed();
    expect(await amountsOf(simulators, `betIds=${betId}`, { 'X-Player-Id': 'p2' })).toEqual([]);
  });

  it.each([
    ['betIds=null', ["The value 'null' is not valid."]],
    [`betIds=xyz,${betId},`, ["The value 'xyz' is not valid.", "The value '' is not valid."]],
    ['', ['The betIds field is required.']],
  ])('refuses %s', async (query, messages) => {
    const simulators = await runningSimulators();
    const answer = await simulators.gr8('GET', `${cashoutPath}?${query}`);
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify({ betIds: messages })]);
  });

  it('refuses a query longer than 8192 bytes', async () => {
    const simulators = await runningSimulators();
    const answer = await simulators.gr8('GET', `${cashoutPath}?${`betIds=${betId}&`.repeat(190)}`);
    expect(answer.status).toBe(414);
  });
});
