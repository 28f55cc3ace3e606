import type { BetBook } from '../bets.ts';
import type { Odds88Feed } from './feed.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { IssuedTokens } from './tokens.ts';

/** What Odds88 remembers between calls. */
export interface Odds88State {
  readonly tokens: IssuedTokens;
  readonly bets: BetBook;
  readonly subscriptions: Subscriptions;
  readonly feed: Odds88Feed;
}
