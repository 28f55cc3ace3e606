import { assert } from '../../domain/assert.ts';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { CashoutPayOut } from '../../domain/cashout/cashout.ts';
import { type CashoutRequest, requestCashout } from '../../use-cases/request-cashout.ts';
import type { Dependencies } from '../dependencies.ts';
import { toCashoutAnswer } from './cashout-answer.ts';
import type { HttpAnswer, HttpCall } from './http-operation.ts';
import { notConnected, unsupported, unsupportedByProvider } from './unsupported.ts';

export type PlaceCashoutNeeds = Pick<
  Dependencies,
  'bets' | 'payOuts' | 'clock' | 'currencies' | 'log' | 'metrics' | 'cashoutProviders'
>;

/** What the three cashout operations read from their bodies. */
export interface PlaceCashoutAsked
  extends Pick<CashoutRequest, 'kind' | 'amount' | 'stake' | 'priceChange' | 'margin' | 'by' | 'ticket'> {
  readonly playerId: string | undefined;
  readonly payOut: CashoutPayOut | null;
  readonly live: boolean;
}

/** Places a cashout asked for through the hub's own API and answers the cashout, or why there is none. */
export async function placeCashout(
  needs: PlaceCashoutNeeds,
  call: HttpCall<unknown>,
  { provider, betId }: BetRef,
  asked: PlaceCashoutAsked,
): Promise<HttpAnswer> {
  const refused = unsupportedByProvider(provider, asked.kind, asked.priceChange) ?? unsupported(asked.live);
  if (refused !== undefined) return { problem: refused };
  const placer = needs.cashoutProviders[provider];
  if (placer === undefined) return { problem: notConnected(provider) };
  const { idempotencyKey, client, correlationId, causationId } = call;
  assert(idempotencyKey !== null, 'the contract requires a key');
  const { kind, playerId = null, amount, stake, priceChange, margin, by, ticket, payOut } = asked;
  const result = await requestCashout(needs, placer, {
    ref: { provider, betId },
    idempotencyKey,
    kind,
    playerId,
    amount,
    stake,
    priceChange,
    margin,
    by,
    ticket,
    payOut,
    client,
    correlationId,
    causationId,
  });
  return toCashoutAnswer(result, needs.currencies);
}
