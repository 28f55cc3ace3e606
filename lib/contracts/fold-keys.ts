import { NumberLiteral } from './json-text.ts';

/**
 * JSON with every member name that equals one of `names` but for its case spelled as there, `levels` objects or
 * lists deep: what lies deeper is nobody's member, and may be nested deeper than any stack.
 */
export function foldKeys(value: unknown, names: readonly string[], levels = 1): unknown {
  return fold(value, new Map(names.map((name) => [name.toLowerCase(), name])), levels);
}

function fold(value: unknown, spelling: ReadonlyMap<string, string>, levels: number): unknown {
  if (levels === 0 || typeof value !== 'object' || value === null || value instanceof NumberLiteral)
    return value;
  if (Array.isArray(value)) return value.map((element) => fold(element, spelling, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      spelling.get(key.toLowerCase()) ?? key,
      fold(member, spelling, levels - 1),
    ]),
  );
}
