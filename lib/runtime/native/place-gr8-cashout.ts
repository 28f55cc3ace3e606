import { idempotencyKeyHeader, idempotencyKeyRule } from '../../contracts/http/idempotency-key.ts';
import { resultAnswer } from '../../contracts/native/gr8-answers.ts';
import {
  type Gr8MoneyContract,
  type Gr8MoneyInput,
  notAllowed,
} from '../../contracts/native/gr8-money-post.ts';
import type { MoneyBody } from '../../contracts/native/gr8-request-body.ts';
import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import { padDecimals } from '../../domain/money/decimal.ts';
import { money } from '../../domain/money/money.ts';
import {
  type CashoutRequest,
  type RequestCashoutResult,
  requestCashout,
} from '../../use-cases/request-cashout.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import { readKey } from '../http/idempotency-key.ts';
import { Refused } from '../http/problems.ts';
import { notConnected } from '../http/unsupported.ts';
import type { NativeCall } from './native-operation.ts';

export type PlaceGr8CashoutNeeds = CommonDependencies &
  Pick<Dependencies, 'bets' | 'payOuts' | 'cashoutProviders'>;

/** Places a cashout asked for on GR8's own path and answers what GR8 would. */
export async function placeGr8Cashout<Body extends MoneyBody>(
  needs: PlaceGr8CashoutNeeds,
  call: NativeCall<Gr8MoneyInput<Body>>,
  contract: Pick<Gr8MoneyContract<Body>, 'badRequest' | 'keyReused' | 'cannotBe'>,
  asked: Pick<CashoutRequest, 'kind' | 'priceChange' | 'by'>,
): Promise<NativeAnswer> {
  const provider = needs.cashoutProviders.gr8;
  if (provider === undefined) throw new Refused(notConnected('gr8'));
  const { playerId, margin, body } = call.input;
  const { betId, amount, betAmount } = body;
  call.note({ betId });
  // Without a key every call is a new request. The bet refuses it while another runs or once nothing is left; a
  // part that was paid without its caller hearing of it is paid again.
  const idempotencyKey = readKey(call.idempotencyKey?.trim() || needs.ids.next());
  if (idempotencyKey === undefined) {
    call.note({ refusal: 'invalid-request' });
    return contract.badRequest({ [idempotencyKeyHeader]: [`The key ${idempotencyKeyRule}.`] });
  }
  const result = await requestCashout(needs, provider, {
    ...asked,
    ref: { provider: 'gr8', betId },
    idempotencyKey,
    playerId,
    // This wire has bare numbers.
    amount: money(amount.value, null),
    stake: betAmount === undefined ? null : money(betAmount.value, null),
    margin,
    client: call.client,
    correlationId: call.correlationId,
    causationId: call.causationId,
  });
  if (result.outcome !== 'refused') return toAnswer(contract, body, result.cashout);
  call.note({ refusal: result.code });
  return toRefusal(contract, body, result);
}

type Dressed = Pick<Gr8MoneyContract<MoneyBody>, 'keyReused' | 'cannotBe'>;

function toRefusal(
  { keyReused, cannotBe }: Dressed,
  body: MoneyBody,
  { code, cashout }: Extract<RequestCashoutResult, { outcome: 'refused' }>,
): NativeAnswer {
  switch (code) {
    // Nobody knows yet whether the bet will be cashed out: that is no NotAllowed.
    case 'cashout-in-progress':
    case 'request-in-progress':
      return unknown(body);
    case 'idempotency-key-reused':
      // Callers read a 4xx as a no, and what this key stands for has been paid or may still be.
      return cashout?.status === 'declined' ? keyReused : unknown(body);
    case 'player-differs':
    case 'bet-closed':
      return cannotBe(body);
    default:
      return notAllowed(body);
  }
}

function toAnswer({ cannotBe }: Dressed, body: MoneyBody, cashout: Cashout): NativeAnswer {
  const { status, settled, reason } = cashout;
  switch (status) {
    case 'accepted':
      // The page prints what was paid as 99.0 and 25.0: a double, with a digit after the point.
      return resultAnswer(
        body.betId,
        settled === null ? body.amount.literal : padDecimals(settled.value, 1),
        'Success',
      );
    case 'held':
    case 'pending':
    case 'unknown':
      return unknown(body);
    case 'declined':
      if (reason?.code === 'bet-not-found' || reason?.code === 'market-suspended') return cannotBe(body);
      return notAllowed(body);
    case 'reversed':
      return notAllowed(body);
  }
}

function unknown({ betId, amount }: MoneyBody): NativeAnswer {
  return resultAnswer(betId, amount.literal, 'Unknown');
}
