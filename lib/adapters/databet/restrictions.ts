import { type Reason, type ReasonCode, type Retryable, reason, reasons } from '../../domain/reasons.ts';

/** The cash-out restrictions of databet.seed.txt, in its order. */
export const restrictionTypes = [
  'bet_status',
  'bet_selection_existence',
  'selection_value',
  'sport_event_status',
  'sport_event_type',
  'sport_event_existence',
  'sport_event_bet_stop',
  'market_status',
  'market_existence',
  'market_defective',
  'odd_status',
  'odd_existence',
  'cash_out_bet_type',
  'bet_cash_out_selections_mismatch',
  'cash_out_unavailable',
  'cash_out_amount_limit',
  'cash_out_refund_amount',
  'cash_out_order_status',
  'cash_out_order_freebet',
  'bet_provider',
  'player_limit',
] as const;

export type RestrictionType = (typeof restrictionTypes)[number];

/** What each means to a player. DATA.BET publishes the names alone, so what stands behind them is our reading. */
export const restrictionCodes: Readonly<Record<RestrictionType, ReasonCode>> = {
  bet_status: 'bet-not-open',
  bet_selection_existence: 'selection-unavailable',
  selection_value: 'price-changed',
  // An event that is merely interrupted is restricted as well: nothing final is said without knowing.
  sport_event_status: 'market-suspended',
  sport_event_type: 'not-supported',
  sport_event_existence: 'selection-unavailable',
  sport_event_bet_stop: 'market-suspended',
  market_status: 'market-suspended',
  market_existence: 'selection-unavailable',
  market_defective: 'market-suspended',
  odd_status: 'selection-unavailable',
  odd_existence: 'selection-unavailable',
  cash_out_bet_type: 'not-supported',
  bet_cash_out_selections_mismatch: 'provider-rejected',
  cash_out_unavailable: 'market-suspended',
  cash_out_amount_limit: 'amount-out-of-limits',
  cash_out_refund_amount: 'price-changed',
  cash_out_order_status: 'provider-rejected',
  cash_out_order_freebet: 'freebet',
  bet_provider: 'not-supported',
  player_limit: 'player-limited',
};

/** A restriction whose context says more than its type: where the member has the value, the code is another one. */
export interface ContextRule {
  readonly type: RestrictionType;
  readonly member: string;
  readonly value: string;
  readonly code: ReasonCode;
}

export const contextRules: readonly ContextRule[] = [
  { type: 'sport_event_status', member: 'status', value: 'ended', code: 'event-ended' },
  { type: 'sport_event_status', member: 'status', value: 'closed', code: 'event-ended' },
  {
    type: 'cash_out_order_status',
    member: 'cash_out_order_status',
    value: 'accepted',
    code: 'already-cashed-out',
  },
];

/** The most final first: what never passes decides over what may. */
const finality: readonly Retryable[] = ['never', 'later', 'now'];

/**
 * Why orders were declined: by the restriction that is least worth a retry, of equal ones the first. All of them are
 * kept as they came (`keepRestrictions`); null where there are none.
 */
export function reasonOfRestrictions(received: readonly unknown[], kept: readonly unknown[]): Reason | null {
  const judged = received.map(judge).sort((a, b) => rank(a.code) - rank(b.code));
  const [deciding] = judged;
  if (deciding === undefined) return null;
  const { code, type, message } = deciding;
  return reason(code, { code: type, message, restrictions: kept });
}

interface Judged {
  readonly code: ReasonCode;
  /** As sent; null where there is none. */
  readonly type: string | null;
  /** What the context gives as the reason (`player_limit`). */
  readonly message: string | null;
}

function judge(restriction: unknown): Judged {
  const type = textAt(restriction, 'type');
  const context = memberOf(restriction, 'context');
  const message = textAt(context, 'reason');
  if (type === null || !isKnown(type)) return { code: 'provider-rejected', type, message };
  const rule = contextRules.find(
    (candidate) =>
      candidate.type === type && textAt(context, candidate.member)?.toLowerCase() === candidate.value,
  );
  return { code: rule?.code ?? restrictionCodes[type], type, message };
}

function isKnown(type: string): type is RestrictionType {
  return Object.hasOwn(restrictionCodes, type);
}

function rank(code: ReasonCode): number {
  return finality.indexOf(reasons[code].retryable);
}

function textAt(json: unknown, name: string): string | null {
  const value = memberOf(json, name);
  return typeof value === 'string' && value !== '' ? value.slice(0, maxTextLength).toWellFormed() : null;
}

const maxTextLength = 128;

function memberOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, name)) return undefined;
  return (json as Readonly<Record<string, unknown>>)[name];
}
