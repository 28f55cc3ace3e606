import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, idSchema } from './fields.ts';

export interface GetCashoutInput {
  readonly path: BetRef & { readonly cashoutId: string };
}

export const getCashoutContract: HttpContract<GetCashoutInput> = {
  id: 'get-cashout',
  body: false,
  idempotencyKey: false,
  input: () => z.object({ path: z.intersection(betPathSchema, z.object({ cashoutId: idSchema })) }),
};
