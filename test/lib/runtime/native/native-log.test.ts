import { describe, expect, it } from 'vitest';
import { operation as cashout } from '../../../../functions/native/gr8-cashout.ts';
import { operation as forcedCashout } from '../../../../functions/native/gr8-forced-cashout.ts';
import { operation as amounts } from '../../../../functions/native/gr8-get-cashout-amounts.ts';
import { memoryBetStore } from '../../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../../lib/adapters/memory/pay-out-store.ts';
import { reason } from '../../../../lib/domain/reasons.ts';
import type { LogFields } from '../../../../lib/ports/telemetry.ts';
import type { HttpHandler, Operation } from '../../../../lib/runtime/operation.ts';
import { aBet, aCashout, aRegistration, eur, gr8Ref, noon } from '../../../support/builders.ts';
import { silentLog, silentMetrics } from '../../../support/silent.ts';

const { betId } = gr8Ref;

/** The dependencies of the three operations, the ledger with one bet in it, and the lines of their calls. */
async function aHub(bet = aBet({ registration: aRegistration() })) {
  const bets = memoryBetStore();
  await bets.save({ ...bet, version: 0 }, noon);
  const lines: LogFields[] = [];
  const place = async () => ({ outcome: 'accepted', amount: eur('99') }) as const;
  const readQuotes = async (asked: readonly unknown[]) =>
    asked.map(
      () => ({ status: 'unavailable', reason: reason('market-suspended'), openBetAvailable: null }) as const,
    );
  const needs = {
    bets,
    payOuts: memoryPayOutStore(),
    clock: manualClock(noon),
    ids: { next: () => 'id-1' },
    log: { ...silentLog, info: (_: string, fields: LogFields = {}) => void lines.push(fields) },
    metrics: silentMetrics,
    cashoutProviders: { gr8: { place } },
    quoteReaders: { gr8: { readQuotes } },
  };
  return { needs, lines };
}

type Needs = Awaited<ReturnType<typeof aHub>>['needs'];

interface Sent {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly player?: string;
  readonly key?: string;
}

function call(
  operation: Operation<HttpHandler, Needs>,
  needs: Needs,
  { body, query = {}, player = 'p1', key }: Sent,
) {
  const headers = {
    'content-type': 'application/json',
    'x-operator-id': '9',
    'x-brand': 'b',
    'x-player-id': player,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  const event = {
    headers,
    queryStringParameters: query,
    requestContext: { authorizer: { jwt: { claims: { client_id: 'shop' } } } },
    body: body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  };
  return operation.bind(needs)(event as never, { awsRequestId: 'call-1' });
}

const full = { betId, amount: 99, priceChangePolicy: 'None' };

describe('the line of a native call in the log', () => {
  it('Given a cashout, then it names provider and bet, and no refusal', async () => {
    const { needs, lines } = await aHub();
    expect(await call(cashout, needs, { body: full })).toMatchObject({ statusCode: 200 });
    expect(lines).toEqual([
      expect.objectContaining({ operation: 'gr8-cashout', provider: 'gr8', betId, status: 200 }),
    ]);
    expect(lines[0]?.['refusal']).toBeUndefined();
  });

  it.each([
    ['another player', 'player-differs', aBet({ registration: aRegistration() }), 'p2'],
    ['a bet that is done', 'bet-already-cashed-out', aBet({ cashouts: [aCashout('accepted')] }), 'p1'],
    ['a bet that is locked', 'cashout-in-progress', aBet({ cashouts: [aCashout('unknown')] }), 'p1'],
  ])('Given %s, then its code is told here and nowhere else: %s', async (_, code, bet, player) => {
    const { needs, lines } = await aHub(bet);
    for (const [operation, body] of [
      [cashout, full],
      [forcedCashout, { betId, amount: 99 }],
    ] as const) {
      const answer = await call(operation, needs, { body, player });
      expect(JSON.stringify(answer)).not.toContain(code);
      expect(lines.at(-1)).toMatchObject({ provider: 'gr8', betId, refusal: code });
    }
  });

  it('Given what cannot be read, then the provider and that it was not valid', async () => {
    const { needs, lines } = await aHub();
    await call(cashout, needs, { body: {} });
    expect(lines.at(-1)).toMatchObject({ provider: 'gr8', status: 400, refusal: 'invalid-request' });
    await call(cashout, needs, { body: full, key: '"k' });
    expect(lines.at(-1)).toMatchObject({ betId, status: 400, refusal: 'invalid-request' });
  });

  it('Given amounts of one bet, then it is named; of several, the provider', async () => {
    const { needs, lines } = await aHub();
    await call(amounts, needs, { query: { betIds: betId } });
    expect(lines.at(-1)).toMatchObject({ provider: 'gr8', betId, status: 200 });
    await call(amounts, needs, { query: { betIds: `${betId},1e82309c-9027-45ee-ba3d-0a667b83bc5a` } });
    expect(lines.at(-1)).toMatchObject({ provider: 'gr8', betId: undefined, status: 200 });
  });

  it('Given a fault of ours, then the answer promises nothing to a call that came without a key', async () => {
    const { needs } = await aHub();
    const metrics = {
      count: (name: string) => {
        if (name === 'Cashouts') throw new Error('metrics');
      },
    };
    const answer = await call(cashout, { ...needs, metrics }, { body: full });
    expect(answer.statusCode).toBe(500);
    expect(JSON.parse(answer.body ?? '').detail).toContain('without one, GET its bet first');
  });
});
