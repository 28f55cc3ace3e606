import type { PriceChange } from './cashout/cashout.ts';
import type { Provider } from './provider.ts';

/** Where a provider's cashout amount comes from. */
export type QuoteSource = 'feed' | 'live' | 'calculated' | 'none';

export interface Capabilities {
  readonly quote: QuoteSource;
  /** Its calls name the player: where the bet is not registered, whoever asks must. */
  readonly playerRequired: boolean;
  /** Cashouts the hub can place or decide itself. */
  readonly cashouts: { readonly full: boolean; readonly partial: boolean; readonly forced: boolean };
  /**
   * How each policy is kept: null means it cannot be promised. `tolerance` is the share of the amount the
   * price may have moved and still be taken under that policy; `0` means exact.
   */
  readonly priceChange: Readonly<Record<PriceChange, { readonly tolerance: string | null } | null>>;
  readonly subscriptions: boolean;
  /** The provider tells decisions by callback. */
  readonly callbacks: boolean;
  readonly payOut: boolean;
  /**
   * The hub itself prices and decides its cashouts: nothing leaves for a provider, so what has no outcome was never
   * executed, and nobody but a registration knows stake and currency.
   */
  readonly decidesHere: boolean;
}

const noPolicy = { none: null, rise: null, any: null } as const;

/** What each provider can do; `GET /v1/providers` serves exactly this. */
export const capabilities: Readonly<Record<Provider, Capabilities>> = {
  odds88: {
    quote: 'feed',
    playerRequired: false,
    cashouts: { full: true, partial: false, forced: false },
    // Its "no change" lets 2 % pass in either direction, and it has no "only if it rose".
    priceChange: { none: { tolerance: '0.02' }, rise: null, any: { tolerance: null } },
    subscriptions: true,
    callbacks: false,
    payOut: false,
    decidesHere: false,
  },
  gr8: {
    quote: 'live',
    playerRequired: true,
    cashouts: { full: true, partial: true, forced: true },
    priceChange: { none: { tolerance: '0' }, rise: { tolerance: '0' }, any: { tolerance: null } },
    subscriptions: false,
    callbacks: false,
    payOut: false,
    decidesHere: false,
  },
  oddsgigant: {
    quote: 'calculated',
    playerRequired: false,
    cashouts: { full: true, partial: true, forced: false },
    // The tolerance is the default of a setting.
    priceChange: { none: { tolerance: '0.02' }, rise: { tolerance: '0' }, any: { tolerance: null } },
    subscriptions: false,
    callbacks: false,
    payOut: false,
    decidesHere: true,
  },
  databet: {
    quote: 'none',
    playerRequired: false,
    cashouts: { full: false, partial: false, forced: false },
    priceChange: noPolicy,
    subscriptions: false,
    callbacks: true,
    payOut: false,
    decidesHere: false,
  },
  betcore: {
    quote: 'none',
    playerRequired: false,
    cashouts: { full: false, partial: false, forced: false },
    priceChange: noPolicy,
    subscriptions: false,
    callbacks: false,
    payOut: true,
    decidesHere: false,
  },
};
