import { describe, expect, it } from 'vitest';
import { blankPayOut } from '../../../../lib/domain/pay-out/pay-out.ts';
import { type PayOutResolution, resolvePayOut } from '../../../../lib/domain/pay-out/resolve.ts';
import { noon } from '../../../support/builders.ts';
import { aPayOut } from '../../../support/pay-outs.ts';

const said = { actor: 'jo', note: 'ticket 88', transactionId: null, cashoutId: null } as const;

function outcomeOf(payOut: Parameters<typeof resolvePayOut>[0], outcome: PayOutResolution['outcome']) {
  const resolved = resolvePayOut(payOut, { ...said, outcome }, noon + 5, 'call-1');
  if (resolved.outcome === 'refused') return resolved.code;
  return resolved.outcome === 'resolved' ? resolved.payOut.status : resolved.outcome;
}

describe('resolvePayOut', () => {
  it.each([
    ['rejected', 'paid', 'paid'],
    ['rejected', 'cancelled', 'cancelled'],
    ['rejected', 'retry', 'due'],
    ['undetermined', 'paid', 'paid'],
    ['undetermined', 'cancelled', 'cancelled'],
    ['undetermined', 'retry', 'due'],
    ['paid', 'paid', 'pay-out-already-decided'],
    ['paid', 'cancelled', 'pay-out-already-decided'],
    ['paid', 'retry', 'pay-out-already-decided'],
    ['cancelled', 'retry', 'pay-out-already-decided'],
    ['released', 'paid', 'pay-out-already-decided'],
    ['reserved', 'paid', 'pay-out-in-progress'],
    ['due', 'cancelled', 'pay-out-in-progress'],
    ['paying', 'retry', 'pay-out-in-progress'],
  ] as const)('Given it is %s and a person says %s, then %s', (status, outcome, expected) => {
    expect(outcomeOf(aPayOut(status), outcome)).toBe(expected);
  });

  it('Given nobody has asked for it, then there is none', () => {
    expect(outcomeOf(blankPayOut('b1'), 'paid')).toBe('pay-out-not-found');
  });

  it('Given one to be clawed back, then either word ends that, and a retry is refused', () => {
    const payOut = aPayOut('paid', { reversalDue: true });
    expect(outcomeOf(payOut, 'cancelled')).toBe('cancelled');
    expect(outcomeOf(payOut, 'paid')).toBe('paid');
    expect(outcomeOf(payOut, 'retry')).toBe('pay-out-already-decided');
  });

  it('Given the same words again, then nothing changes, whatever they would mean by now', () => {
    const payOut = aPayOut('rejected', { reversed: true });
    const resolution = { ...said, outcome: 'paid' } as const;
    const first = resolvePayOut(payOut, resolution, noon, 'call-1');
    if (first.outcome !== 'resolved') throw new Error(first.outcome);
    expect(first.payOut).toMatchObject({ status: 'paid', reversed: true });
    expect(resolvePayOut(first.payOut, resolution, noon + 1, 'call-2')).toEqual({ outcome: 'repeated' });
  });
});
