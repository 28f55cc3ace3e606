import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, decimal, multiply } from '../../../../lib/domain/money/decimal.ts';
import { keepsPolicy } from '../../../../lib/domain/pricing/price-policy.ts';

const tolerance = decimal('0.02');
const keeps = (
  ...[policy, shown, current, within = tolerance]: [Policy, string, string, typeof tolerance?]
) => keepsPolicy(policy, decimal(shown), decimal(current), within);
type Policy = Parameters<typeof keepsPolicy>[0];

describe('keepsPolicy', () => {
  it.each<[Policy, string, boolean]>([
    ['none', '100.00', true],
    ['none', '102.00', true],
    ['none', '102.01', false],
    ['none', '98.00', true],
    ['none', '97.99', false],
    ['rise', '99.99', false],
    ['rise', '100.00', true],
    ['rise', '100.01', true],
    ['rise', '9999', true],
    ['any', '0.01', true],
    ['any', '9999', true],
  ])('Given 100 was shown, under "%s" and now %s, then %s', (policy, current, expected) => {
    expect(keeps(policy, '100', current)).toBe(expected);
  });

  it.each([
    ['0', '100', true],
    ['0', '100.01', false],
    ['0', '99.99', false],
    ['1', '0.01', true],
    ['1', '200', true],
    ['1', '200.01', false],
    ['0.000001', '100.0001', true],
    ['0.000001', '100.000101', false],
  ])('Given a tolerance of %s and now %s, then %s', (within, current, expected) => {
    expect(keeps('none', '100', current, decimal(within))).toBe(expected);
  });

  it('Given any amounts, then what is taken is never below what the policy allows', () => {
    const amount = fc.integer({ min: 1, max: 10_000_000 }).map((cents) => decimal((cents / 100).toFixed(2)));
    const policy = fc.constantFrom<Policy>('none', 'rise', 'any');
    fc.assert(
      fc.property(policy, amount, amount, (chosen, shown, current) => {
        const isKept = keepsPolicy(chosen, shown, current, tolerance);
        if (chosen === 'any') return isKept;
        const lowest = chosen === 'rise' ? shown : multiply(shown, decimal('0.98'));
        return !isKept || compare(current, lowest) >= 0;
      }),
    );
  });
});
