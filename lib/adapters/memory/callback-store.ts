import type { BetStore } from '../../ports/bet-store.ts';
import { type CallbackAnswer, type CallbackStore, keepAnswerForMs } from '../../ports/callback-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { callbackPk } from '../dynamodb/keys.ts';

/** Answers to callbacks in this process. */
export function memoryCallbackStore({ bets, clock }: { bets: BetStore; clock: Clock }): CallbackStore {
  const kept = new Map<string, CallbackAnswer & { readonly betId: string; readonly until: number }>();

  function keptUnder(pk: string) {
    const found = kept.get(pk);
    if (found === undefined || found.until <= clock.now()) return null;
    const { status, body, betId } = found;
    return { answer: { status, body }, betId };
  }

  return {
    async loadAnswerOrBet(callback) {
      const { provider, betId } = callback;
      const found = keptUnder(callbackPk(callback));
      if (found?.betId === betId) return { answer: found.answer };
      return { answer: null, bet: await bets.load({ provider, betId }) };
    },

    async keep(callback, { status, body }) {
      const pk = callbackPk(callback);
      const first = keptUnder(pk);
      if (first !== null) return first.betId === callback.betId ? first.answer : { status, body };
      kept.set(pk, { status, body, betId: callback.betId, until: clock.now() + keepAnswerForMs });
      return { status, body };
    },
  };
}
