import type { Decimal } from '../domain/money/decimal.ts';
import type { Money } from '../domain/money/money.ts';

/** The same in every attempt to pay one bet out: repeats are told apart by nothing else. */
export interface PayOutRequest {
  readonly sessionId: string;
  /** The bet's id in the provider's system, which makes repeats harmless. */
  readonly betcoreBetId: string;
  /** At most 15 significant digits go over the wire; the currency is the session's, which the wire does not name. */
  readonly amount: Money;
  /** Amount ÷ stake, of at most 15 significant digits; null where nobody knows the stake. */
  readonly winOdd: Decimal | null;
  /**
   * After this instant (epoch ms) the request must not leave, so that no attempt outlives its lease.
   * @default never too late
   */
  readonly sendBefore?: number | undefined;
}

/** How one attempt to pay a bet out ended. There is no sixth way, and none of them throws. */
export type PayOutOutcome =
  /** Paid by this attempt. What the answer did not tell in readable form is null. */
  | { readonly outcome: 'paid'; readonly transactionId: string | null; readonly balance: Decimal | null }
  /** Paid before: by an earlier attempt, or by somebody else. */
  | { readonly outcome: 'repeated'; readonly evidence: string }
  /** The provider's own final no. */
  | { readonly outcome: 'rejected'; readonly code: number; readonly evidence: string }
  /**
   * Proven never to have been executed. `not-expressible`: the wire has no way to say it, so no repeat of the same
   * request will ever leave; `not-reached`: another time it may.
   */
  | {
      readonly outcome: 'never-sent';
      readonly cause: 'not-reached' | 'not-expressible';
      readonly evidence: string;
    }
  /** It may have been executed: nobody knows. To be repeated until somebody does. */
  | { readonly outcome: 'undetermined'; readonly evidence: string };

export interface PayOutProvider {
  /** Makes one attempt: nothing in it is retried. Evidence is in bounded text without secrets. */
  payOut(request: PayOutRequest): Promise<PayOutOutcome>;
}
