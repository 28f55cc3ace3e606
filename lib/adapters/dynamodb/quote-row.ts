import * as z from 'zod/mini';
import type { FeedAmount } from '../../domain/subscription/feed-value.ts';
import type { FeedQuote } from '../../domain/subscription/watch.ts';
import { moneyRow, nothingLeft, present, writeMoney } from './row-values.ts';

/*
 * How the latest quote is spelled inside its watch: s status · a amount · p precision of the amount · r reason.
 * Its instant is an attribute of its own, so that a write can ask for it.
 */
export const quoteRow = z.pipe(
  z.object({
    s: z.enum(['available', 'unavailable', 'cashed-out']),
    a: z.optional(moneyRow),
    p: z.optional(z.int()),
    r: z.optional(z.string()),
  }),
  z.transform(
    ({ s, a, p, r }): Omit<FeedQuote, 'at'> => ({
      status: s,
      amount: a === undefined || p === undefined ? null : { ...a, precision: p },
      reason: r ?? null,
    }),
  ),
);

export function writeQuote({ at: _, status, amount, reason, ...rest }: FeedQuote): z.input<typeof quoteRow> {
  nothingLeft(rest);
  return present<z.input<typeof quoteRow>>({
    s: status,
    a: amount && writeAmount(amount),
    p: amount?.precision ?? null,
    r: reason,
  });
}

function writeAmount({ value, currency, precision: _, ...rest }: FeedAmount): string {
  nothingLeft(rest);
  return writeMoney({ value, currency });
}
