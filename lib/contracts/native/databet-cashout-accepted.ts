import type * as z from 'zod/mini';
import { databetAmountSchema, databetBodySchema, databetIdSchema, readDatabetBody } from './databet.ts';
import type { NativeContract } from './native-contract.ts';

/** An order is done: `amount` is the part of the stake it took, `refund_amount` what the player gets. */
export const databetAcceptedSchema = databetBodySchema({
  request_id: databetIdSchema,
  bet_id: databetIdSchema,
  cash_out_order_id: databetIdSchema,
  amount: databetAmountSchema,
  refund_amount: databetAmountSchema,
});

/** POST …/bet/cash-out-orders/accepted of databet.seed.txt. */
export const databetCashoutAcceptedContract: NativeContract<z.output<typeof databetAcceptedSchema>> = {
  id: 'databet-cashout-accepted',
  provider: 'databet',
  read: ({ body }) => readDatabetBody(databetAcceptedSchema, body()),
};
