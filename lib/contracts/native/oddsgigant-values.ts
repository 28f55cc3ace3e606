import {
  type Decimal,
  decimal,
  maxDigits,
  maxJsonNumberDigits,
  parseDecimal,
  parseFloatLiteral,
  parseJsonNumberLiteral,
  subtract,
  zero,
} from '../../domain/money/decimal.ts';
import { NumberLiteral } from '../json-text.ts';

/** A member as it was read, or what is wrong with it. Absent and null are for the ticket's own rules to judge. */
export type Read<Value> = { readonly value: Value | null | undefined } | { readonly fault: string };

/** An amount, an odd or a rate, exact: a JSON number of at most 15 digits, or a decimal string. */
export function readAmount(json: unknown): Read<Decimal> {
  const written = textOf(json);
  if (written === undefined) return isAbsent(json) ? { value: json } : { fault: noNumber };
  const { text, isNumber } = written;
  const value = isNumber ? parseJsonNumberLiteral(text) : parseDecimal(text);
  if (value !== undefined) return { value };
  // A number like any other to the rules, which say where it must lie.
  if (/^-\d{1,15}(?:\.\d{1,15})?$/.test(text)) return { value: subtract(zero, decimal(text.slice(1))) };
  return { fault: isNumber ? `must have at most ${maxJsonNumberDigits} digits as a JSON number` : noNumber };
}

/** A total that somebody may have multiplied in floating point: digits past the 15th are rounded off. */
export function readTotal(json: unknown): Read<Decimal> {
  const value = parseFloatLiteral(textOf(json)?.text ?? '');
  return value === undefined ? readAmount(json) : { value };
}

/** A whole number in either spelling; anything else is one that no rule allows. */
export function readCount(json: unknown): Read<number> {
  if (isAbsent(json)) return { value: json };
  const read = readAmount(json);
  return { value: 'fault' in read ? Number.NaN : Number(read.value) };
}

/** A boolean in any spelling of those who send it as text or number. */
export function readFlag(json: unknown): Read<boolean> {
  if (isAbsent(json) || typeof json === 'boolean') return { value: json };
  const value = flags.get(String(textOf(json)?.text).toLowerCase());
  return value === undefined ? { fault: 'must be true or false' } : { value };
}

/** Whose event it is: any short text, or a number. */
export function readName(json: unknown): Read<string> {
  if (isAbsent(json)) return { value: json };
  const text = textOf(json)?.text;
  return text !== undefined && text.length <= maxNameLength
    ? { value: text }
    : { fault: `must be a text of at most ${maxNameLength} characters` };
}

/** As long as any other id may be. */
const maxNameLength = 128;

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

const noNumber = `must be a number or a decimal string of at most ${maxDigits} digits`;

/** The text of a string or a number. */
function textOf(json: unknown): { readonly text: string; readonly isNumber: boolean } | undefined {
  if (typeof json === 'string') return { text: json, isNumber: false };
  if (typeof json === 'number') return { text: String(json), isNumber: true };
  return json instanceof NumberLiteral ? { text: json.text, isNumber: true } : undefined;
}

function isAbsent(json: unknown): json is null | undefined {
  return json === null || json === undefined;
}
