import * as z from 'zod/mini';
import { type PayOutResolution, payOutResolutions } from '../../domain/pay-out/resolve.ts';
import type { HttpContract } from './contract.ts';
import { idSchema, textSchema } from './fields.ts';

export interface ResolvePayOutInput {
  readonly path: { readonly betcoreBetId: string };
  readonly body: PayOutResolution;
}

export const resolvePayOutContract: HttpContract<ResolvePayOutInput> = {
  id: 'resolve-pay-out',
  body: true,
  idempotencyKey: false,
  input: () =>
    z.object({
      path: z.object({ betcoreBetId: idSchema }),
      // Who says it and on what grounds is kept for good: it stands in for BETCORE's proof.
      body: z
        .object({
          outcome: z.enum(payOutResolutions, { error: 'must be "paid", "cancelled" or "retry"' }),
          actor: textSchema(128),
          note: textSchema(500),
          /** Needed where several pay-outs of the BETCORE bet wait for a person; null and absent are the same. */
          cashoutId: z._default(z.nullable(idSchema), null),
          /** As BETCORE tells its own. */
          transactionId: z._default(
            z.nullable(
              z
                .string()
                .check(
                  z.regex(/^[\x20-\x7e]{1,128}$/, { error: 'must be 1 to 128 printable ASCII characters' }),
                ),
            ),
            null,
          ),
        })
        .check(
          z.refine(({ outcome, transactionId }) => outcome === 'paid' || transactionId === null, {
            error: 'goes with the outcome "paid" only',
            path: ['transactionId'],
          }),
        ),
    }),
};
