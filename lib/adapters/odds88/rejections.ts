import type { ReasonCode } from '../../domain/reasons.ts';

export interface Rejection {
  /** Looked for in the text of a rejection, in any case. */
  readonly contains: string;
  readonly code: ReasonCode;
}

/**
 * Odds88 publishes no list of reasons and no codes: these are guesses at English texts, replaced by the setting
 * `rejections` once an operator knows better. Earlier entries win, so what ends a bet stands before what may pass,
 * and narrow words before wide ones.
 */
export const assumedRejections: readonly Rejection[] = [
  { contains: 'not supported', code: 'not-supported' },
  { contains: 'suspend', code: 'market-suspended' },
  { contains: 'not found', code: 'bet-not-found' },
  { contains: 'settled', code: 'bet-not-open' },
  { contains: 'closed', code: 'bet-not-open' },
  { contains: 'already', code: 'already-cashed-out' },
  { contains: 'not available', code: 'market-suspended' },
  { contains: 'unavailable', code: 'market-suspended' },
  { contains: 'changed', code: 'price-changed' },
  { contains: 'price', code: 'price-changed' },
];

/** The code of the first entry that matches; a text nobody knows is a rejection like any other. */
export function rejectionCode(text: string, rejections: readonly Rejection[]): ReasonCode {
  const said = text.toLowerCase();
  const match = rejections.find(({ contains }) => said.includes(contains.toLowerCase()));
  return match?.code ?? 'provider-rejected';
}
