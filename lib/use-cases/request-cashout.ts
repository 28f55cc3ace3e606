import { assert } from '../domain/assert.ts';
import { type Bet, type BetRef, findCashout, remainingStake } from '../domain/bet/bet.ts';
import { capabilities } from '../domain/capabilities.ts';
import type { Cashout, CashoutPayOut, Kind, PriceChange } from '../domain/cashout/cashout.ts';
import { cashoutIdFor, fingerprintOf } from '../domain/cashout/ids.ts';
import type { CashoutAsked } from '../domain/cashout/refusals.ts';
import type { Money } from '../domain/money/money.ts';
import type { ValidTicket } from '../domain/pricing/ticket.ts';
import type { CashoutProvider, PlaceOutcome, PlaceRequest } from '../ports/cashout-provider.ts';
import { type OpenCashoutNeeds, openCashout, type RequestRefused } from './open-cashout.ts';
import { type RecordOutcomeNeeds, recordOutcome } from './record-outcome.ts';

/** From the first byte to the last, the provider's answer and every retried write included. */
export const answerWithinMs = 25_000;

/** Kept back from the provider's time, so that an outcome known at the last moment can still be written. */
const recordWithinMs = 5_000;

export interface RequestCashoutNeeds extends OpenCashoutNeeds, RecordOutcomeNeeds {}

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
  /** What BETCORE is to pay; without one as the bet is registered. */
  readonly payOut?: CashoutPayOut | null;
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
  | RequestRefused;

/**
 * Cashes a bet out at its provider, once. Pending, and the reservation of its pay-out before that, are durable before
 * anything leaves; the provider is called by the one caller whose write made it pending; whatever happens after that,
 * the items tell the sweeper.
 */
export async function requestCashout(
  needs: RequestCashoutNeeds,
  provider: CashoutProvider,
  request: CashoutRequest,
): Promise<RequestCashoutResult> {
  const answerBy = needs.clock.now() + answerWithinMs;
  const asked = toAsked(request);
  const opened = await openCashout(needs, request.ref, asked, request.causationId);
  if (opened.result.outcome === 'refused') return opened.result;
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
  const { payOut = null } = request;
  const ticket = request.ticket?.ticket;
  const said = by?.asked === true ? by : null;
  const asked = { kind, playerId, requested: amount, stake, priceChange, margin, by: said, ticket, payOut };
  return {
    cashoutId: cashoutIdFor(ref, idempotencyKey),
    fingerprint: fingerprintOf(asked),
    ticketStake: ticket?.stake,
    kind,
    playerId,
    requested: amount,
    stake,
    priceChange,
    payOut,
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
