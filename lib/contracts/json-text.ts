import { assert } from '../domain/assert.ts';

/** A number that is written exactly as it is spelled (`99.0` stays `99.0`) and never becomes a double. */
export class NumberLiteral {
  readonly text: string;

  constructor(text: string) {
    assert(jsonNumber.test(text), `not a JSON number: ${text}`);
    this.text = text;
  }
}

export function isNumberLiteral(text: string): boolean {
  return jsonNumber.test(text);
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | NumberLiteral
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** Compact JSON; undefined members are left out. */
export function jsonText(value: JsonValue): string {
  if (value instanceof NumberLiteral) return value.text;
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${jsonText(member)}`);
  }
  return `{${members.join(',')}}`;
}

// Array.isArray does not narrow readonly arrays out of a union.
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
