import { idempotencyKeyHeader, idempotencyKeyRule } from '../../contracts/http/idempotency-key.ts';
import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import { odds88Paths, toLocalAmount } from '../../contracts/native/odds88.ts';
import { badRequest, cashoutAnswer, serverError } from '../../contracts/native/odds88-answers.ts';
import type { Odds88CashoutInput } from '../../contracts/native/odds88-cashout.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import { parseCurrency } from '../../domain/money/currency.ts';
import { money } from '../../domain/money/money.ts';
import { type ReasonCode, reasons } from '../../domain/reasons.ts';
import { type RequestCashoutResult, requestCashout } from '../../use-cases/request-cashout.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import { readKey } from '../http/idempotency-key.ts';
import { Refused } from '../http/problems.ts';
import { notConnected } from '../http/unsupported.ts';
import type { NativeCall } from './native-operation.ts';

export type PlaceOdds88CashoutNeeds = CommonDependencies &
  Pick<Dependencies, 'bets' | 'payOuts' | 'cashoutProviders' | 'currencies'>;

const path = odds88Paths.cashout;

/** Places a cashout asked for on Odds88's own path and answers what Odds88 would. */
export async function placeOdds88Cashout(
  needs: PlaceOdds88CashoutNeeds,
  call: NativeCall<Odds88CashoutInput>,
): Promise<NativeAnswer> {
  const provider = needs.cashoutProviders.odds88;
  if (provider === undefined) throw new Refused(notConnected('odds88'));
  const { betId, priceChange, amount } = call.input;
  call.note({ betId });
  // Without a key every call is a new request, which the bet refuses while another runs or once it is cashed out.
  const idempotencyKey = readKey(call.idempotencyKey?.trim() || needs.ids.next());
  const currency = parseCurrency(amount.currency, needs.currencies);
  if (idempotencyKey === undefined || currency === undefined) {
    call.note({ refusal: 'invalid-request' });
    return badRequest(path, [
      ...(idempotencyKey === undefined ? [`${idempotencyKeyHeader}: ${idempotencyKeyRule}.`] : []),
      ...(currency === undefined ? ['amount.currency: must be an ISO 4217 code this hub knows.'] : []),
    ]);
  }
  const result = await requestCashout(needs, provider, {
    ref: { provider: 'odds88', betId },
    idempotencyKey,
    kind: 'full',
    playerId: null,
    amount: money(amount.value, currency),
    stake: null,
    priceChange,
    margin: undefined,
    precision: amount.precision,
    by: null,
    client: call.client,
    correlationId: call.correlationId,
    causationId: call.causationId,
  });
  if (result.outcome !== 'refused') return toAnswer(call.input, result.cashout);
  call.note({ refusal: result.code });
  return toRefusal(call.input, result);
}

function toAnswer(input: Odds88CashoutInput, { status, settled, reason }: Cashout): NativeAnswer {
  switch (status) {
    case 'accepted': {
      const { betId, amount } = input;
      const paid = settled === null ? undefined : toLocalAmount(settled.value, amount.precision);
      // It was asked for in this precision, so only a person's word can have digits there is no place for.
      if (paid === undefined)
        return serverError(path, 'The amount paid does not fit the precision asked for.');
      return cashoutAnswer(true, null, { betId, localAmount: paid });
    }
    case 'held':
    case 'pending':
    case 'unknown':
      return undecided;
    case 'declined':
      return no(input, reason?.provider?.message ?? reasons[reason?.code ?? 'provider-rejected'].message);
    case 'reversed':
      return no(input, reasons['provider-rejected'].message);
  }
}

function toRefusal(
  input: Odds88CashoutInput,
  { code, cashout }: Extract<RequestCashoutResult, { outcome: 'refused' }>,
): NativeAnswer {
  switch (code) {
    case 'cashout-in-progress':
    case 'request-in-progress':
      return undecided;
    case 'idempotency-key-reused':
      // Callers read a 4xx as a no, and what this key stands for has been paid or may still be.
      if (cashout?.status !== 'declined') return undecided;
      return badRequest(path, [`${idempotencyKeyHeader}: came with another request before.`]);
    case 'bet-already-cashed-out':
      return no(input, reasons['already-cashed-out'].message);
    case 'bet-closed':
      return no(input, reasons['bet-not-open'].message);
    default:
      return no(input, reasons['provider-rejected' satisfies ReasonCode].message);
  }
}

/** Nobody knows yet whether the bet is cashed out: that is no `success: false`. */
const undecided = serverError(path, 'The outcome of this cashout is not known yet. Look the bet up.');

function no({ betId, amount }: Odds88CashoutInput, reason: string): NativeAnswer {
  return cashoutAnswer(false, reason, { betId, localAmount: amount.localAmount });
}
