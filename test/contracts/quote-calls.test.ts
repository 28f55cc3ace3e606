import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operation } from '../../functions/api/quote-bets.ts';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoGroupStore } from '../../lib/adapters/dynamodb/group-store.ts';
import { dynamoLeaseStore } from '../../lib/adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../lib/adapters/dynamodb/token-store.ts';
import { dynamoWatchStore } from '../../lib/adapters/dynamodb/watch-store.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { odds88Client } from '../../lib/adapters/odds88/client.ts';
import { odds88SettingsSchema } from '../../lib/adapters/odds88/settings.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { type Currency, knownCurrencies } from '../../lib/domain/money/currency.ts';
import { decimal } from '../../lib/domain/money/decimal.ts';
import type { DynamoEngine } from '../support/dynalite.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { noon } from '../support/sample-bets.ts';
import { countCalls } from '../support/sdk-faults.ts';
import { silentLog, silentMetrics } from '../support/silent.ts';

const settings = odds88SettingsSchema.parse({
  baseUrl: 'http://127.0.0.1:1',
  feedUrl: 'ws://127.0.0.1:1',
  clientId: 'client1',
  password: 's3cret',
});

/** The operation as its Lambda has it, every store of it on one client, and what that client sends. */
function quoting({ connect, tables }: DynamoEngine) {
  const client = connect();
  const [clock, ids] = [manualClock(noon), randomIds()];
  const common = { clock, ids, log: silentLog, metrics: silentMetrics, currencies: knownCurrencies() };
  const volatile = { client, table: tables.volatile };
  const watches = dynamoWatchStore({ ...volatile, clock });
  const odds88 = odds88Client({
    ...common,
    watches,
    settings: async () => settings,
    tokens: dynamoTokenStore({ ...volatile, secretOf: async () => settings.password }),
    leases: dynamoLeaseStore(volatile),
  });
  const handler = operation.bind({
    ...common,
    watches,
    bets: dynamoBetStore({ client, table: tables.ledger, ids, clock }),
    groups: dynamoGroupStore({ ...volatile, clock }),
    subscriptions: odds88.subscriptions,
    quoteReaders: { odds88: odds88.quotes },
  });
  const calls = countCalls(client);
  async function ask(body: object): Promise<readonly string[]> {
    const event = {
      headers: { 'content-type': 'application/json' },
      requestContext: { authorizer: { jwt: { claims: { client_id: 'shop' } } } },
      body: JSON.stringify(body),
      isBase64Encoded: false,
    };
    const answer = await handler(event as never, { awsRequestId: 'call-1' });
    const { quotes } = JSON.parse((answer as { body: string }).body);
    return quotes.map(({ status }: { status: string }) => status);
  }
  return { ask, calls };
}

const betIds = Array.from({ length: 100 }, (_, n) => `b${n}`);
const hundred = betIds.map((betId) => ({ provider: 'odds88', betId }));
const allAvailable = betIds.map(() => 'available');

describe.each(dynamoEngines)('what a hundred Odds88 quotes cost on %s', (_, start) => {
  let engine: DynamoEngine;

  beforeAll(async () => {
    engine = await start();
    const { client, tables } = engine;
    const watches = dynamoWatchStore({ client, table: tables.volatile, clock: manualClock(noon) });
    for (const betId of betIds) {
      await watches.save({ betId, viewers: { 'shop/default': noon + 60_000 }, group: 'g1' }, null);
      const amount = { value: decimal('90'), currency: 'USD' as Currency, precision: 2 };
      await watches.keepQuote({
        betId,
        playerId: null,
        at: noon,
        status: 'available',
        amount,
        reason: null,
      });
    }
  });
  afterAll(() => engine?.stop());

  it.each([false, true])(
    'Given all are followed and available, then one BatchGet and nothing else (subscribe: %s)',
    async (subscribe) => {
      const { ask, calls } = quoting(engine);
      expect(await ask({ bets: hundred, subscribe })).toEqual(allAvailable);
      expect(calls).toEqual(['BatchGetItemCommand']);
    },
  );

  it.each([
    ['one is not followed', { provider: 'odds88', betId: 'nobody' }, 'unavailable'],
    ['one is asked for in the name of a player', { ...hundred[0], playerId: 'p1' }, 'available'],
  ])('Given %s, then one more for the ledger', async (_case, last, status) => {
    const { ask, calls } = quoting(engine);
    const bets = [...hundred.slice(1), last];
    expect(await ask({ bets })).toEqual([...allAvailable.slice(1), status]);
    expect(calls).toEqual(['BatchGetItemCommand', 'BatchGetItemCommand']);
  });
});
