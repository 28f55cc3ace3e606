import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { isProvider } from '../../domain/provider.ts';
import type { HttpContract } from './contract.ts';
import { canonicalBetId } from './fields.ts';

/** A place in the list; the same data as the store's own position. */
export interface UnresolvedCursor {
  readonly since: number;
  readonly ref: BetRef;
}

export interface ListUnresolvedInput {
  readonly query: { readonly limit: number; readonly cursor: UnresolvedCursor | null };
}

const defaultLimit = 50;
/** One batch read of the ledger. */
const maxLimit = 100;

const limitSchema = z.pipe(
  z.string().check(z.regex(/^(?:100|[1-9]\d?)$/, { error: `must be a whole number from 1 to ${maxLimit}` })),
  z.transform(Number),
);

const cursorSchema = z.pipe(
  z.string(),
  z.transform((text, context): UnresolvedCursor => {
    const cursor = decodeCursor(text);
    if (cursor !== undefined) return cursor;
    context.issues.push({
      code: 'custom',
      message: 'must be a cursor from an answer of this call',
      input: text,
    });
    return z.NEVER;
  }),
);

export const listUnresolvedContract: HttpContract<ListUnresolvedInput> = {
  id: 'list-unresolved',
  body: false,
  idempotencyKey: false,
  input: () =>
    z.object({
      query: z.object({
        limit: z._default(limitSchema, defaultLimit),
        cursor: z._default(z.nullable(cursorSchema), null),
      }),
    }),
};

/** Opaque to callers, who hand it back as it is. */
export function encodeCursor({ since, ref }: UnresolvedCursor): string {
  return Buffer.from(JSON.stringify([since, ref.provider, ref.betId])).toString('base64url');
}

function decodeCursor(text: string): UnresolvedCursor | undefined {
  try {
    const [since, provider, betId] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Number.isSafeInteger(since) || typeof betId !== 'string' || !isProvider(provider)) return undefined;
    return canonicalBetId(provider, betId) === betId ? { since, ref: { provider, betId } } : undefined;
  } catch {
    return undefined;
  }
}
