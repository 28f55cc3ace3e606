import * as z from 'zod/mini';
import { type Decimal, maxDigits, parseDecimal } from '../../domain/money/decimal.ts';
import { idSchema } from '../http/fields.ts';
import { readJson } from '../json.ts';
import { invalidCallback } from './databet-answers.ts';
import type { NativeRead } from './native-contract.ts';

/**
 * DATA.BET's Callback API (providers/databet.seed.txt; what goes beyond it is in databet.facts.md): it posts to these
 * paths below the base URL that the operator gave it, and to nothing else of the hub.
 */
export const databetPaths = {
  accepted: '/bet/cash-out-orders/accepted',
  declined: '/bet/cash-out-orders/declined',
  heartbeat: '/heartbeat',
} as const;

export type DatabetCallback = keyof typeof databetPaths;

/** A hundred orders with the longest ids are 13 kB; a body of more is nobody's honest callback. */
export const maxCallbackBytes = 64 * 1024;

/** An order is a part of one bet's stake. */
export const maxOrderIds = 100;

/** More faults than this help nobody. */
const maxErrorsShown = 20;

/** Says `is required` of what is absent, else the rule. */
function unless(rule: string) {
  return ({ input }: { readonly input?: unknown }) => (input === undefined ? 'is required' : rule);
}

/** Of a request, a bet or an order: opaque, and a part of keys. */
export const databetIdSchema = z.pipe(z.string({ error: unless('must be a string') }), idSchema);

/** A decimal string; a JSON number may have lost digits before it got here. */
export const databetAmountSchema = z.pipe(
  z.string({ error: unless('must be a decimal string such as "92.500000", not a JSON number') }),
  z.transform((text, context): Decimal => {
    const value = parseDecimal(text);
    if (value !== undefined) return value;
    const message = `must be a plain decimal of at most ${maxDigits} digits, without sign, exponent or spaces`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  }),
);

/** The body of a callback with these members; whatever else is in it is ignored. */
export function databetBodySchema<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.object(shape, { error: 'must be a JSON object' });
}

/** Reads a body by its schema, naming at most twenty faults. Never throws. */
export function readDatabetBody<Body>(schema: z.ZodMiniType<Body, unknown>, text: string): NativeRead<Body> {
  const json = readJson(text);
  if (json === undefined) return { ok: false, answer: invalidCallback([{ path: [], message: noJson }]) };
  const parsed = z.safeParse(schema, json);
  if (parsed.success) return { ok: true, input: parsed.data };
  return { ok: false, answer: invalidCallback(parsed.error.issues.slice(0, maxErrorsShown)) };
}

const noJson = 'must be valid JSON';
