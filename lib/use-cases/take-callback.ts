import {
  type AcceptedOrder,
  type Callback,
  type CallbackOutcome,
  type DeclinedOrders,
  takeAccepted,
  takeDeclined,
} from '../domain/cashout/callbacks.ts';
import type { Provider } from '../domain/provider.ts';
import type { CallbackAnswer, CallbackStore } from '../ports/callback-store.ts';
import type { Metrics } from '../ports/telemetry.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export interface TakeCallbackNeeds extends ChangeNeeds {
  readonly callbacks: CallbackStore;
  readonly metrics: Metrics;
}

export interface CallbackCall extends Omit<Callback, 'at'> {
  readonly provider: Provider;
  readonly betId: string;
  readonly told:
    | { readonly callback: 'accepted'; readonly order: AcceptedOrder }
    | ({ readonly callback: 'declined' } & DeclinedOrders);
  /** Renders what is answered for an outcome; it is recorded, so that a repeat gets the very same. */
  readonly answerOf: (outcome: CallbackOutcome) => CallbackAnswer;
}

/**
 * Takes a provider's decision over: the bet first, then the record of the answer. A crash between the two, a record
 * that is lost or too old change nothing, since said again the bet does not change either.
 */
export async function takeCallback(needs: TakeCallbackNeeds, call: CallbackCall): Promise<CallbackAnswer> {
  const { provider, betId, told, requestId } = call;
  const callback = { provider, callback: told.callback, requestId, betId };
  const known = await needs.callbacks.loadAnswerOrBet(callback);
  if (known.answer !== null) return known.answer;
  const orderIds = told.callback === 'accepted' ? [told.order.orderId] : told.orderIds;
  const { result: outcome } = await changeBet<CallbackOutcome>(
    needs,
    known.bet,
    (current, archived) => {
      const heard = { ...call, at: needs.clock.now() };
      if (told.callback === 'declined') {
        return { bet: takeDeclined(current, archived, told, heard), result: 'taken' };
      }
      const { bet: next, outcome } = takeAccepted(current, archived, told.order, heard);
      return { bet: next, result: outcome };
    },
    orderIds,
  );
  if (outcome === 'amount-conflict') needs.metrics.count('CallbackConflicts', 1, { provider });
  return needs.callbacks.keep(callback, call.answerOf(outcome));
}
