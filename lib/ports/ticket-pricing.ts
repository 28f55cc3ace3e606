import type { Decimal } from '../domain/money/decimal.ts';
import type { Engine } from '../domain/pricing/engine.ts';
import type { Ticket } from '../domain/pricing/ticket.ts';
import type { Reason } from '../domain/reasons.ts';

/** How an operator has its tickets priced. */
export interface PricingSettings {
  /** What prices where nobody names an engine, and every cashout. */
  readonly engine: Engine;
  /** How far an amount may have moved under `none`: a share of the amount shown. */
  readonly tolerance: Decimal;
  /** Whether the other engine is asked as well, and the difference counted. */
  readonly shadow: boolean;
}

/** What OddsGigant says of a whole ticket. Asking moves no money: it may be asked again. */
export type RemotePrice =
  /** `value` is above zero. */
  | { readonly outcome: 'priced'; readonly value: Decimal }
  /** It cannot be cashed out; null where OddsGigant does not say why. */
  | { readonly outcome: 'refused'; readonly reason: Reason | null }
  | { readonly outcome: 'failed'; readonly reason: Reason; readonly cause: string };

/** OddsGigant's side of pricing. */
export interface TicketPricing {
  /** Rejects when they cannot be read. */
  settings(): Promise<PricingSettings>;
  /** The price of the ticket by `by` (epoch ms). `referenceId` names the call to OddsGigant. Never throws. */
  remotePrice(ticket: Ticket, referenceId: string, by: number): Promise<RemotePrice>;
  /** Whether a caller of OddsGigant's own path on the hub may ask. Rejects when the settings cannot be read. */
  isLicensed(auth: string): Promise<boolean>;
}
