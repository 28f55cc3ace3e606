import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { isProvider } from '../../domain/provider.ts';
import type { HttpContract } from './contract.ts';
import { idSchema, readBetId } from './fields.ts';

/** A place in the list; the same data as the list's own position. */
export interface UnresolvedCursor {
  readonly since: number;
  readonly ref:
    | ({ readonly type: 'bet' } & BetRef)
    | { readonly type: 'pay-out'; readonly betcoreBetId: string };
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
  const place =
    ref.type === 'bet' ? [since, ref.provider, ref.betId] : [since, payOutPlace, ref.betcoreBetId];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** In place of a provider of bets, which it is none of. */
const payOutPlace = 'betcore';

function decodeCursor(text: string): UnresolvedCursor | undefined {
  try {
    const [since, provider, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Number.isSafeInteger(since) || typeof id !== 'string') return undefined;
    if (provider === payOutPlace && idSchema.safeParse(id).success) {
      return { since, ref: { type: 'pay-out', betcoreBetId: id } };
    }
    const betId = readBetId(provider, id);
    if (!isProvider(provider) || betId !== id) return undefined;
    return { since, ref: { type: 'bet', provider, betId } };
  } catch {
    return undefined;
  }
}
