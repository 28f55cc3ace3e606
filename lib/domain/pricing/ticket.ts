import { type Decimal, decimal } from '../money/decimal.ts';
import type { Ratio } from './ratio.ts';

/*
 * The ticket OddsGigant's cashout page describes, in its field names. Odds are decimal odds, amounts are in
 * the currency of the ticket, rates in percent.
 */

/** The state of a tip's event. */
export const gamestates = { notStarted: 1, lost: 2, won: 3, inPlay: 4 } as const;

export type Gamestate = (typeof gamestates)[keyof typeof gamestates];

export interface Tip {
  readonly matchid: string;
  /** The odd the player bet on. */
  readonly odd: Decimal;
  /** The odd now; null only where nobody looks at it, on lost and won tips. */
  readonly oddcurrent: Decimal | null;
  readonly gamestate: Gamestate;
  /** The event is locked: while the tip is open, the ticket cannot be cashed out. */
  readonly islocked: boolean;
}

export interface CaSettings {
  /** Percent of the cashout value, taken off in the end. */
  readonly taxRate: Decimal;
  /** Percent of the fair value the player leaves behind for cashing out. */
  readonly caWithdrawal: Decimal;
  readonly maxCaValue: Decimal;
  readonly minCaValue: Decimal;
  /** Outside the two limits the cashout fails (true) or is set to the limit (false). */
  readonly noCaOutOfLimits: boolean;
  readonly maxOpenTip: number;
  readonly maxTipCount: number;
  /** The highest `odd` and `oddcurrent` of a tip in play. */
  readonly inplayMaxOddPerTip: Decimal;
}

/** The page's defaults for what a request leaves out. */
export const defaultCaSettings: CaSettings = {
  taxRate: decimal('0'),
  caWithdrawal: decimal('10'),
  maxCaValue: decimal('5000'),
  minCaValue: decimal('0.5'),
  noCaOutOfLimits: true,
  maxOpenTip: 5,
  maxTipCount: 15,
  inplayMaxOddPerTip: decimal('6'),
};

/** A combination bet; a single bet is one with one tip. Plain data: it can be stored and sent on. */
export interface Ticket {
  readonly stake: Decimal;
  readonly totalOdd: Decimal;
  readonly totalGain: Decimal;
  readonly caSettings: CaSettings;
  readonly caBets: readonly Tip[];
}

type Draft<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined };

export type CaSettingsDraft = Draft<CaSettings>;

export type TipDraft = Draft<Omit<Tip, 'gamestate'> & { readonly gamestate: number }>;

/**
 * A ticket as it was read from a wire: numbers are decimals already, but anything may be missing (absent or
 * null) and nothing is checked.
 */
export type TicketDraft = Draft<
  Omit<Ticket, 'caSettings' | 'caBets'> & {
    readonly caSettings: CaSettingsDraft;
    readonly caBets: readonly TipDraft[];
  }
>;

export interface ValidTip {
  readonly gamestate: Gamestate;
  readonly islocked: boolean;
  readonly odd: Ratio;
  /** Null where nobody looks at it. */
  readonly oddcurrent: Ratio | null;
}

/** The settings with the numbers of them read. */
export interface ValidCaSettings
  extends Pick<CaSettings, 'noCaOutOfLimits' | 'maxOpenTip' | 'maxTipCount'>,
    Readonly<Record<CaSettingNumber, Ratio>> {}

export type CaSettingNumber = 'taxRate' | 'caWithdrawal' | 'maxCaValue' | 'minCaValue' | 'inplayMaxOddPerTip';

/** A ticket that `validateTicket` found nothing wrong with, its numbers read once; nothing else makes them. */
export interface ValidTicket {
  /** The ticket in plain data, its settings complete. */
  readonly ticket: Ticket;
  readonly stake: Ratio;
  readonly tips: readonly ValidTip[];
  /** The product of all tips' odds: what `totalOdd` is before anyone rounds it. */
  readonly odds: Ratio;
  readonly settings: ValidCaSettings;
}

export function isOpen({ gamestate }: Pick<Tip, 'gamestate'>): boolean {
  return gamestate === gamestates.notStarted || gamestate === gamestates.inPlay;
}

export function isGamestate(state: number | null | undefined): state is Gamestate {
  return state === 1 || state === 2 || state === 3 || state === 4;
}
