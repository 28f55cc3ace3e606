import * as z from 'zod/mini';
import { databetBodySchema, databetIdSchema, maxOrderIds, readDatabetBody } from './databet.ts';
import type { NativeContract } from './native-contract.ts';

const listRule = `must be a list of 1 to ${maxOrderIds} order ids`;

/**
 * Orders are void. DATA.BET's own client sends no restrictions here; should they come, as they are in its other
 * messages, they are taken, and whatever stands in their place otherwise is no fault.
 */
export const databetDeclinedSchema = databetBodySchema({
  request_id: databetIdSchema,
  bet_id: databetIdSchema,
  cash_out_order_ids: z
    .array(databetIdSchema, { error: ({ input }) => (input === undefined ? 'is required' : listRule) })
    .check(z.refine(({ length }) => length >= 1 && length <= maxOrderIds, { error: listRule })),
  restrictions: z.optional(z.catch(z.array(z.unknown()), () => [])),
});

/** POST …/bet/cash-out-orders/declined of databet.seed.txt. */
export const databetCashoutDeclinedContract: NativeContract<z.output<typeof databetDeclinedSchema>> = {
  id: 'databet-cashout-declined',
  provider: 'databet',
  read: ({ body }) => readDatabetBody(databetDeclinedSchema, body()),
};
