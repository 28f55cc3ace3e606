import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { type Currencies, type Currency, parseCurrency } from '../../domain/money/currency.ts';
import {
  type Decimal,
  maxDigits,
  maxJsonNumberDigits,
  parseDecimal,
  toJsonNumber,
  zero,
} from '../../domain/money/decimal.ts';
import type { Money } from '../../domain/money/money.ts';
import { isProvider, type Provider, providers } from '../../domain/provider.ts';
import { canonicalGuid } from '../native/gr8.ts';

/** Printable ASCII without the characters that separate our keys and paths. */
const idPattern = /^(?:(?![/#])[\x20-\x7e]){1,128}$/;

const idRule = 'must be 1 to 128 printable ASCII characters without / and #';

/** An id of somebody else's making: of a bet, a player, a session. */
export const idSchema = z.string().check(z.regex(idPattern, { error: idRule }));

/** One whose outer spaces would make it another id, where somebody on the way loses them or nobody sees them. */
export const trimmedIdSchema = idSchema.check(
  z.refine((id) => id.trim() === id, { error: 'must not begin or end with a space' }),
);

/** Player ids travel in headers, whose outer spaces get lost. */
export const playerIdSchema = trimmedIdSchema;

/** Controls other than line breaks and tabs, and halves of surrogate pairs, which no store need take. */
const unreadable = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

/** A text a person wrote: a name, a reason. Bounded, because it is kept. */
export function textSchema(maxLength: number) {
  return z.string().check(
    z.minLength(1),
    z.maxLength(maxLength),
    z.refine((text) => !unreadable.test(text), { error: 'must be readable text' }),
  );
}

export const providerSchema = z.enum(providers);

/** The bet in the path of most operations, its id in canonical spelling. */
export const betPathSchema = z.pipe(
  z.object({ provider: providerSchema, betId: idSchema }),
  z.transform(({ provider, betId }, context): BetRef => {
    const canonical = canonicalBetId(provider, betId);
    if (canonical !== undefined) return { provider, betId: canonical };
    context.issues.push({
      code: 'custom',
      path: ['betId'],
      message: `must be a UUID for ${provider} bets`,
      input: betId,
    });
    return z.NEVER;
  }),
);

/** Any text as an id of that provider in its canonical spelling; undefined when it cannot be one. */
export function readBetId(provider: string, text: string): string | undefined {
  return isProvider(provider) && idPattern.test(text) ? canonicalBetId(provider, text) : undefined;
}

/** One spelling per bet, so that it is one key: GR8 ids are UUIDs and may come in any case or undashed. */
export function canonicalBetId(provider: Provider, betId: string): string | undefined {
  return provider === 'gr8' ? canonicalGuid(betId) : betId;
}

/** `{"value":"92.50","currency":"EUR"}` with a known currency. */
export function moneySchema(currencies: Currencies) {
  const currencySchema = z.pipe(
    z.string(),
    z.transform((code, context): Currency => {
      const known = parseCurrency(code, currencies);
      if (known !== undefined) return known;
      return fault(context, 'must be an upper-case ISO 4217 code this hub knows', code);
    }),
  );
  return z.object({ value: decimalSchema, currency: currencySchema });
}

const decimalSchema = z.pipe(
  z.string({ error: 'must be a decimal string such as "92.50", not a JSON number' }),
  z.transform((text, context): Decimal => {
    const value = parseDecimal(text);
    if (value !== undefined) return value;
    const rule = `must be a plain decimal of at most ${maxDigits} digits, without sign, exponent or spaces`;
    return fault(context, rule, text);
  }),
);

/** Refuses what a transform was given. */
function fault(context: z.core.ParsePayload, message: string, input: unknown): never {
  context.issues.push({ code: 'custom', path: [], message, input });
  return z.NEVER;
}

/** An amount above zero. */
export function positiveMoneySchema(currencies: Currencies) {
  return moneySchema(currencies).check(
    z.refine(({ value }) => value !== zero, { error: 'must be more than zero', path: ['value'] }),
  );
}

/**
 * A check of a whole input: GR8's wire is JSON numbers, which carry 15 significant digits and no more. Inputs without
 * that amount pass.
 */
export function jsonNumberCheck<Input extends { readonly path: BetRef }>(
  member: string,
  amountOf: (input: Input) => Money | null,
) {
  return z.refine<Input>(
    (input) => {
      const amount = amountOf(input);
      return input.path.provider !== 'gr8' || amount === null || toJsonNumber(amount.value) !== undefined;
    },
    {
      error: `must have at most ${maxJsonNumberDigits} digits: gr8 takes amounts as JSON numbers`,
      path: ['body', member, 'value'],
    },
  );
}
