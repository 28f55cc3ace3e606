import { betcoreCaller } from '../../lib/adapters/betcore/caller.ts';
import { betcorePayOuts } from '../../lib/adapters/betcore/client.ts';
import { databetWebhookAccess } from '../../lib/adapters/databet/webhook-access.ts';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoCallbackStore } from '../../lib/adapters/dynamodb/callback-store.ts';
import { dynamoEndpointStates } from '../../lib/adapters/dynamodb/endpoint-states.ts';
import { dynamoFeedLeaseStore } from '../../lib/adapters/dynamodb/feed-lease-store.ts';
import { dynamoGroupStore } from '../../lib/adapters/dynamodb/group-store.ts';
import { dynamoLeaseStore } from '../../lib/adapters/dynamodb/lease-store.ts';
import { dynamoPayOutStore } from '../../lib/adapters/dynamodb/pay-out-store.ts';
import { dynamoRequestIdStore } from '../../lib/adapters/dynamodb/request-id-store.ts';
import { dynamoTokenStore } from '../../lib/adapters/dynamodb/token-store.ts';
import { dynamoWatchStore } from '../../lib/adapters/dynamodb/watch-store.ts';
import { dynamoWorkList } from '../../lib/adapters/dynamodb/work-list.ts';
import { gr8Client } from '../../lib/adapters/gr8/client.ts';
import { odds88Client } from '../../lib/adapters/odds88/client.ts';
import { odds88FeedClient } from '../../lib/adapters/odds88/feed-client.ts';
import { oddsgigantPricing } from '../../lib/adapters/oddsgigant/client.ts';
import { randomNumber } from '../../lib/adapters/system/random-number.ts';
import { cachedEndpointStates } from '../../lib/adapters/webhooks/cached-endpoint-states.ts';
import { knownCurrencies } from '../../lib/domain/money/currency.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { EventArchive } from '../../lib/ports/event-archive.ts';
import type { EventBus } from '../../lib/ports/event-bus.ts';
import type { FailureQueue } from '../../lib/ports/failure-queue.ts';
import type { Ids } from '../../lib/ports/ids.ts';
import type { QueueVisibility } from '../../lib/ports/queue-visibility.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import { pricedCashouts } from '../../lib/use-cases/priced-cashouts.ts';
import type { LocalDatabase } from './database.ts';
import type { Activity } from './engine/activity.ts';
import type { Rights } from './rights.ts';
import type { ProviderSettings } from './simulators-link.ts';
import { memoryMetrics } from './telemetry.ts';
import type { LocalWebhooks } from './webhooks/start-webhooks.ts';

export interface LocalParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly bus: EventBus;
  readonly failures: FailureQueue;
  readonly visibility: QueueVisibility;
  readonly archive: EventArchive;
  readonly webhooks: Pick<LocalWebhooks, 'endpoint' | 'sender'>;
  readonly database: Pick<LocalDatabase, 'client' | 'tables'>;
  readonly settings: ProviderSettings;
  readonly rights: Rights;
  readonly shutdown: AbortSignal;
  readonly activity: Pick<Activity, 'track'>;
}

/** Everything any operation asks for: the deployed adapters where they run here, the engine's parts elsewhere. */
export function localDependencies(parts: LocalParts): Dependencies {
  const { clock, ids, log, bus, failures, visibility, archive, webhooks, database } = parts;
  const { rights, shutdown, activity } = parts;
  const { client, tables } = database;
  const currencies = knownCurrencies();
  const volatile = { client, table: tables.volatile };
  const leases = dynamoLeaseStore(volatile);
  const settingsOf =
    <Name extends keyof ProviderSettings>(name: Name) =>
    async (): Promise<ProviderSettings[Name]> => {
      rights.demand('secrets', name);
      return parts.settings[name];
    };
  const tokensUnder = (secret: () => Promise<string>) => dynamoTokenStore({ ...volatile, secretOf: secret });
  const common = { clock, ids, log, currencies, leases };

  const gr8Settings = settingsOf('gr8');
  const gr8 = gr8Client({
    ...common,
    settings: gr8Settings,
    tokens: tokensUnder(async () => (await gr8Settings()).clientSecret),
  });
  const watches = dynamoWatchStore({ ...volatile, clock });
  const odds88Settings = settingsOf('odds88');
  const odds88Tokens = tokensUnder(async () => (await odds88Settings()).password);
  const odds88 = odds88Client({
    ...common,
    settings: odds88Settings,
    tokens: odds88Tokens,
    watches,
  });
  const feed = odds88FeedClient({ ...common, settings: odds88Settings, tokens: odds88Tokens });
  const metrics = memoryMetrics();
  const pricing = oddsgigantPricing({ ...common, settings: settingsOf('oddsgigant') });
  return {
    clock,
    ids,
    log,
    metrics,
    currencies,
    bets: dynamoBetStore({ client, table: tables.ledger, ids, clock }),
    payOuts: dynamoPayOutStore({ client, table: tables.ledger, ids, clock }),
    payOutProvider: betcorePayOuts({ ...common, settings: settingsOf('betcore') }),
    betcoreCaller: betcoreCaller({ clock, settings: settingsOf('betcore') }),
    requestIds: dynamoRequestIdStore({ client, table: tables.ledger, ids }),
    work: dynamoWorkList({ client, table: tables.ledger, log }),
    callbacks: dynamoCallbackStore({ client, table: tables.ledger, clock }),
    webhookAccess: databetWebhookAccess({ settings: settingsOf('databet') }),
    bus: {
      async put(events) {
        rights.demand('bus', 'PutEvents');
        return bus.put(events);
      },
    },
    failures,
    quoteReaders: { gr8: gr8.quotes, odds88: odds88.quotes },
    cashoutProviders: {
      gr8: gr8.cashouts,
      odds88: odds88.cashouts,
      oddsgigant: pricedCashouts({ ...common, metrics, pricing }),
    },
    pricing,
    subscriptions: odds88.subscriptions,
    watches,
    groups: dynamoGroupStore({ ...volatile, clock }),
    leases,
    feed: {
      // The clock waits for the handshake, as it does for everything that is under way.
      connect: (...attempt) => activity.track(() => feed.connect(...attempt)),
    },
    feedLeases: dynamoFeedLeaseStore(volatile),
    visibility,
    webhooks: webhooks.sender,
    endpointStates: cachedEndpointStates(dynamoEndpointStates(volatile), clock),
    // There is one endpoint here, so its queue has the operation's own name.
    endpointOf: () => webhooks.endpoint,
    eventArchive: {
      async put(event) {
        rights.demand('eventArchive', 'PutObject');
        return archive.put(event);
      },
    },
    random: randomNumber,
    shutdown,
  };
}
