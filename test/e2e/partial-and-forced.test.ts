import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { add, compare, decimal, zero } from '../../lib/domain/money/decimal.ts';
import {
  type Answer,
  cashOut,
  eventTypesOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const eur = (value: string) => ({ value, currency: 'EUR' });

/** 100 EUR at stake, 0.925 per unit of stake: worth 92.50. */
async function partialBet(given: Readonly<Record<string, unknown>> = {}): Promise<SeededBet> {
  return seedGr8Bet(hub, { partialRatio: '0.925', ...given });
}

async function register(bet: SeededBet): Promise<void> {
  await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake: eur('100.00') } });
}

let serial = 0;
function post(
  bet: SeededBet,
  what: string,
  body: Readonly<Record<string, unknown>>,
  key?: string,
): Promise<Answer> {
  serial += 1;
  const headers = { 'idempotency-key': key ?? `key-${serial}` };
  return hub.call('POST', `${bet.path}/${what}`, { headers, body: { playerId: 'p1', ...body } });
}

const part = (stake: string, amount: string, more = {}) => ({
  stake: eur(stake),
  amount: eur(amount),
  ...more,
});
const force = (amount: string) => ({ amount: eur(amount), actor: 'jo', reason: 'goodwill' });

async function sent(bet: SeededBet, path: string): Promise<readonly Answer['body'][]> {
  const { body } = await hub.control('GET', '/simulators/gr8/requests');
  return body.requests.filter(
    (request: { path: string; body: string }) =>
      request.path.includes(path) && request.body.includes(bet.betId),
  );
}

describe('partial cashouts', () => {
  it('Given several parts and then the rest, then each is paid, tracked and told, and nothing is left', async () => {
    const bet = await partialBet();
    await register(bet);
    const first = await post(bet, 'partial-cashouts', part('40.00', '37.00'));
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        kind: 'partial',
        status: 'accepted',
        stake: eur('40.00'),
        requested: eur('37.00'),
        settled: eur('37.00'),
      },
    ]);
    expect((await hub.call('GET', bet.path)).body.remainingStake).toEqual(eur('60.00'));
    expect((await post(bet, 'partial-cashouts', part('10', '9.25'))).body.status).toBe('accepted');
    const past = await post(bet, 'partial-cashouts', part('50.01', '46.25'));
    expect([past.status, past.body.code]).toEqual([409, 'stake-exceeded']);
    const rest = await cashOut(hub, bet, { amount: '46.25' });
    expect(rest.body).toMatchObject({ kind: 'full', status: 'accepted', settled: eur('46.25') });
    expect((await hub.call('GET', bet.path)).body.remainingStake).toEqual(eur('0.00'));
    expect(
      (await truthOf(hub, bet)).cashouts.map(({ amount }: { amount: string }) => Number(amount)),
    ).toEqual([37, 9.25, 46.25]);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled', 'CashoutSettled', 'CashoutSettled']);
  });

  it('Given parts that take all of it, then the bet is cashed out', async () => {
    const bet = await partialBet();
    await register(bet);
    await post(bet, 'partial-cashouts', part('60', '55.5'));
    await post(bet, 'partial-cashouts', part('40', '37'));
    expect((await cashOut(hub, bet)).body.code).toBe('bet-already-cashed-out');
    const quoted = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId }] },
    });
    expect(quoted.body.quotes[0].status).toBe('cashed-out');
  });

  it('Given what GR8 is sent, then it is exactly the page', async () => {
    const bet = await partialBet();
    await post(
      bet,
      'partial-cashouts',
      part('10.00', '9.25', { priceChange: 'rise', gr8: { margin: 'v2' } }),
    );
    const [request] = await sent(bet, '/partial-cashout');
    expect(request.path).toBe('/v1/sport/v1/bet/partial-cashout?margin=v2');
    expect(request.body).toBe(
      `{"betId":"${bet.betId}","betAmount":10,"amount":9.25,"priceChangePolicy":"Rise"}`,
    );
  });

  it.each([
    ['none', '9.26', 'price-changed'],
    ['none', '9.25', null],
    ['rise', '9.24', null],
    ['rise', '9.26', 'price-changed'],
    ['any', '9.99', null],
  ])('Given %s and a shown %s where 9.25 is paid, then %s', async (priceChange, amount, code) => {
    const bet = await partialBet();
    const { body } = await post(bet, 'partial-cashouts', part('10', amount, { priceChange }));
    expect([body.status, body.reason?.code ?? null]).toEqual([code === null ? 'accepted' : 'declined', code]);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(code === null ? 1 : 0);
  });

  it.each([
    ['no stake', { amount: eur('9.25') }, 400, 'invalid-request', 'stake'],
    ['a stake of nothing', part('0', '9.25'), 400, 'invalid-request', 'stake.value'],
    [
      'a stake in another currency',
      { stake: { value: '1', currency: 'USD' }, amount: eur('1') },
      400,
      'invalid-request',
      'stake.currency',
    ],
    [
      'a pay-out',
      part('10', '9.25', { payOut: { via: 'betcore' } }),
      422,
      'pay-out-not-supported',
      undefined,
    ],
  ])('Given %s, then it is refused', async (_, body, status, code, path) => {
    const answer = await post(await partialBet(), 'partial-cashouts', body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([status, code, path]);
  });

  it('Given the same key for another part, then 422; for the same, a replay', async () => {
    const bet = await partialBet();
    const first = await post(bet, 'partial-cashouts', part('10', '9.25'), 'k');
    expect((await post(bet, 'partial-cashouts', part('10.00', '9.25'), 'k')).body).toEqual(first.body);
    expect((await post(bet, 'partial-cashouts', part('11', '9.25'), 'k')).body.code).toBe(
      'idempotency-key-reused',
    );
    expect((await cashOut(hub, bet, { key: 'k', amount: '9.25' })).body.code).toBe('idempotency-key-reused');
  });
});

describe('an unknown partial cashout', () => {
  const pass = (minutes: number) => hub.control('POST', '/clock', { advanceMs: minutes * 60_000 });

  it.each([
    ['not executed, of a registered bet', false, true, 'declined'],
    ['executed, of a registered bet', true, true, 'unknown'],
    ['not executed, of an unregistered bet', false, false, 'unknown'],
  ])('Given it was %s, then after twenty minutes it is %s: %s', async (_, executed, registered, status) => {
    const bet = await partialBet();
    if (registered) await register(bet);
    const kind = executed ? 'status-after-effect' : 'status';
    await setFault(hub, { operation: 'partial-cashout', kind, status: 500, times: 1 });
    const { body } = await post(bet, 'partial-cashouts', part('40', '37'));
    expect(body.status).toBe('unknown');
    await pass(20);
    const after = await hub.call('GET', `${bet.path}/cashouts/${body.cashoutId}`);
    expect(after.body.status).toBe(status);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(executed ? 1 : 0);
  });
});

describe('forced cashouts', () => {
  it('Given an operator names an amount, then it is paid, and who wanted it and why is kept', async () => {
    const bet = await partialBet();
    const forced = await post(bet, 'forced-cashouts', force('50.00'));
    expect(forced.body).toMatchObject({ kind: 'forced', status: 'accepted', settled: eur('50.00') });
    expect(forced.body.history[0]).toMatchObject({ actor: 'jo', note: 'goodwill', to: 'pending' });
    const [request] = await sent(bet, '/forced-cashout');
    expect(request.path).toBe('/v1/sport/v0/bet/forced-cashout');
    expect(request.body).toBe(`{"betId":"${bet.betId}","amount":50}`);
    expect((await cashOut(hub, bet)).body.code).toBe('bet-already-cashed-out');
  });

  it.each([
    ['suspended', 'market-suspended'],
    ['cashed-out', 'market-suspended'],
  ])('Given a bet that is %s at GR8, then it is declined for good as %s', async (status, code) => {
    const bet = await partialBet({ status });
    expect((await post(bet, 'forced-cashouts', force('50'))).body).toMatchObject({
      status: 'declined',
      decidedBy: 'provider',
      reason: { code, provider: { code: '422' } },
    });
  });

  it('Given a bet GR8 does not know, then declined as bet-not-found', async () => {
    const bet = { betId: '', path: '/v1/bets/gr8/00000000-0000-4000-8000-0000000000aa' };
    expect((await post(bet, 'forced-cashouts', force('50'))).body.reason.code).toBe('bet-not-found');
  });

  it('Given no actor or reason, or a token without the scope, then it is refused', async () => {
    const bet = await partialBet();
    expect(
      (await post(bet, 'forced-cashouts', { amount: eur('50') })).body.errors.map(
        (e: { path: string }) => e.path,
      ),
    ).toEqual(['actor', 'reason']);
    const { token } = (await hub.control('POST', '/tokens', { scopes: ['cashout:write'] })).body;
    const headers = { 'idempotency-key': 'k' };
    expect(
      (await hub.call('POST', `${bet.path}/forced-cashouts`, { body: force('50'), headers, token })).status,
    ).toBe(403);
  });
});

describe('any sequence of full, partial and forced cashouts, repeated, racing and failing', () => {
  const faults = ['none', 'status', 'status-after-effect', 'malformed', 'reject'] as const;
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom('full', 'partial', 'partial', 'partial', 'forced'),
      stake: fc.integer({ min: 1, max: 60 }),
      fault: fc.constantFrom(...faults, 'none', 'none'),
      copies: fc.integer({ min: 1, max: 3 }),
      sameKey: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('Then accepted stakes never pass the stake, and GR8 paid exactly what is accepted or still unknown', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (course) => {
        const bet = await partialBet();
        await register(bet);
        for (const [step, { kind, stake, fault, copies, sameKey }] of course.entries()) {
          const operation = { full: 'cashout', partial: 'partial-cashout', forced: 'forced-cashout' }[kind];
          if (fault !== 'none') await setFault(hub, { operation, kind: fault, times: 1 });
          await Promise.all(
            Array.from({ length: copies }, (_, copy) => {
              const key = `${bet.betId}-${step}-${sameKey ? 0 : copy}`;
              if (kind === 'forced') return post(bet, 'forced-cashouts', force('5.00'), key);
              const shown = kind === 'full' ? { amount: eur('1.00') } : part(String(stake), '1.00');
              return post(
                bet,
                kind === 'full' ? 'cashouts' : 'partial-cashouts',
                { ...shown, priceChange: 'any' },
                key,
              );
            }),
          );
          await hub.control('DELETE', '/simulators/gr8/faults');
        }
        const { body } = await hub.call('GET', bet.path);
        const accepted = body.cashouts.filter(({ status }: Answer['body']) => status === 'accepted');
        const unknown = body.cashouts.filter(({ status }: Answer['body']) => status === 'unknown');
        const partials = accepted.filter(({ kind }: Answer['body']) => kind === 'partial');
        const taken = partials.reduce(
          (sum: string, { stake }: Answer['body']) => add(decimal(sum), decimal(stake.value)),
          zero,
        );
        expect(compare(taken, decimal('100'))).toBeLessThanOrEqual(0);
        const hubPaid = accepted.map(({ settled }: Answer['body']) => Number(settled.value)).sort();
        const gr8Paid = (await truthOf(hub, bet)).cashouts
          .map(({ amount }: { amount: string }) => Number(amount))
          .sort();
        // Each unknown one is paid or not, once at most; everything else agrees to the cent.
        expect(gr8Paid.length - hubPaid.length).toBeGreaterThanOrEqual(0);
        expect(gr8Paid.length - hubPaid.length).toBeLessThanOrEqual(unknown.length);
        for (const amount of hubPaid) gr8Paid.splice(gr8Paid.indexOf(amount), 1);
        expect(gr8Paid.length).toBeLessThanOrEqual(unknown.length);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
