import { cannotBeForced, resultAnswer, unprocessable } from '../../contracts/native/gr8-answers.ts';
import type { Gr8MoneyContract, Gr8MoneyInput } from '../../contracts/native/gr8-money-post.ts';
import type { MoneyBody } from '../../contracts/native/gr8-request-body.ts';
import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import type { RefusalCode } from '../../domain/cashout/refusals.ts';
import { padDecimals } from '../../domain/money/decimal.ts';
import { money } from '../../domain/money/money.ts';
import { type CashoutRequest, requestCashout } from '../../use-cases/request-cashout.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import { readKey } from '../http/idempotency-key.ts';
import { Refused } from '../http/problems.ts';
import { notConnected } from '../http/unsupported.ts';
import type { NativeCall } from './native-operation.ts';

export type PlaceGr8CashoutNeeds = CommonDependencies & Pick<Dependencies, 'bets' | 'cashoutProviders'>;

const keyHeader = 'Idempotency-Key';

/** Places a cashout asked for on GR8's own path and answers what GR8 would. */
export async function placeGr8Cashout<Body extends MoneyBody>(
  needs: PlaceGr8CashoutNeeds,
  call: NativeCall<Gr8MoneyInput<Body>>,
  { badRequest }: Pick<Gr8MoneyContract<Body>, 'badRequest'>,
  asked: Pick<CashoutRequest, 'kind' | 'priceChange' | 'by'>,
): Promise<NativeAnswer> {
  const provider = needs.cashoutProviders.gr8;
  if (provider === undefined) throw new Refused(notConnected('gr8'));
  // Without a key every call is a new request, and the bet's own guards protect it.
  const idempotencyKey = readKey(call.idempotencyKey?.trim() || needs.ids.next());
  if (idempotencyKey === undefined) return badRequest({ [keyHeader]: [keyRule] });
  const { playerId, margin, body } = call.input;
  const { betId, amount, betAmount } = body;
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
  if (result.outcome !== 'refused') return toAnswer(body, result.cashout);
  if (result.code !== 'idempotency-key-reused') {
    return resultAnswer(betId, amount.literal, resultOfRefusal(result.code));
  }
  return asked.kind === 'forced' ? unprocessable(keyReused) : badRequest({ [keyHeader]: [keyReused] });
}

const keyRule = 'The key must be 1 to 255 printable ASCII characters, bare or as a quoted string.';
const keyReused = 'The key came with another request before.';

/** While another request of the bet runs, nobody knows whether it will be cashed out: that is no NotAllowed. */
function resultOfRefusal(code: RefusalCode): 'Unknown' | 'NotAllowed' {
  return code === 'cashout-in-progress' || code === 'request-in-progress' ? 'Unknown' : 'NotAllowed';
}

function toAnswer({ betId, amount }: MoneyBody, cashout: Cashout): NativeAnswer {
  const { kind, status, settled, reason } = cashout;
  switch (status) {
    case 'accepted':
      // The page prints what was paid as 99.0 and 25.0: a double, with a digit after the point.
      return resultAnswer(
        betId,
        settled === null ? amount.literal : padDecimals(settled.value, 1),
        'Success',
      );
    case 'held':
    case 'pending':
    case 'unknown':
      return resultAnswer(betId, amount.literal, 'Unknown');
    case 'declined':
      if (kind === 'forced' && (reason?.code === 'bet-not-found' || reason?.code === 'market-suspended')) {
        return cannotBeForced;
      }
      return resultAnswer(betId, amount.literal, 'NotAllowed');
    case 'reversed':
      return resultAnswer(betId, amount.literal, 'NotAllowed');
  }
}
