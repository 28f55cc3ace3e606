import { type Decimal, decimal, multiply, round } from '../../../../lib/domain/money/decimal.ts';
import type {
  CaSettings,
  TicketDraft,
  TipDraft,
  ValidTicket,
} from '../../../../lib/domain/pricing/ticket.ts';
import { validateTicket } from '../../../../lib/domain/pricing/validate-ticket.ts';

/** A tip not started and not locked, `odd` → `oddcurrent`. */
export function aTip(odd: string, oddcurrent: string | null, given: Partial<TipDraft> = {}): TipDraft {
  return {
    matchid: '111',
    odd: decimal(odd),
    oddcurrent: oddcurrent === null ? null : decimal(oddcurrent),
    gamestate: 1,
    islocked: false,
    ...given,
  };
}

type Textual<T> = { readonly [Name in keyof T]?: T[Name] extends Decimal ? string : T[Name] };

export type Settings = Textual<CaSettings>;

export function someSettings(given: Settings): NonNullable<TicketDraft['caSettings']> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? decimal(value) : value]),
  );
}

/** A ticket whose totals are right: the total odd to two digits, the gain to the cent. */
export function aTicket(stake: string, tips: readonly TipDraft[], settings: Settings = {}): TicketDraft {
  const totalOdd = productOf(tips, 2);
  const totalGain = round(multiply(decimal(stake), totalOdd), 2, 'half-up');
  return { stake: decimal(stake), totalOdd, totalGain, caSettings: someSettings(settings), caBets: tips };
}

/** The product of all odds as a bookmaker prints it. */
export function productOf(tips: readonly TipDraft[], places: number): Decimal {
  return round(
    tips.reduce((product, { odd }) => multiply(product, odd ?? decimal('1')), decimal('1')),
    places,
    'half-up',
  );
}

/** The ticket of the page's own example. */
export const sample = aTicket('5', [
  aTip('1.22', '1.45', { matchid: '111', gamestate: 4 }),
  aTip('1.5', '1.35', { matchid: '222', gamestate: 4 }),
]);

export function valid(draft: TicketDraft): ValidTicket {
  const validation = validateTicket(draft);
  if (validation.outcome === 'valid') return validation.ticket;
  throw new Error(`not a valid ticket: ${JSON.stringify(validation.faults)}`);
}
