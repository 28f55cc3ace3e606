import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema } from './fields.ts';

export interface GetBetInput {
  readonly path: BetRef;
}

export const getBetContract: HttpContract<GetBetInput> = {
  id: 'get-bet',
  body: false,
  idempotencyKey: false,
  input: () => z.object({ path: betPathSchema }),
};
