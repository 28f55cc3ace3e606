import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  multiply,
  padDecimals,
  parseDecimal,
  parseJsonNumberLiteral,
  round,
  subtract,
  toJsonNumber,
} from '../../../../lib/domain/money/decimal.ts';

/** Any amount of up to 38 digits, spelled with any number of superfluous zeros behind the point. */
const plainText = fc
  .tuple(fc.bigInt(0n, 10n ** 30n - 1n), fc.stringMatching(/^\d{0,8}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));
const anyDecimal = plainText.map(decimal);

/** The same value as a ratio over 10^20: an independent way to say what the result must be. */
function scaled(value: Decimal, places = 20): bigint {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const magnitude = BigInt(whole + fraction.padEnd(places, '0'));
  return value.startsWith('-') ? -magnitude : magnitude;
}

describe('parseDecimal', () => {
  it.each([
    ['92.500000', '92.5'],
    ['13.487656', '13.487656'],
    ['500', '500'],
    ['500.00', '500'],
    ['0', '0'],
    ['0.00', '0'],
    ['007.10', '7.1'],
    ['9'.repeat(38), '9'.repeat(38)],
    [`${'9'.repeat(37)}.9`, `${'9'.repeat(37)}.9`],
    [`0.${'0'.repeat(36)}1`, `0.${'0'.repeat(36)}1`],
  ])('Given %s, then it is read as %s', (text, expected) => {
    expect(parseDecimal(text)).toBe(expected);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '-1',
    '+1',
    '1e3',
    '1E3',
    '.5',
    '5.',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '١٢',
    '1_000',
    '9'.repeat(39),
    `${'1'.repeat(37)}.11`,
  ])('Given %j, then it is refused', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('Given any plain text, then the one spelling it gets is read as itself', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        const value = decimal(text);
        expect(parseDecimal(value)).toBe(value);
        expect(scaled(value)).toBe(scaled(text as Decimal));
      }),
    );
  });
});

describe('arithmetic', () => {
  it('Given any two amounts, then sum, difference, product and order are exact', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(scaled(add(a, b))).toBe(scaled(a) + scaled(b));
        expect(scaled(subtract(a, b))).toBe(scaled(a) - scaled(b));
        expect(scaled(multiply(a, b), 40)).toBe(scaled(a) * scaled(b));
        expect(compare(a, b)).toBe(scaled(a) === scaled(b) ? 0 : scaled(a) < scaled(b) ? -1 : 1);
      }),
    );
  });

  it('Given 0.1 and 0.2, then the sum is 0.3 and nothing else', () => {
    expect(add(decimal('0.1'), decimal('0.2'))).toBe('0.3');
  });

  it.each([
    ['down', '2.345', '2.34'],
    ['down', '2.349', '2.34'],
    ['half-up', '2.345', '2.35'],
    ['half-up', '2.344', '2.34'],
    ['half-even', '2.345', '2.34'],
    ['half-even', '2.355', '2.36'],
    ['up', '2.341', '2.35'],
  ] as const)('When rounding %s, then %s becomes %s', (rounding, value, expected) => {
    expect(round(decimal(value), 2, rounding)).toBe(expected);
  });

  it('Given any quotient rounded down, then quotient × divisor ≤ dividend < (quotient + unit) × divisor', () => {
    const divisor = anyDecimal.filter((value) => value !== '0');
    fc.assert(
      fc.property(anyDecimal, divisor, fc.integer({ min: 0, max: 8 }), (a, b, places) => {
        const quotient = divide(a, b, places, 'down');
        const unit = decimal(places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`);
        expect(compare(multiply(quotient, b), a)).toBeLessThanOrEqual(0);
        expect(compare(multiply(add(quotient, unit), b), a)).toBe(1);
      }),
    );
  });

  it('When dividing by zero, then it is our own bug', () => {
    expect(() => divide(decimal('1'), decimal('0'), 2, 'down')).toThrow('division by zero');
  });
});

describe('JSON numbers', () => {
  it.each([
    ['499', '499'],
    ['499.0', '499'],
    ['0.998001', '0.998001'],
    ['1e3', '1000'],
    ['2.5E-1', '0.25'],
    ['999999999999.999', '999999999999.999'],
  ])('Given the literal %s, then it is read exactly as %s', (literal, expected) => {
    expect(parseJsonNumberLiteral(literal)).toBe(expected);
  });

  it.each([
    '-1',
    '0.30000000000000004',
    '1234567890123456',
    '1e400',
    'true',
    '',
    'abc',
    `1${'0'.repeat(60)}`,
  ])('Given the literal %j, then it is refused', (literal) => {
    expect(parseJsonNumberLiteral(literal)).toBeUndefined();
  });

  it('Given any amount of at most 15 digits, then its JSON number reads back as itself', () => {
    const short = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([whole, micros]) => decimal(`${whole}.${String(micros).padStart(6, '0')}`));
    fc.assert(
      fc.property(short, (value) => {
        expect(parseJsonNumberLiteral(JSON.stringify(toJsonNumber(value)))).toBe(value);
      }),
    );
  });

  it.each(['1234567890.123456', '9999999999999999', '1000000000000000.1'])(
    'Given %s, then it has no JSON number',
    (text) => {
      expect(toJsonNumber(decimal(text))).toBeUndefined();
    },
  );

  it.each([
    ['0.05', 0.05],
    ['0.000000000000001', 1e-15],
    ['123456789012345', 123_456_789_012_345],
    ['1000000000000000000', 1e18],
    ['0', 0],
  ])('Given %s, then leading and trailing zeros are no significant digits: %s', (text, expected) => {
    expect(toJsonNumber(decimal(text))).toBe(expected);
  });
});

describe('padDecimals', () => {
  it.each([
    ['92.5', 2, '92.50'],
    ['13.487656', 2, '13.487656'],
    ['500', 0, '500'],
    ['1', 3, '1.000'],
  ])('Given %s and %i digits, then it reads %s', (value, places, expected) => {
    expect(padDecimals(decimal(value), places)).toBe(expected);
  });
});
