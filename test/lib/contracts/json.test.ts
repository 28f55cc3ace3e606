import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonWithExactNumbers } from '../../../lib/contracts/json.ts';
import { NumberLiteral } from '../../../lib/contracts/json-text.ts';

describe('parseJsonWithExactNumbers', () => {
  it.each([
    ['5', 5],
    ['-0.5', -0.5],
    ['1e3', 1_000],
    ['123456789012345', 123_456_789_012_345],
    ['0.000000123456789012345', 1.23456789012345e-7],
    ['5.00000000000000000000', 5],
    ['100000000000000000000', 1e20],
  ])('Given %s, which a double carries, then it is a number', (text, expected) => {
    expect(parseJsonWithExactNumbers(text)).toBe(expected);
  });

  it.each([
    '1234567890123456',
    '1.2100000000000002',
    '-0.1234567890123456',
    '5.0000000000000000001',
    '1e400',
    `1${'0'.repeat(200)}`,
    '1234567890123456e-2',
  ])('Given %s, which a double may not carry, then its digits are kept', (text) => {
    expect(parseJsonWithExactNumbers(`{"a":[${text}]}`)).toEqual({ a: [new NumberLiteral(text)] });
  });

  it.each([
    '"1234567890123456"',
    '"\\ue000number:x"',
    '"\ue000number:12 "',
    '{"a\\"1234567890123456":"\\"1234567890123456"}',
  ])('Given the text %s beside a long number, then it stays what it is', (text) => {
    const [value] = parseJsonWithExactNumbers(`[${text},1234567890123456]`) as unknown[];
    expect(value).toEqual(JSON.parse(text));
  });

  it('Given any JSON, then it reads as JSON.parse reads it, and no number loses a digit', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = (value: unknown): unknown =>
          value instanceof NumberLiteral
            ? Number(value.text)
            : Array.isArray(value)
              ? value.map(plain)
              : typeof value === 'object' && value !== null
                ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
                : value;
        expect(plain(parseJsonWithExactNumbers(text))).toEqual(plain(JSON.parse(text)));
      }),
    );
  });

  it.each(['', '{', '01', '[1,]', 'NaN', '1234567890123456x'])('Given %j, then a SyntaxError', (text) => {
    expect(() => parseJsonWithExactNumbers(text)).toThrow(SyntaxError);
  });

  it('Given a number as long as a body, then it takes no time', () => {
    const long = `[1${'0'.repeat(250_000)}1]`;
    expect(parseJsonWithExactNumbers(long)).toEqual([new NumberLiteral(long.slice(1, -1))]);
  });
});
