import { assert } from '../domain/assert.ts';
import { applyCommand, type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout, PriceChange } from '../domain/cashout/cashout.ts';
import type { Command } from '../domain/cashout/decide.ts';
import type { CashoutAsked, RefusalCode } from '../domain/cashout/refusals.ts';
import { requestCashout as start } from '../domain/cashout/request.ts';
import { StoreUnavailable } from '../ports/bet-store.ts';
import type { CashoutProvider, PlaceOutcome } from '../ports/cashout-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { type ChangeNeeds, Contention, changeBet } from './change-bet.ts';

/** From the first byte to the last, the provider's answer and every retried write included. */
export const answerWithinMs = 25_000;

/** Between two attempts to write an outcome while the table does not answer. */
const rewriteAfterMs = 500;

export interface RequestCashoutNeeds extends ChangeNeeds {
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface RequestedCashout extends CashoutAsked {
  readonly ref: BetRef;
  readonly priceChange: PriceChange;
  /** GR8's version of the margin formula. */
  readonly margin: string | undefined;
  readonly causationId: string;
}

export type RequestCashoutResult =
  /** `cashout` may still be pending or unknown. */
  | { readonly outcome: 'placed'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly outcome: 'replayed'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly outcome: 'refused'; readonly code: RefusalCode };

/**
 * Cashes a bet out at its provider, once. Pending is durable before anything leaves; the provider is called
 * by the one caller whose write made it pending; whatever happens after that, the item tells the sweeper.
 */
export async function requestCashout(
  needs: RequestCashoutNeeds,
  provider: CashoutProvider,
  asked: RequestedCashout,
): Promise<RequestCashoutResult> {
  const answerBy = needs.clock.now() + answerWithinMs;
  const opened = await changeBet(needs, await needs.bets.load(asked.ref), (bet) => {
    const result = start(bet, toAsked(asked), needs.clock.now(), asked.causationId);
    return { bet: result.outcome === 'started' ? result.bet : bet, result };
  });
  if (opened.result.outcome === 'refused') return opened.result;
  if (opened.result.outcome === 'repeat') {
    return { outcome: 'replayed', bet: opened.bet, cashout: opened.result.cashout };
  }
  const { cashout, playerId } = opened.result;
  assert(cashout.sendBefore !== null, 'a pending cashout says until when it may be sent');
  const outcome = await place(needs, provider, {
    betId: asked.ref.betId,
    playerId,
    kind: asked.kind,
    amount: asked.requested,
    priceChange: asked.priceChange,
    ...(asked.margin === undefined ? {} : { margin: asked.margin }),
    sendBefore: cashout.sendBefore,
    answerBy,
  });
  needs.metrics.count('Cashouts', 1, { provider: asked.ref.provider, outcome: outcome.outcome });
  const bet = await recordOutcome(needs, opened.bet, asked, outcome, answerBy);
  return { outcome: 'placed', bet, cashout: findCashout(bet, asked.cashoutId) ?? cashout };
}

function toAsked(asked: RequestedCashout): CashoutAsked {
  const { cashoutId, kind, stake, playerId, priceChange, client, correlationId, requested, fingerprint } =
    asked;
  return { cashoutId, kind, stake, playerId, priceChange, client, correlationId, requested, fingerprint };
}

/** A provider client promises not to throw; if it does, nobody knows what left. */
async function place(
  { log }: RequestCashoutNeeds,
  provider: CashoutProvider,
  request: Parameters<CashoutProvider['place']>[0],
): Promise<PlaceOutcome> {
  try {
    return await provider.place(request);
  } catch (fault) {
    log.error('provider client failed', fault, { betId: request.betId });
    return { outcome: 'unclear', evidence: 'the provider client failed' };
  }
}

/**
 * Writes what the provider said together with its event. Tried again while the table is away, until the
 * answer is due; what could not be written by then is found by the sweeper when the lease is over.
 */
async function recordOutcome(
  needs: RequestCashoutNeeds,
  pending: Bet,
  asked: RequestedCashout,
  outcome: PlaceOutcome,
  answerBy: number,
): Promise<Bet> {
  for (;;) {
    try {
      const { bet } = await changeBet(needs, pending, (current) => {
        const command = toCommand(outcome, needs.clock.now());
        const { bet: next, decision } = applyCommand(current, asked.cashoutId, command, asked.causationId);
        if (decision.outcome === 'no-row') {
          needs.log.warn('outcome came after its cashout had moved on', { cashoutId: asked.cashoutId });
        }
        return { bet: next, result: null };
      });
      return bet;
    } catch (fault) {
      if (!(fault instanceof StoreUnavailable || fault instanceof Contention)) throw fault;
      const late = needs.clock.now() + rewriteAfterMs >= answerBy;
      needs.log.error(late ? 'outcome not recorded' : 'outcome not recorded yet', fault, {
        cashoutId: asked.cashoutId,
        outcome: outcome.outcome,
      });
      if (late) return pending;
      await needs.clock.sleep(rewriteAfterMs);
    }
  }
}

function toCommand(outcome: PlaceOutcome, at: number): Command {
  switch (outcome.outcome) {
    case 'accepted':
      return { name: 'provider-accepted', at, amount: outcome.amount, evidence: 'answer' };
    case 'declined':
      return { name: 'provider-declined', at, reason: outcome.reason, evidence: 'answer' };
    case 'never-sent':
      return { name: 'never-sent', at, reason: outcome.reason, evidence: outcome.evidence };
    case 'unclear':
      return { name: 'provider-unclear', at, evidence: outcome.evidence };
  }
}
