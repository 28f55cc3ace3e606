/** When asking again can help: at once, after a while, or not at all. */
export type Retryable = 'now' | 'later' | 'never';

interface ReasonText {
  /** Safe to show to a player: names no system, no check and no other person. */
  readonly message: string;
  readonly retryable: Retryable;
}

/** Why a quote is unavailable or a cashout was declined: one taxonomy for all providers. */
export const reasons = {
  'price-changed': {
    message: 'The cashout amount has changed. Please check the new amount.',
    retryable: 'now',
  },
  'market-suspended': { message: 'Cashout is paused for this bet right now.', retryable: 'later' },
  'event-ended': {
    message: 'The event has ended, so this bet can no longer be cashed out.',
    retryable: 'never',
  },
  'selection-unavailable': {
    message: 'A selection of this bet is not available right now.',
    retryable: 'later',
  },
  'bet-not-open': { message: 'This bet is no longer open.', retryable: 'never' },
  'bet-not-found': { message: 'This bet could not be found.', retryable: 'never' },
  'already-cashed-out': { message: 'This bet has already been cashed out.', retryable: 'never' },
  'not-supported': { message: 'Cashout is not offered for this bet.', retryable: 'never' },
  'not-subscribed': { message: 'The cashout amount is not being followed yet.', retryable: 'later' },
  'quote-pending': { message: 'The cashout amount is on its way.', retryable: 'now' },
  'amount-out-of-limits': { message: 'The amount is outside the allowed limits.', retryable: 'later' },
  'player-limited': { message: 'Cashout is not available for this account.', retryable: 'never' },
  freebet: { message: 'A free bet cannot be cashed out.', retryable: 'never' },
  'tip-lost': { message: 'A selection of this bet has lost.', retryable: 'never' },
  'tip-locked': { message: 'A selection of this bet is locked right now.', retryable: 'later' },
  'too-many-tips': { message: 'This bet has too many selections to be cashed out.', retryable: 'never' },
  'odds-too-high': {
    message: 'The odds of this bet are too high to cash it out right now.',
    retryable: 'later',
  },
  'switched-off': { message: 'Cashout is switched off at the moment.', retryable: 'later' },
  'provider-rejected': { message: 'The cashout was not accepted.', retryable: 'later' },
  'provider-unreachable': {
    message: 'The cashout service could not be reached. Please try again.',
    retryable: 'now',
  },
  'provider-throttled': {
    message: 'Too many cashouts at once. Please try again shortly.',
    retryable: 'later',
  },
  'provider-error': { message: 'The cashout service answered with an error.', retryable: 'later' },
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof reasons;

export const reasonCodes = Object.keys(reasons) as readonly ReasonCode[];

/** What the provider itself said, kept beside our code. */
export interface ProviderReason {
  readonly code: string | null;
  readonly message: string | null;
  /** DATA.BET restrictions as received; empty for the others. */
  readonly restrictions: readonly unknown[];
}

export interface Reason {
  readonly code: ReasonCode;
  readonly provider: ProviderReason | null;
}

export function reason(code: ReasonCode, provider: ProviderReason | null = null): Reason {
  return { code, provider };
}
