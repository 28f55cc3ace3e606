import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoLeaseStore } from '../../lib/adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../lib/adapters/dynamodb/token-store.ts';
import { gr8Client } from '../../lib/adapters/gr8/client.ts';
import type { Gr8Settings } from '../../lib/adapters/gr8/settings.ts';
import { knownCurrencies } from '../../lib/domain/money/currency.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { EventBus } from '../../lib/ports/event-bus.ts';
import type { Ids } from '../../lib/ports/ids.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import type { LocalDatabase } from './database.ts';
import type { Rights } from './rights.ts';
import { memoryMetrics } from './telemetry.ts';

export interface LocalParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly bus: EventBus;
  readonly database: Pick<LocalDatabase, 'client' | 'tables'>;
  readonly gr8: Gr8Settings;
  readonly rights: Rights;
}

/** Everything any operation asks for: the deployed adapters where they run here, the engine's parts elsewhere. */
export function localDependencies(parts: LocalParts): Dependencies {
  const { clock, ids, log, bus, database, gr8, rights } = parts;
  const { client, tables } = database;
  const currencies = knownCurrencies();
  const volatile = { client, table: tables.volatile };
  const settings = async (): Promise<Gr8Settings> => {
    rights.demand('secrets', 'gr8');
    return gr8;
  };
  const { quotes, cashouts } = gr8Client({
    settings,
    currencies,
    clock,
    ids,
    log,
    tokens: dynamoTokenStore({ ...volatile, secretOf: async () => (await settings()).clientSecret }),
    leases: dynamoLeaseStore(volatile),
  });
  return {
    clock,
    ids,
    log,
    metrics: memoryMetrics(),
    currencies,
    bets: dynamoBetStore({ client, table: tables.ledger, ids, clock }),
    bus: {
      async put(events) {
        rights.demand('bus', 'PutEvents');
        return bus.put(events);
      },
    },
    quoteReaders: { gr8: quotes },
    cashoutProviders: { gr8: cashouts },
  };
}
