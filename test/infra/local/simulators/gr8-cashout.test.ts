import { describe, expect, it } from 'vitest';
import { parseJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import { gr8CashoutAnswerSchema } from '../../../../lib/contracts/native/gr8.ts';
import {
  betId,
  cashoutPath,
  fullCashout,
  otherBetId,
  type RunningGr8,
  runningSimulators,
} from './running-simulators.ts';

const at = '2026-03-01T12:00:00.000Z';

function post(simulators: RunningGr8, body: string, headers: Record<string, string> = {}) {
  return simulators.gr8('POST', `${cashoutPath}?margin=v2`, { body, headers });
}

describe('POST cashout of GR8', () => {
  it("takes the page's example, comment and all, and answers as the page does", async () => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const answer = await post(
      simulators,
      `{
    "betId": "${betId}",
    "amount": 99.0,
    "priceChangePolicy": 2 //Any
}`,
    );
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"betId":"${betId}","amount":99.0,"result":"Success"}`,
    ]);
    expect(await simulators.truth()).toEqual({
      betId,
      playerId: 'p1',
      stake: '100.00',
      currency: 'EUR',
      cashoutValue: '99.0',
      status: 'cashed-out',
      cashouts: [{ amount: '99.0', at }],
    });
  });

  it.each([
    // sent, policy, result, amount in the answer; the current amount is 99.0
    ['99.00', '"None"', 'Success', '99.0'],
    ['98.99', '"None"', 'NotAllowed', '98.99'],
    ['99.01', '"none"', 'NotAllowed', '99.01'],
    ['99', '1', 'Success', '99.0'],
    ['98.99', '"Rise"', 'Success', '99.0'],
    ['99', '"rise"', 'Success', '99.0'],
    ['99.01', '0', 'NotAllowed', '99.01'],
    ['98', '"0"', 'Success', '99.0'],
    ['120.50', '"Any"', 'Success', '99.0'],
    ['1', '"ANY"', 'Success', '99.0'],
    ['"99.0"', '"None"', 'Success', '99.0'],
    ['9.9e1', '1', 'Success', '99.0'],
  ])('judges %s under %s: %s', async (sent, policy, result, amount) => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const answer = await post(
      simulators,
      `{"betId":"${betId}","amount":${sent},"priceChangePolicy":${policy}}`,
    );
    expect(answer.text).toBe(`{"betId":"${betId}","amount":${amount},"result":"${result}"}`);
    expect(await simulators.truth()).toMatchObject(
      result === 'Success'
        ? { status: 'cashed-out', cashouts: [{ amount: '99.0', at }] }
        : { status: 'open', cashouts: [] },
    );
  });

  it('names the bet dashed in its answer however it was asked for', async () => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const hex = betId.replaceAll('-', '').toUpperCase();
    const answer = await post(simulators, `{"BetId":"${hex}","Amount":99,"PriceChangePolicy":"Any"}`);
    expect(gr8CashoutAnswerSchema.parse(parseJsonWithNumberLiterals(answer.text))).toEqual({
      betId,
      amount: '99.0',
      result: 'Success',
    });
  });

  it.each([
    ['suspended', { status: 'suspended' }, {}],
    ['cashed out', { status: 'cashed-out' }, {}],
    ['worth nothing', { cashoutValue: '0' }, {}],
    ['unknown', { betId: otherBetId }, {}],
    ["another player's", {}, { 'X-Player-Id': 'p2' }],
  ])('does not allow it for a bet that is %s', async (_, bet, headers) => {
    const simulators = await runningSimulators();
    await simulators.seed(bet);
    const body = `{"betId":"${betId}","amount":99.00,"priceChangePolicy":"Any"}`;
    const answer = await post(simulators, body, headers as Record<string, string>);
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"betId":"${betId}","amount":99.00,"result":"NotAllowed"}`,
    ]);
  });

  it('lets exactly one of fifty calls at once through', async () => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => simulators.gr8('POST', cashoutPath, fullCashout(99, 'Any'))),
    );
    const results = answers.map((answer) => (answer.json() as { result: string }).result);
    expect(results.filter((result) => result === 'Success')).toHaveLength(1);
    expect(results.filter((result) => result === 'NotAllowed')).toHaveLength(49);
    expect(await simulators.truth()).toMatchObject({ cashouts: [{ amount: '99.0', at }] });
  });

  it.each([
    [
      'null for a bet id, as on the page',
      `{\n  "betId": null,\n  "amount": 99.0,\n  "priceChangePolicy": 2 //Any\n}`,
      {
        betId: [
          "Error converting value {null} to type 'System.Guid'. Path 'betId', line 2, position 15.",
          "Required property 'betId' expects a value but got null. Path '', line 5, position 1.",
        ],
      },
    ],
    [
      'no bet id',
      '{"amount":99,"priceChangePolicy":"Any"}',
      { betId: ["Required property 'betId' not found in JSON. Path '', line 1, position 39."] },
    ],
    [
      'a bet id that is none',
      '{"betId":"xyz","amount":99,"priceChangePolicy":"Any"}',
      { betId: ["Error converting value \"xyz\" to type 'System.Guid'. Path 'betId', line 1, position 14."] },
    ],
    [
      'an object for a bet id',
      '{"betId":{"a":[1,2]},"amount":99,"priceChangePolicy":"Any"}',
      {
        betId: [
          "Error converting value {\"a\":[1,2]} to type 'System.Guid'. Path 'betId', line 1, position 20.",
        ],
      },
    ],
    [
      'amount 0, as on the page',
      `{"betId":"${betId}","amount":0,"priceChangePolicy":"Any"}`,
      { Amount: ['Amount is lower or equal zero.'] },
    ],
    [
      'a negative amount',
      `{"betId":"${betId}","amount":-0.01,"priceChangePolicy":"Any"}`,
      { Amount: ['Amount is lower or equal zero.'] },
    ],
    [
      'no amount',
      `{"betId":"${betId}","priceChangePolicy":"Any"}`,
      { Amount: ['Amount is lower or equal zero.'] },
    ],
    [
      'an amount that is no number',
      '{"betId":"33f0042dce58403695e5b3f8e1ef5a8f","amount":"much","priceChangePolicy":"Any"}',
      {
        amount: [
          "Error converting value \"much\" to type 'System.Double'. Path 'amount', line 1, position 59.",
        ],
      },
    ],
    [
      'an empty policy, as on the page',
      `{"betId":"${betId}","amount":99,"priceChangePolicy":""}`,
      {
        priceChangePolicy: [
          "Error converting value \"\" to type 'GR8Tech.SportsBook.Contracts.Bet.Enums.PriceChangePolicy'. Path 'priceChangePolicy'",
        ],
      },
    ],
    [
      'an unknown policy number',
      `{"betId":"${betId}","amount":99,"priceChangePolicy":3}`,
      {
        priceChangePolicy: [
          "Error converting value 3 to type 'GR8Tech.SportsBook.Contracts.Bet.Enums.PriceChangePolicy'. Path 'priceChangePolicy'",
        ],
      },
    ],
    ['an empty body', '', { '': ['A non-empty request body is required.'] }],
    ['what is no JSON', '{"betId":', { '': ['The request body is not a valid JSON object.'] }],
    ['a list', '[]', { '': ['The request body is not a valid JSON object.'] }],
  ])('refuses %s', async (_, body, errors) => {
    const simulators = await runningSimulators();
    await simulators.seed();
    const answer = await post(simulators, body);
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify(errors)]);
    expect(await simulators.truth()).toMatchObject({ status: 'open', cashouts: [] });
  });

  it('wants JSON', async () => {
    const simulators = await runningSimulators();
    const answer = await post(simulators, '{}', { 'Content-Type': 'text/plain' });
    expect(answer.status).toBe(415);
  });
});
