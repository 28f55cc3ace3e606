import { type Bet, type Registration, remainingStake } from '../../domain/bet/bet.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import type { Currencies } from '../../domain/money/currency.ts';
import { type Money, toWireMoney, type WireMoney } from '../../domain/money/money.ts';
import { payOutOfCashout } from '../../domain/pay-out/of-cashout.ts';
import type { PayOut } from '../../domain/pay-out/pay-out.ts';
import type { BetQuote } from '../../domain/quote/quote.ts';
import { type Reason, reasons } from '../../domain/reasons.ts';

/** An instant as people read it: ISO 8601 in UTC with milliseconds. */
export function toWireTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function toWireMoneyOrNull(amount: Money | null, currencies: Currencies): WireMoney | null {
  return amount === null ? null : toWireMoney(amount, currencies);
}

/** A reason with its player-safe message and what the provider itself said. */
export function toWireReason(reason: Reason) {
  const { message, retryable } = reasons[reason.code];
  return { code: reason.code, message, retryable, provider: reason.provider };
}

/** The cashout resource without its history and without what becomes of its pay-out: the data of its events. */
export function toCashoutSummary(bet: Bet, cashout: Cashout, currencies: Currencies) {
  return {
    cashoutId: cashout.cashoutId,
    provider: bet.provider,
    betId: bet.betId,
    kind: cashout.kind,
    origin: cashout.origin,
    status: cashout.status,
    decidedBy: cashout.decidedBy,
    requested: toWireMoneyOrNull(cashout.requested, currencies),
    settled: toWireMoneyOrNull(cashout.settled, currencies),
    stake: toWireMoneyOrNull(cashout.stake, currencies),
    reason: cashout.reason === null ? null : toWireReason(cashout.reason),
    payOut: cashout.payOut && { via: 'betcore', betcoreBetId: cashout.payOut.betcoreBetId },
    createdAt: toWireTime(cashout.createdAt),
    updatedAt: toWireTime(cashout.updatedAt),
  };
}

/** Items of pay-outs by BETCORE bet, as far as they were read. */
export type ReadPayOuts = ReadonlyMap<string, PayOut>;

/**
 * The cashout resource as operations answer it. Of a pay-out that was not read, it says how far the cashout itself has
 * brought it.
 */
export function toCashoutResource(
  bet: Bet,
  cashout: Cashout,
  currencies: Currencies,
  payOuts: ReadPayOuts = new Map(),
) {
  const summary = toCashoutSummary(bet, cashout, currencies);
  const { payOut } = summary;
  const item = payOut === null ? null : (payOuts.get(payOut.betcoreBetId) ?? null);
  return {
    ...summary,
    payOut: payOut && { ...payOut, ...payOutOfCashout(bet, cashout, item) },
    history: cashout.history.map(({ at, ...entry }) => ({ at: toWireTime(at), ...entry })),
  };
}

/** The bet resource, its cashouts newest first; with the pay-outs they have. */
export function toBetResource(bet: Bet, currencies: Currencies, payOuts: ReadPayOuts) {
  const { registration, closed } = bet;
  return {
    provider: bet.provider,
    betId: bet.betId,
    registration: registration === null ? null : toRegistrationResource(registration, currencies),
    closed: closed === null ? null : { ...closed, at: toWireTime(closed.at) },
    remainingStake: toWireMoneyOrNull(remainingStake(bet), currencies),
    cashouts: bet.cashouts.map((cashout) => toCashoutResource(bet, cashout, currencies, payOuts)).reverse(),
  };
}

/** A registration as it was told; when it was is ours to know. */
function toRegistrationResource(registration: Registration, currencies: Currencies) {
  const { playerId, stake, live, freeBet, payOut } = registration;
  const told = payOut && { via: 'betcore', sessionId: payOut.sessionId, betcoreBetId: payOut.betcoreBetId };
  return { playerId, stake: toWireMoney(stake, currencies), live, freeBet, payOut: told };
}

/** One element of a quote answer. A quote's reason is our own word only. */
export function toQuoteResource(quote: BetQuote, currencies: Currencies) {
  const { amount, reason, quotedAt, source, stale, ...rest } = quote;
  return {
    ...rest,
    amount: toWireMoneyOrNull(amount, currencies),
    reason: reason === null ? null : { code: reason.code, ...reasons[reason.code] },
    quotedAt: toWireTime(quotedAt),
    source,
    stale,
  };
}
