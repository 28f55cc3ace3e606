import type { Currencies } from '../domain/money/currency.ts';
import type { Provider } from '../domain/provider.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { CashoutProvider, QuoteReader } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Feed } from '../ports/feed.ts';
import type { FeedLeaseStore } from '../ports/feed-lease-store.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { TicketPricing } from '../ports/ticket-pricing.ts';
import type { WatchStore } from '../ports/watch-store.ts';

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
  readonly bus: EventBus;
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
  /** Aborted when the process is to end: what stands for long ends in good order. */
  readonly shutdown: AbortSignal;
}
