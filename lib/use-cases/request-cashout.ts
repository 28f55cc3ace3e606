import { assert } from '../domain/assert.ts';
import { type Bet, type BetRef, findCashout, remainingStake } from '../domain/bet/bet.ts';
import { capabilities } from '../domain/capabilities.ts';
import type { Cashout, Kind, PriceChange } from '../domain/cashout/cashout.ts';
import type { Command } from '../domain/cashout/decide.ts';
import { endPending } from '../domain/cashout/feed-evidence.ts';
import { cashoutIdFor, fingerprintOf } from '../domain/cashout/ids.ts';
import type { CashoutAsked, RefusalCode } from '../domain/cashout/refusals.ts';
import { requestCashout as start } from '../domain/cashout/request.ts';
import type { Money } from '../domain/money/money.ts';
import type { ValidTicket } from '../domain/pricing/ticket.ts';
import type { CashoutProvider, PlaceOutcome, PlaceRequest } from '../ports/cashout-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

/** From the first byte to the last, the provider's answer and every retried write included. */
export const answerWithinMs = 25_000;

/** Kept back from the provider's time, so that an outcome known at the last moment can still be written. */
const recordWithinMs = 5_000;

/** Between two attempts to write an outcome while the table does not answer. */
const rewriteAfterMs = 500;

export interface RequestCashoutNeeds extends ChangeNeeds {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A request as the caller makes it; its key and what it asks for name the cashout. */
export interface CashoutRequest {
  readonly ref: BetRef;
  readonly idempotencyKey: string;
  readonly kind: Kind;
  readonly playerId: string | null;
  /** What the player was shown. Without a currency it is of the one the bet is registered in; so is `stake`. */
  readonly amount: Money;
  /** Of a partial cashout: the part of the stake. */
  readonly stake: Money | null;
  /** Null for forced cashouts: the operator's amount is the amount. */
  readonly priceChange: PriceChange | null;
  /** GR8's version of the margin formula. */
  readonly margin: string | undefined;
  /** On Odds88's own path: the decimals the caller counts the amount in, and wants the answer in. */
  readonly precision?: number;
  /** The ticket of a bet that the hub itself prices. */
  readonly ticket?: ValidTicket | undefined;
  /** Of a forced cashout: who wants it and why, for its history. */
  readonly by: {
    readonly actor: string;
    readonly note: string;
    /** Whether the request says so, and with it every repeat; else it is the hub that names the caller. */
    readonly asked: boolean;
  } | null;
  readonly client: string | null;
  readonly correlationId: string;
  readonly causationId: string;
}

export type RequestCashoutResult =
  /** `cashout` may still be pending or unknown. */
  | { readonly outcome: 'placed'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly outcome: 'replayed'; readonly bet: Bet; readonly cashout: Cashout }
  /** `cashout` is the one its key stands for already; null for a new key. */
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly cashout: Cashout | null };

/**
 * Cashes a bet out at its provider, once. Pending is durable before anything leaves; the provider is called
 * by the one caller whose write made it pending; whatever happens after that, the item tells the sweeper.
 */
export async function requestCashout(
  needs: RequestCashoutNeeds,
  provider: CashoutProvider,
  request: CashoutRequest,
): Promise<RequestCashoutResult> {
  const answerBy = needs.clock.now() + answerWithinMs;
  const asked = toAsked(request);
  const opened = await changeBet(needs, await needs.bets.load(request.ref), (bet) => {
    const result = start(bet, asked, needs.clock.now(), request.causationId);
    return { bet: result.outcome === 'started' ? result.bet : bet, result };
  });
  if (opened.result.outcome === 'refused') {
    return { ...opened.result, cashout: findCashout(opened.bet, asked.cashoutId) ?? null };
  }
  if (opened.result.outcome === 'repeat') {
    return { outcome: 'replayed', bet: opened.bet, cashout: opened.result.cashout };
  }
  const { cashout } = opened.result;
  const { playerId, sendBefore, requested: amount, stake } = cashout;
  assert(sendBefore !== null && amount !== null, 'a pending cashout says what it asks and until when');
  const { ref, kind, priceChange, margin, precision } = request;
  const { betId } = ref;
  const outcome = await place(needs, provider, {
    betId,
    playerId,
    kind,
    amount,
    stake,
    priceChange,
    margin,
    precision,
    ticketToPrice: ticketToPrice(opened.bet, request.ticket),
    sendBefore,
    answerBy: answerBy - recordWithinMs,
  });
  const bet = await recordOutcome(
    needs,
    opened.bet,
    cashout.cashoutId,
    outcome,
    request.causationId,
    answerBy,
  );
  // Not before it is recorded: nothing may come between an outcome and its being durable.
  const recorded = findCashout(bet, cashout.cashoutId) ?? cashout;
  // A decision of the hub's own is none before it is written: the sweeper declines what was not.
  const { decidesHere } = capabilities[ref.provider];
  const isVoid = decidesHere && outcome.outcome === 'accepted' && recorded.status !== 'accepted';
  const counted = isVoid ? 'never-sent' : outcome.outcome;
  needs.metrics.count('Cashouts', 1, { provider: ref.provider, outcome: counted });
  return { outcome: 'placed', bet, cashout: recorded };
}

/** No other cashout of the bet can begin while this one is pending: what is left of its stake stays so. */
function ticketToPrice(bet: Bet, ticket: ValidTicket | undefined): PlaceRequest['ticketToPrice'] {
  const openStake = remainingStake(bet);
  if (ticket === undefined || openStake === null) return undefined;
  return { ticket, openStake, isFreeBet: bet.registration?.freeBet ?? false };
}

function toAsked(request: CashoutRequest): CashoutAsked {
  const { ref, idempotencyKey, kind, playerId, amount, stake, priceChange, margin = null, by } = request;
  const ticket = request.ticket?.ticket;
  const said = by?.asked === true ? by : null;
  const asked = { kind, playerId, requested: amount, stake, priceChange, margin, by: said, ticket };
  return {
    cashoutId: cashoutIdFor(ref, idempotencyKey),
    fingerprint: fingerprintOf(asked),
    ticketStake: ticket?.stake,
    kind,
    playerId,
    requested: amount,
    stake,
    priceChange,
    by: by && { actor: by.actor, note: by.note },
    client: request.client,
    correlationId: request.correlationId,
  };
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
 * Writes what the provider said together with its event. Tried again whatever the fault, until the answer
 * is due; what could not be written by then is found by the sweeper when the lease is over.
 */
async function recordOutcome(
  needs: RequestCashoutNeeds,
  pending: Bet,
  cashoutId: string,
  outcome: PlaceOutcome,
  causationId: string,
  answerBy: number,
): Promise<Bet> {
  const { decidesHere } = capabilities[pending.provider];
  for (;;) {
    try {
      const { bet } = await changeBet(needs, pending, (current) => {
        const command = toCommand(outcome, needs.clock.now());
        const { bet: next, decision } = endPending(current, cashoutId, command, causationId);
        if (decision.outcome === 'no-row') {
          needs.log.warn('outcome came after its cashout had moved on', { cashoutId });
        }
        return { bet: next, result: null };
      });
      return bet;
    } catch (fault) {
      const late = needs.clock.now() + rewriteAfterMs >= answerBy;
      needs.log.error(late ? 'outcome not recorded' : 'outcome not recorded yet', fault, {
        cashoutId,
        outcome: outcome.outcome,
        // For the person who may have to settle it by hand; where the hub decides, nothing was paid yet.
        paid: outcome.outcome === 'accepted' && !decidesHere ? outcome.amount.value : undefined,
      });
      if (late) return pending;
      await needs.clock.sleep(rewriteAfterMs);
    }
  }
}

function toCommand(outcome: PlaceOutcome, at: number): Command {
  switch (outcome.outcome) {
    case 'accepted':
      return {
        name: 'provider-accepted',
        at,
        amount: outcome.amount,
        evidence: outcome.evidence ?? 'answer',
      };
    case 'declined':
      return {
        name: 'provider-declined',
        at,
        reason: outcome.reason,
        evidence: outcome.evidence ?? 'answer',
      };
    case 'never-sent':
      return { name: 'never-sent', at, reason: outcome.reason, evidence: outcome.evidence };
    case 'unclear':
      return { name: 'provider-unclear', at, evidence: outcome.evidence };
  }
}
