import * as z from 'zod/mini';
import type { JsonValue } from '../../../lib/contracts/json-text.ts';
import { parseDecimal } from '../../../lib/domain/money/decimal.ts';
import { type Answer, refusal } from './answer.ts';

export type ControlBody<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly answer: Answer };

/**
 * Reads the body of a control call. What is wrong with it is said by name, unknown members too: a typo that
 * passed silently would make a test prove nothing.
 */
export function readControlBody<Schema extends z.ZodMiniType>(
  schema: Schema,
  body: string,
  shape: string,
): ControlBody<z.output<Schema>> {
  const hint = `Send ${shape}.`;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    const reason = body === '' ? 'it is empty' : (error as SyntaxError).message;
    return { ok: false, answer: refusal(400, `The body is not JSON: ${reason}.`, hint) };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, answer: refusal(400, parsed.error.issues.map(describe).join('; '), hint) };
}

/** For schemas of whole bodies: their own words only for what is no object at all. */
export const wholeBody = {
  error: (issue: { readonly code: string }) =>
    issue.code === 'invalid_type' ? 'The body must be a JSON object' : undefined,
};

const decimalExample = 'must be a decimal string such as "92.50"';

/** An amount as the control API takes it: a JSON string that is also a legal JSON number, spelling kept. */
export const amountText = z.string({ error: decimalExample }).check(
  z.refine((text) => parseDecimal(text) !== undefined && !/^0\d/.test(text), {
    error: `${decimalExample}: plain digits, at most 38, no sign, no exponent`,
  }),
);

/** No provider nests deeper than a handful; what is thousands deep overflows the stack of whoever writes it. */
const maxLevels = 100;

/** Any JSON that can be written again. */
export const shallowJson = z.custom<JsonValue>(isShallow, `must be JSON of at most ${maxLevels} levels`);

/** Level by level and not by calling itself: what is asked about may be deeper than the stack. */
function isShallow(value: unknown): boolean {
  let containers = [value].filter(isContainer);
  for (let level = 0; level < maxLevels && containers.length > 0; level += 1) {
    containers = containers.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return containers.length === 0;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown: ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')} ${issue.message}`;
}
