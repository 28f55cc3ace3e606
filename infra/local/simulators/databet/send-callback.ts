import * as z from 'zod/mini';
import { readJson } from '../../../../lib/contracts/json.ts';
import { databetAcceptedSchema } from '../../../../lib/contracts/native/databet-cashout-accepted.ts';
import { databetDeclinedSchema } from '../../../../lib/contracts/native/databet-cashout-declined.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { type Answer, jsonAnswer } from '../answer.ts';
import { readControlBody, shallowJson, wholeBody } from '../control-body.ts';
import type { FaultQueue } from '../faults.ts';
import type { SimulatedControlCall } from '../simulator.ts';
import { type Callback, callbackNames } from './callback.ts';
import { foreignParamsSchema, headerOf } from './foreign-params.ts';
import { type DatabetState, restate } from './state.ts';
import { refuseWithoutTarget } from './target-call.ts';

/** Each copy has a connection of its own, and a process has a thousand to spare. */
const maxCopies = 500;

const schema = z.strictObject(
  {
    callback: z.enum(callbackNames, { error: `must be one of ${callbackNames.join(', ')}` }),
    body: z.exactOptional(shallowJson),
    foreignParams: foreignParamsSchema,
    copies: z._default(
      z
        .int({ error: 'must be a whole number' })
        .check(z.minimum(1, 'must be at least 1'), z.maximum(maxCopies, `must be at most ${maxCopies}`)),
      1,
    ),
    delayMs: z._default(
      z.int({ error: 'must be whole milliseconds' }).check(z.minimum(0, 'must not be negative')),
      0,
    ),
  },
  wholeBody,
);

const shape =
  '{callback: accepted|declined|heartbeat, body?: JSON, or a text to be sent as it is, foreignParams?, copies?, delayMs?}';

export interface SendCallbackParts extends DatabetState {
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly closing: AbortSignal;
}

/** POST callbacks: one callback exactly as given, right or wrong, outside every queue and never repeated. */
export function sendCallback(parts: SendCallbackParts): SimulatedControlCall {
  const { clock, faults, closing, sender, target } = parts;
  const book = bookkeeper(parts);
  return {
    method: 'POST',
    path: '/callbacks',
    does: `${shape} sends one as given, and answers [{status, body}] of each copy`,
    async handle({ body }): Promise<Answer> {
      const refused = refuseWithoutTarget(target);
      if (refused !== undefined) return refused;
      const read = readControlBody(schema, body, shape);
      if (!read.ok) return read.answer;
      const { callback: name, body: given = '', foreignParams = null, copies, delayMs } = read.value;
      const callback: Callback = {
        name,
        body: typeof given === 'string' ? given : JSON.stringify(given),
        foreignParams: headerOf(foreignParams),
      };
      book(callback);
      const waitMs = delayMs + (faults.take(name, ['delay'])?.delayMs ?? 0);
      if (waitMs > 0) await clock.sleep(waitMs, closing);
      const answers = await sender.send(callback, copies);
      return jsonAnswer(
        200,
        answers.map((answer) => ({ ...answer })),
      );
    },
  };
}

/** Books what well-formed callbacks say of seeded bets, each request id once: what is sent by hand was decided too. */
function bookkeeper(state: DatabetState): (callback: Callback) => void {
  const { bets, orders } = state;
  const booked = new Set<string>();
  return ({ name, body, foreignParams }) => {
    const json = readJson(body);
    const accepted = name === 'accepted' ? databetAcceptedSchema.safeParse(json).data : undefined;
    const declined = name === 'declined' ? databetDeclinedSchema.safeParse(json).data : undefined;
    const said = accepted ?? declined;
    const bet = said === undefined ? undefined : bets.find(said.bet_id);
    if (said === undefined || bet === undefined || booked.has(`${name} ${said.request_id}`)) return;
    booked.add(`${name} ${said.request_id}`);
    if (accepted !== undefined) {
      const { cash_out_order_id: orderId, amount, refund_amount: refundAmount } = accepted;
      orders.accept(bet.betId, { orderId, amount, refundAmount, foreignParams });
    }
    if (declined !== undefined) orders.decline(bet.betId, declined.cash_out_order_ids);
    restate(state, bet);
  };
}
