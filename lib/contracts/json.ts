import { maxJsonNumberDigits } from '../domain/money/decimal.ts';
import { isNumberLiteral, NumberLiteral } from './json-text.ts';

/** Any JSON string, or the number literal right where one may stand. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON and hands every number over as its literal text (`499.0` → `"499.0"`), so that no amount
 * passes through a double on its way in. Throws SyntaxError for what is not JSON.
 */
export function parseJsonWithNumberLiterals(text: string): unknown {
  JSON.parse(text);
  return JSON.parse(text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/**
 * Parses JSON so that no number loses a digit: what a double carries exactly is a number, what it may not carry is
 * a `NumberLiteral`. Throws SyntaxError for what is not JSON, RangeError for what is nested deeper than the stack.
 */
export function parseJsonWithExactNumbers(text: string): unknown {
  const json: unknown = JSON.parse(text);
  let found = false;
  const marked = text.replace(stringOrNumber, (token) => {
    if (token.startsWith('"') || fitsDouble(token)) return token;
    found = true;
    return `"${mark}${token}"`;
  });
  if (!found) return json;
  return JSON.parse(marked, (_, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(mark)) return value;
    const literal = value.slice(mark.length);
    // A text somebody marked like this himself stays one, unless it is a number.
    return isNumberLiteral(literal) ? new NumberLiteral(literal) : value;
  });
}

/** Stands in front of literals on their way through the parser; no text of anybody begins with it. */
const mark = '\ue000number:';

/** Any number of up to 15 significant digits comes back out of a double as it went in, within its range. */
function fitsDouble(literal: string): boolean {
  // Nobody writes one like this, and looking for zeros in it could take the square of its length.
  if (literal.length > 100) return false;
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return digits.length <= maxJsonNumberDigits && Math.abs(Number(exponent)) < 100;
}

/** As `parseJsonWithNumberLiterals`; undefined for what is not JSON. */
export function readJsonWithNumberLiterals(text: string): unknown {
  return orUndefined(() => parseJsonWithNumberLiterals(text));
}

/** Plain JSON; undefined for what is not. */
export function readJson(text: string): unknown {
  return orUndefined(() => JSON.parse(text));
}

function orUndefined(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
