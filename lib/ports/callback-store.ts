import type { Bet } from '../domain/bet/bet.ts';
import type { Provider } from '../domain/provider.ts';

/**
 * A callback by its sender's own id of it; two callbacks of different kinds may carry the same one. The bet is no part
 * of it, and should one id ever come for two bets, the answer about one says nothing of the other.
 */
export interface CallbackRef {
  readonly provider: Provider;
  /** `accepted`, `declined`. */
  readonly callback: string;
  readonly requestId: string;
  readonly betId: string;
}

/** What a callback was answered, to be answered again. */
export interface CallbackAnswer {
  readonly status: number;
  /** Empty where there is none. */
  readonly body: string;
}

/** Providers repeat a callback for days; a month later it is decided by what its bet says. */
export const keepAnswerForMs = 30 * 24 * 3_600_000;

export type CallbackAnswerOrBet =
  | { readonly answer: CallbackAnswer }
  | { readonly answer: null; readonly bet: Bet };

export interface CallbackStore {
  /** What an earlier delivery of this callback was answered, else its bet: consistently and in one round trip. */
  loadAnswerOrBet(callback: CallbackRef): Promise<CallbackAnswerOrBet>;
  /**
   * Keeps the answer for 30 days and answers what is kept: of several deliveries at once the first one's. Where one about
   * another bet is kept already, that stays and this one is answered as it is.
   */
  keep(callback: CallbackRef, answer: CallbackAnswer): Promise<CallbackAnswer>;
}
