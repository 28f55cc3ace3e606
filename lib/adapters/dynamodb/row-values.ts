import * as z from 'zod/mini';
import { readJson } from '../../contracts/json.ts';
import type { Currency } from '../../domain/money/currency.ts';
import type { Decimal } from '../../domain/money/decimal.ts';
import type { Money } from '../../domain/money/money.ts';
import { type Reason, reasonCodes } from '../../domain/reasons.ts';

/*
 * Spellings shared by all rows:
 *
 *   instant  epoch milliseconds
 *   money    "92.5 EUR", or "92.5" where no currency is known
 *   reason   [code], or [code, provider's code, provider's message, restrictions as JSON] where the provider
 *            said anything, the last two only as far as they are there
 */

export const instantRow = z.int();

const moneyText = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?(?: .*)?$/s;

export const moneyRow = z.pipe(
  z.string().check(z.regex(moneyText)),
  z.transform((text): Money => {
    const space = text.indexOf(' ');
    if (space === -1) return { value: text as Decimal, currency: null };
    return { value: text.slice(0, space) as Decimal, currency: text.slice(space + 1) as Currency };
  }),
);

export function writeMoney({ value, currency }: Money): string {
  return currency === null ? value : `${value} ${currency}`;
}

/** A text, null where a later one of the same list is there, undefined past the last. */
export const listedText = z.optional(z.nullable(z.string()));

// Restrictions are the provider's own JSON: as text they come back exactly, whatever numbers they hold.
const restrictionsRow = z.pipe(
  z.string(),
  z.transform((text, context): readonly unknown[] => {
    const list = readJson(text);
    if (Array.isArray(list)) return list;
    context.issues.push({ code: 'custom', input: text });
    return z.NEVER;
  }),
);

export const reasonRow = z.pipe(
  z.tuple([z.enum(reasonCodes), listedText, listedText, z.optional(z.nullable(restrictionsRow))]),
  z.transform(([code, providerCode, message, restrictions]): Reason => {
    if (providerCode === undefined) return { code, provider: null };
    return {
      code,
      provider: { code: providerCode, message: message ?? null, restrictions: restrictions ?? [] },
    };
  }),
);

export function writeReason({ code, provider }: Reason): z.input<typeof reasonRow> {
  if (provider === null) return [code];
  const restrictions = provider.restrictions.length === 0 ? null : JSON.stringify(provider.restrictions);
  return [code, provider.code, ...cutNulls([provider.message, restrictions])];
}

/** The list without the nulls at its end: the tail of a tuple whose last elements are optional. */
export function cutNulls<const L extends readonly unknown[]>(list: L): { -readonly [I in keyof L]?: L[I] } {
  const last = list.findLastIndex((element) => element !== null);
  return list.slice(0, last + 1) as { -readonly [I in keyof L]?: L[I] };
}

/** The row without its nulls: DynamoDB bills a null for its name, and a reader takes absent for null. */
export function present<R extends object>(row: { readonly [K in keyof R]-?: R[K] | null }): R {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as R;
}

/**
 * Takes what is left of a domain object once all its known fields are taken out. It compiles only while
 * nothing is left, so a field added to the domain cannot be forgotten in its row.
 */
export function nothingLeft(_rest: Readonly<Record<string, never>>): void {}
