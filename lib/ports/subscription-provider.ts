import type { Reason } from '../domain/reasons.ts';

/** How one call for some bets ended. None of them throws; each call may be repeated without harm. */
export type SubscriptionOutcome =
  | { readonly outcome: 'done' }
  /** The provider will not take these bets, however often it is asked. */
  | { readonly outcome: 'refused'; readonly reason: Reason }
  /** It could not be asked, or nobody knows what it did. */
  | { readonly outcome: 'failed'; readonly reason: Reason };

/** What the provider takes; settings, because its page does not say. */
export interface SubscriptionLimits {
  readonly betsPerCall: number;
  /** Calls a renewal run may begin in a second. */
  readonly callsPerSecond: number;
}

export interface SubscriptionProvider {
  limits(): Promise<SubscriptionLimits>;
  /** Subscribes, or renews: at most `betsPerCall` bets in one call; the answer is here by `by` (epoch ms). */
  subscribe(betIds: readonly string[], by: number): Promise<SubscriptionOutcome>;
  unsubscribe(betIds: readonly string[], by: number): Promise<SubscriptionOutcome>;
}
