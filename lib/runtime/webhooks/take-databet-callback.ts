import type * as z from 'zod/mini';
import { keepRestrictions } from '../../adapters/databet/keep-restrictions.ts';
import { reasonOfRestrictions } from '../../adapters/databet/restrictions.ts';
import { conflictAnswer, takenAnswer } from '../../contracts/native/databet-answers.ts';
import type { databetAcceptedSchema } from '../../contracts/native/databet-cashout-accepted.ts';
import type { databetDeclinedSchema } from '../../contracts/native/databet-cashout-declined.ts';
import type { CallbackAnswer } from '../../ports/callback-store.ts';
import { type CallbackCall, type TakeCallbackNeeds, takeCallback } from '../../use-cases/take-callback.ts';
import type { CommonDependencies } from '../dependencies.ts';
import { recordable, type WebhookCall } from './webhook-operation.ts';

export type TakeDatabetCallbackNeeds = CommonDependencies & TakeCallbackNeeds;

/** An order is done: its refund is due to the player. */
export function takeDatabetAccepted(
  needs: TakeDatabetCallbackNeeds,
  call: WebhookCall<z.output<typeof databetAcceptedSchema>>,
): Promise<CallbackAnswer> {
  const { cash_out_order_id: orderId, amount: stake, refund_amount: refund } = call.input;
  return take(needs, call, { callback: 'accepted', order: { orderId, stake, refund } });
}

/** Orders are void: what was done is reversed. */
export function takeDatabetDeclined(
  needs: TakeDatabetCallbackNeeds,
  call: WebhookCall<z.output<typeof databetDeclinedSchema>>,
): Promise<CallbackAnswer> {
  const { cash_out_order_ids: sent, restrictions = [] } = call.input;
  const orderIds = [...new Set(sent)];
  const why = reasonOfRestrictions(restrictions, keepRestrictions(restrictions, orderIds.length));
  return take(needs, call, { callback: 'declined', orderIds, reason: why });
}

async function take(
  needs: TakeDatabetCallbackNeeds,
  { input, foreignParams, correlationId, causationId, note }: WebhookCall<Named>,
  told: CallbackCall['told'],
): Promise<CallbackAnswer> {
  note({ betId: input.bet_id });
  const answer = await takeCallback(needs, {
    provider: 'databet',
    requestId: input.request_id,
    betId: input.bet_id,
    told,
    foreignParams,
    answerOf: (outcome) => recordable(outcome === 'taken' ? takenAnswer : conflictAnswer),
    correlationId,
    causationId,
  });
  if (answer.status !== takenAnswer.status) note({ refusal: 'amount-conflict' });
  return answer;
}

interface Named {
  readonly request_id: string;
  readonly bet_id: string;
}
