import type { BetcoreCaller } from '../adapters/betcore/caller.ts';
import type { Currencies } from '../domain/money/currency.ts';
import type { Provider } from '../domain/provider.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { CallbackStore } from '../ports/callback-store.ts';
import type { CashoutProvider, QuoteReader } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { EndpointStates } from '../ports/endpoint-states.ts';
import type { EventArchive } from '../ports/event-archive.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { FailureQueue } from '../ports/failure-queue.ts';
import type { Feed } from '../ports/feed.ts';
import type { FeedLeaseStore } from '../ports/feed-lease-store.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { PayOutProvider } from '../ports/pay-out-provider.ts';
import type { PayOutStore } from '../ports/pay-out-store.ts';
import type { QueueVisibility } from '../ports/queue-visibility.ts';
import type { RequestIdStore } from '../ports/request-id-store.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { TicketPricing } from '../ports/ticket-pricing.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import type { WebhookAccess } from '../ports/webhook-access.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import type { WorkList } from '../ports/work-list.ts';

/** What every operation gets, whatever it does. */
export interface CommonDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Everything any operation can ask for. An operation names the few it needs with `Pick`; the Lambda entry
 * builds exactly those, the local system has them all.
 */
export interface Dependencies extends CommonDependencies {
  readonly currencies: Currencies;
  readonly bets: BetStore;
  readonly payOuts: PayOutStore;
  /** BETCORE, as the one who pays. */
  readonly payOutProvider: PayOutProvider;
  /** BETCORE's callers, on the hub's copy of its path. */
  readonly betcoreCaller: BetcoreCaller;
  readonly requestIds: RequestIdStore;
  /** What is due, and what waits for a person, of bets and pay-outs alike. */
  readonly work: WorkList;
  readonly callbacks: CallbackStore;
  /** DATA.BET's: the one provider with webhooks. */
  readonly webhookAccess: WebhookAccess;
  readonly bus: EventBus;
  /** Where what the operation can never do is put aside. */
  readonly failures: FailureQueue;
  /** Providers whose amounts the hub pulls. */
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
  /** Providers the hub places cashouts at. */
  readonly cashoutProviders: Readonly<Partial<Record<Provider, CashoutProvider>>>;
  /** OddsGigant's side of pricing tickets. */
  readonly pricing: TicketPricing;
  /** Odds88's: the one provider with subscriptions. */
  readonly subscriptions: SubscriptionProvider;
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly leases: LeaseStore;
  readonly feed: Feed;
  readonly feedLeases: FeedLeaseStore;
  /** Of the messages in the queue that triggers the operation. */
  readonly visibility: QueueVisibility;
  /** The operator's webhook endpoints. */
  readonly webhooks: WebhookSender;
  readonly endpointStates: EndpointStates;
  /** Name of the webhook endpoint whose events this queue holds. */
  readonly endpointOf: (queue: string) => string;
  readonly eventArchive: EventArchive;
  /** From 0 up to 1, to spread work. */
  readonly random: () => number;
  /** Aborted when the process is to end: what stands for long ends in good order. */
  readonly shutdown: AbortSignal;
}
