import type { Currencies } from '../../domain/money/currency.ts';
import type { CashoutProvider, QuoteReader } from '../../ports/cashout-provider.ts';
import type { LoginNeeds } from '../http/one-login.ts';
import { sharedToken } from '../http/shared-token.ts';
import { gr8Cashouts } from './cashout.ts';
import { gr8Login } from './login.ts';
import { gr8Amounts, gr8Quotes } from './quotes.ts';
import type { Gr8Settings } from './settings.ts';

export interface Gr8Needs extends LoginNeeds {
  /** Asked for at every call and expected to cache itself; may reject, which counts as GR8 being unreachable. */
  readonly settings: () => Promise<Gr8Settings>;
  readonly currencies: Currencies;
}

export interface Gr8Client {
  readonly quotes: QuoteReader;
  readonly cashouts: CashoutProvider;
}

/** GR8 Tech's cashout API as the two ports the hub asks it through. Build one per process: it holds the token. */
export function gr8Client(needs: Gr8Needs): Gr8Client {
  const { settings, clock, log } = needs;
  const token = sharedToken('gr8', async () => gr8Login(await settings(), clock), needs);
  const calls = { settings, token, clock, log };
  const readAmounts = gr8Amounts(calls);
  return {
    quotes: gr8Quotes(readAmounts),
    cashouts: gr8Cashouts(calls, readAmounts, needs.currencies),
  };
}
