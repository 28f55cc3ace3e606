import { describe, expect, it } from 'vitest';
import { foldKeys } from '../../../../lib/contracts/fold-keys.ts';
import { parseJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import {
  odds88CashoutAnswerSchema,
  odds88Levels,
  odds88Members,
} from '../../../../lib/contracts/native/odds88.ts';
import { betId, cashoutPath, type RunningOdds88, runningOdds88 } from './running-odds88.ts';

const at = '2026-03-01T12:00:00.000Z';
const any = 2;
const untouched = { status: 'open', cashouts: [] };

async function withBet(bet: Record<string, unknown> = {}): Promise<RunningOdds88> {
  const odds88 = await runningOdds88();
  expect((await odds88.seed(bet)).status).toBe(201);
  return odds88;
}

function body({ localAmount = 40_000, precision = 4, currency = 'USD', priceChange = 1, id = betId }) {
  return { betId: id, priceChange, amount: { localAmount, precision, currency } };
}

describe('POST cashout of Odds88', () => {
  it('answers in the bytes of the sample, and closes the bet', async () => {
    const odds88 = await withBet({ cashoutValue: '4.0' });
    const answer = await odds88.post(cashoutPath, body({}));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"success":true,"reason":null,"payload":{"betId":"id1","localAmount":40000}}',
    ]);
    expect(await odds88.truth()).toEqual({
      betId: 'id1',
      stake: '100',
      currency: 'USD',
      cashoutValue: '4.0',
      status: 'cashed-out',
      cashouts: [{ amount: '4.0', at }],
    });
  });

  it('rejects in the bytes of the sample, Pascal case and all, with the amount as sent', async () => {
    const odds88 = await runningOdds88();
    const answer = await odds88.post(cashoutPath, body({}));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"Success":false,"Reason":"The bet was not found.","Payload":{"LocalAmount":40000,"BetId":"id1"}}',
    ]);
    const read = foldKeys(parseJsonWithNumberLiterals(answer.text), odds88Members, odds88Levels);
    expect(odds88CashoutAnswerSchema.parse(read)).toEqual({
      success: false,
      reason: 'The bet was not found.',
      payload: { betId: 'id1', localAmount: '40000' },
    });
  });

  it.each([
    // latest value, sent, priceChange, paid; a bet of 100 was shown 90 in the example of the facts
    ['85', 9_000, 1, null],
    ['85', 9_000, 2, '85'],
    ['90', 9_000, 1, '90'],
    ['91.80', 9_000, 1, '91.80'],
    ['91.81', 9_000, 1, null],
    ['91.81', 9_000, 2, '91.81'],
    ['88.20', 9_000, 1, '88.20'],
    ['88.19', 9_000, 1, null],
    ['88.1999', 9_000, 1, null],
    // 2 % of the amount sent, not of the latest: of the latest it would be 1.84 and 1.76.
    ['92', 9_020, 1, '92'],
    ['88', 8_979, 1, '88'],
    ['88', 8_980, 1, null],
    ['0.01', 1, 1, '0.01'],
    ['250', 1, 2, '250'],
  ])(
    'of a bet worth %s for %i hundredths under %i pays %s',
    async (value, localAmount, priceChange, paid) => {
      const odds88 = await withBet({ cashoutValue: value });
      const answer = await odds88.post(cashoutPath, body({ localAmount, precision: 2, priceChange }));
      expect(answer.status).toBe(200);
      if (paid === null) {
        expect(answer.text).toBe(
          `{"Success":false,"Reason":"The cashout amount has changed.","Payload":{"LocalAmount":${localAmount},"BetId":"id1"}}`,
        );
        expect(await odds88.truth()).toMatchObject(untouched);
        return;
      }
      const payload = { betId, localAmount: Math.round(Number(paid) * 100) };
      expect(answer.json()).toEqual({ success: true, reason: null, payload });
      expect(await odds88.truth()).toMatchObject({ status: 'cashed-out', cashouts: [{ amount: paid, at }] });
    },
  );

  it.each([
    // latest value, precision, localAmount paid, amount paid
    ['99.999', 2, 9_999, '99.99'],
    ['99.909', 2, 9_990, '99.90'],
    ['99.999', 0, 99, '99'],
    ['99.5', 4, 995_000, '99.5'],
    ['0.000000000000000123', 18, 123, '0.000000000000000123'],
  ])('pays %s at precision %i as %i, rounded down to what fits', async (value, precision, paid, amount) => {
    const odds88 = await withBet({ cashoutValue: value });
    const sent = body({ localAmount: 100, precision, priceChange: any });
    expect((await odds88.post(cashoutPath, sent)).json()).toMatchObject({
      success: true,
      payload: { localAmount: paid },
    });
    expect(await odds88.truth()).toMatchObject({ cashouts: [{ amount, at }] });
  });

  it.each([
    ['unknown', { betId: 'id2' }, {}, 'The bet was not found.'],
    ['suspended', { status: 'suspended' }, {}, 'Cashout is not available at the moment.'],
    ['worth nothing', { cashoutValue: '0.00' }, {}, 'Cashout is not available at the moment.'],
    ['cashed out', { status: 'cashed-out' }, {}, 'The bet is already cashed out.'],
    ['of another currency', {}, { currency: 'EUR' }, 'The currency is not the currency of the bet.'],
    [
      'worth less than the precision can say',
      { cashoutValue: '0.9' },
      { precision: 0, localAmount: 1 },
      'The cashout amount cannot be given with this precision.',
    ],
    [
      'worth more than the precision can say',
      { cashoutValue: '1000' },
      { precision: 18, localAmount: 1 },
      'The cashout amount cannot be given with this precision.',
    ],
  ])('rejects a bet that is %s, at any price', async (_, bet, sent, reason) => {
    const odds88 = await withBet(bet);
    const seededId = 'betId' in bet ? bet.betId : betId;
    const before = await odds88.truth(seededId);
    const request = body({ priceChange: any, ...sent });
    const { localAmount } = request.amount;
    expect((await odds88.post(cashoutPath, request)).json()).toEqual({
      Success: false,
      Reason: reason,
      Payload: { LocalAmount: localAmount, BetId: betId },
    });
    expect(await odds88.truth(seededId)).toEqual(before);
  });

  it('lets exactly one of fifty calls at once through', async () => {
    const odds88 = await withBet();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => odds88.post(cashoutPath, body({ priceChange: any }))),
    );
    const successes = answers.filter((answer) => (answer.json() as { success?: boolean }).success === true);
    expect(successes).toHaveLength(1);
    expect(await odds88.truth()).toMatchObject({ cashouts: [{ amount: '4', at }] });
  });

  it.each([
    ['priceChange 0', body({ priceChange: 0 }), 'priceChange: must be 1 or 2.'],
    ['an amount of nothing', body({ localAmount: 0 }), 'amount.localAmount: must be a whole number above 0'],
    ['a fraction', body({ localAmount: 0.5 }), 'amount.localAmount: must be a whole number above 0'],
    ['a precision of 19', body({ precision: 19 }), 'amount.precision: must be a whole number from 0 to 18.'],
    ['no amount', { betId, priceChange: 1 }, 'amount'],
    ['a bet id with a slash', body({ id: 'a/b' }), 'betId: must be 1 to 128 printable ASCII'],
  ])('answers problem details to %s', async (_, sent, words) => {
    const odds88 = await withBet();
    const answer = await odds88.post(cashoutPath, sent);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect([answer.status, answer.json()]).toMatchObject([
      400,
      { status: 400, instance: cashoutPath, detail: expect.stringContaining(words) },
    ]);
    expect(await odds88.truth()).toMatchObject(untouched);
  });
});

describe('a fault of an Odds88 cashout', () => {
  const cashedOut = { status: 'cashed-out', cashouts: [{ amount: '4', at }] };

  it.each([
    ['status', 500, '', untouched],
    ['status-after-effect', 500, '', cashedOut],
    ['malformed', 200, '{"betId":"', cashedOut],
    [
      'reject',
      200,
      '{"Success":false,"Reason":"Rejected by risk management.","Payload":{"LocalAmount":40000,"BetId":"id1"}}',
      untouched,
    ],
  ])('%s answers %i %s', async (kind, status, text, truth) => {
    const odds88 = await withBet();
    await odds88.fault({ operation: 'cashout', kind });
    const answer = await odds88.post(cashoutPath, body({}));
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(await odds88.truth()).toMatchObject(truth);
  });

  it.each([
    ['timeout-before-effect', untouched],
    ['timeout-after-effect', cashedOut],
  ])('%s keeps the caller waiting', async (kind, truth) => {
    const odds88 = await withBet();
    await odds88.fault({ operation: 'cashout', kind });
    const waiting = odds88.post(cashoutPath, body({})).then(
      () => 'answered',
      () => 'cut off',
    );
    await odds88.received(2);
    expect(await odds88.truth()).toMatchObject(truth);
    await odds88.close();
    expect(await waiting).toBe('cut off');
  });

  it('delay holds the call until the shared clock has moved', async () => {
    const odds88 = await withBet();
    await odds88.fault({ operation: 'cashout', kind: 'delay', delayMs: 5_000 });
    const waiting = odds88.post(cashoutPath, body({}));
    await odds88.received(2);
    await odds88.clock.advance(4_999);
    expect(await odds88.truth()).toMatchObject(untouched);
    await odds88.clock.advance(1);
    expect((await waiting).json()).toMatchObject({ success: true });
  });
});

describe('bets of Odds88', () => {
  it.each(['id1', ' ', 'a b~!"%&?=+', '%zz', 'x'.repeat(128)])(
    'are found under the id they were seeded with: %s',
    async (id) => {
      const odds88 = await withBet({ betId: id });
      expect(await odds88.truth(id)).toMatchObject({ betId: id });
      expect((await odds88.post(cashoutPath, body({ id }))).json()).toMatchObject({
        success: true,
        payload: { betId: id },
      });
    },
  );

  it.each(['', 'a/b', 'a#b', 'ä', 'x'.repeat(129)])('do not have the id %j', async (id) => {
    const odds88 = await runningOdds88();
    const answer = await odds88.seed({ betId: id });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Its bet ids are 1 to 128 printable ASCII characters without / and #');
  });

  it('keep a partial ratio, which the hint says changes nothing', async () => {
    const odds88 = await withBet({ partialRatio: '0.5' });
    expect(await odds88.truth()).toMatchObject({ partialRatio: '0.5' });
    expect((await odds88.control('PATCH', '/bets/id1', {})).json()).toMatchObject({
      hint: expect.stringContaining('partialRatio is kept and changes nothing'),
    });
    await odds88.post(cashoutPath, body({}));
    expect(await odds88.truth()).toMatchObject({ cashouts: [{ amount: '4' }] });
  });

  it('are cashed out at the value they were changed to', async () => {
    const odds88 = await withBet();
    await odds88.control('PATCH', '/bets/id1', { cashoutValue: '3.95' });
    expect((await odds88.post(cashoutPath, body({}))).json()).toMatchObject({
      payload: { localAmount: 39_500 },
    });
  });

  it('have no margins', async () => {
    const odds88 = await runningOdds88();
    const answer = await odds88.seed({ margins: { v2: '3' } });
    expect([answer.status, answer.json()]).toMatchObject([400, { error: "unknown: 'margins'" }]);
  });
});
