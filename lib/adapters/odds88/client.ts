import type { Currencies } from '../../domain/money/currency.ts';
import type { CashoutProvider, QuoteReader } from '../../ports/cashout-provider.ts';
import type { SubscriptionProvider } from '../../ports/subscription-provider.ts';
import type { WatchStore } from '../../ports/watch-store.ts';
import type { LoginNeeds } from '../http/one-login.ts';
import { sharedToken } from '../http/shared-token.ts';
import type { Odds88Calls } from './calls.ts';
import { odds88Cashouts } from './cashout.ts';
import { odds88Login } from './login.ts';
import { quotedPrecision } from './quoted-precision.ts';
import { odds88Quotes } from './quotes.ts';
import type { Odds88Settings } from './settings.ts';
import { odds88Subscriptions } from './subscriptions.ts';

export interface Odds88Needs extends LoginNeeds {
  /** Asked for at every call and expected to cache itself; may reject, which counts as Odds88 being unreachable. */
  readonly settings: () => Promise<Odds88Settings>;
  readonly currencies: Currencies;
  readonly watches: WatchStore;
}

export interface Odds88Client {
  readonly quotes: QuoteReader;
  readonly cashouts: CashoutProvider;
  readonly subscriptions: SubscriptionProvider;
}

/** Odds88's cashout API as the two ports the hub asks it through. Build one per process: it holds the token. */
export function odds88Client(needs: Odds88Needs): Odds88Client {
  const calls = callsOf(needs);
  return {
    quotes: odds88Quotes(needs),
    cashouts: cashoutsOf(needs, calls),
    subscriptions: odds88Subscriptions(calls),
  };
}

/** The same for who only places cashouts: the rest of it weighs on a bundle. */
export function odds88CashoutClient(needs: Odds88Needs): CashoutProvider {
  return cashoutsOf(needs, callsOf(needs));
}

function callsOf(needs: Odds88Needs): Odds88Calls {
  const { settings, clock, log } = needs;
  const token = sharedToken('odds88', async () => odds88Login(await settings(), clock), needs);
  return { settings, token, clock, log };
}

function cashoutsOf({ watches, clock, currencies }: Odds88Needs, calls: Odds88Calls): CashoutProvider {
  return odds88Cashouts(calls, currencies, quotedPrecision(watches, clock));
}
