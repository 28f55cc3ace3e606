import type { Decimal } from '../money/decimal.ts';
import { type Reason, reason } from '../reasons.ts';
import { pricePart, type TicketPrice } from './price-ticket.ts';
import type { ValidTicket } from './ticket.ts';

/** Who prices a ticket: this hub by OddsGigant's page, or OddsGigant itself. */
export const engines = ['built-in', 'remote'] as const;

export type Engine = (typeof engines)[number];

/** What an engine says a ticket, or a part of its stake, can be cashed out for. */
export type Calculation = {
  readonly engine: Engine;
  /** Null where the engine tells the value alone. */
  readonly details: Pick<TicketPrice, 'fair' | 'deductions'> | null;
} & (
  | { readonly outcome: 'priced' /** Above zero. */; readonly value: Decimal }
  | { readonly outcome: 'refused'; readonly reason: Reason }
  /** Nobody knows: the engine could not be asked, or not understood. `cause` in our own words. */
  | { readonly outcome: 'failed'; readonly reason: Reason; readonly cause: string }
);

/** What the built-in engine says of a part of the stake; all of it is the whole ticket. */
export function priceHere(ticket: ValidTicket, part: Decimal): Calculation {
  const { value, reason: why, fair, deductions } = pricePart(ticket, part);
  const told = { engine: 'built-in', details: { fair, deductions } } as const;
  return why === null
    ? { ...told, outcome: 'priced', value }
    : { ...told, outcome: 'refused', reason: reason(why) };
}
