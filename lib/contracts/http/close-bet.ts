import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, textSchema } from './fields.ts';

export interface CloseBetInput {
  readonly path: BetRef;
  readonly body: { readonly actor: string; readonly reason: string };
}

export const closeBetContract: HttpContract<CloseBetInput> = {
  id: 'close-bet',
  body: true,
  idempotencyKey: false,
  input: () =>
    z.object({ path: betPathSchema, body: z.object({ actor: textSchema(128), reason: textSchema(500) }) }),
};
