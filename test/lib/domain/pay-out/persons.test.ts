import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { applyToPayOut } from '../../../../lib/domain/pay-out/apply.ts';
import type { PayOutCommand } from '../../../../lib/domain/pay-out/decide.ts';
import { claimableAt } from '../../../../lib/domain/pay-out/due.ts';
import { payOutOfCashout } from '../../../../lib/domain/pay-out/of-cashout.ts';
import { blankPayOut, maxWaiting, type PayOut } from '../../../../lib/domain/pay-out/pay-out.ts';
import { type PayOutResolution, resolvePayOut } from '../../../../lib/domain/pay-out/resolve.ts';
import { aCashout, eur, noon } from '../../../support/builders.ts';
import { anOwner, aPayOut, asked, payOutBetId } from '../../../support/pay-outs.ts';

const minute = 60_000;
const blank = blankPayOut(payOutBetId);

const settled = (name: string): PayOutCommand => ({ name: 'cashout-settled', at: noon, asked: asked(name) });
const reversed = (name: string): PayOutCommand => ({
  name: 'cashout-reversed',
  at: noon,
  asked: asked(name),
});
const claim = (at = noon): PayOutCommand => ({ name: 'claim', at });
const answer = (name: 'succeeded' | 'paid-before' | 'rejected' | 'unclear', of = 'co_a'): PayOutCommand => ({
  name,
  at: noon,
  owner: of === 'native' ? 'native' : anOwner(of),
});
const ask = (amount = '55.25'): PayOutCommand => ({
  name: 'ask',
  at: noon,
  asked: asked('native', { amount: { value: decimal(amount), currency: null } }),
});

/** The pay-out after these commands, each of which must change it; each is a write of its own. */
function changedBy(start: PayOut, ...commands: readonly PayOutCommand[]): PayOut {
  return commands.reduce((payOut, command) => {
    const applied = applyToPayOut(payOut, command, 'cause-1');
    expect([command.name, applied.outcome]).toEqual([command.name, 'changed']);
    return { ...applied.payOut, version: payOut.version + 1 };
  }, start);
}

const words = { actor: 'jo', note: 'ticket 88', transactionId: null, cashoutId: null } as const;

function say(payOut: PayOut, outcome: PayOutResolution['outcome'], given: Partial<PayOutResolution> = {}) {
  return resolvePayOut(payOut, { ...words, outcome, ...given }, noon + 5, 'call-1');
}

function said(...args: Parameters<typeof say>): PayOut {
  const resolved = say(...args);
  if (resolved.outcome !== 'resolved') throw new Error(JSON.stringify(resolved));
  return { ...resolved.payOut, version: resolved.payOut.version + 1 };
}

function shown(payOut: PayOut, cashoutId: string): string {
  const { betId, provider } = anOwner(cashoutId);
  const cashout = aCashout('accepted', {
    cashoutId,
    payOut: { sessionId: 's1', betcoreBetId: payOutBetId, stake: null },
  });
  return payOutOfCashout({ provider, betId }, cashout, payOut).status;
}

const eventsOf = ({ outbox }: PayOut) =>
  outbox.map(({ type, owner, status }) => [type, owner === 'native' ? owner : owner.cashoutId, status]);

/** A is paid and taken back since, B and C found the bet paid. */
const severalMatters = changedBy(aPayOut('paid'), settled('co_b'), settled('co_c'), reversed('co_a'));

describe('a bet that somebody else was paid for', () => {
  const again: readonly PayOutCommand[] = [
    claim(),
    answer('unclear'),
    claim(noon + minute),
    answer('paid-before'),
  ];
  const foreign = changedBy(aPayOut('due'), claim(), answer('paid-before'));

  it('Given a person has it tried again and an attempt is unclear, when 104 comes once more, then it is not taken for ours', () => {
    expect(changedBy(said(foreign, 'retry'), ...again)).toMatchObject({
      status: 'undetermined',
      contradicted: true,
      unresolvedSince: noon,
    });
  });

  it('Given a native call asks again, then the same', () => {
    const native = changedBy(blank, ask(), claim(), answer('paid-before', 'native'), ask('5'), claim());
    const told = changedBy(native, answer('unclear', 'native'), claim(), answer('paid-before', 'native'));
    expect(told).toMatchObject({ status: 'undetermined', contradicted: true });
  });

  it('Given its cashout was taken back and another is let in, then the same', () => {
    const waits = changedBy(
      aPayOut('due'),
      settled('co_b'),
      claim(),
      reversed('co_a'),
      answer('paid-before'),
    );
    expect(waits).toMatchObject({ status: 'due', asked: asked('co_b') });
    const told = changedBy(waits, claim(), answer('unclear', 'co_b'), claim(), answer('paid-before', 'co_b'));
    expect(told).toMatchObject({ status: 'undetermined', contradicted: true });
  });
});

describe('the same words again', () => {
  it('Given others wait, whatever came after, then nothing changes', () => {
    const refused = changedBy(aPayOut('due'), settled('co_b'), claim(), answer('rejected'));
    const paid = said(refused, 'paid');
    expect(paid).toMatchObject({ status: 'paid', waiting: [{ refusedAt: noon + 5 }] });
    expect(say(paid, 'paid')).toEqual({ outcome: 'repeated' });
    expect(say(paid, 'paid', { cashoutId: 'co_a' })).toEqual({ outcome: 'repeated' });
  });

  it('Given another owner is let in by them, then they do not decide about that one', () => {
    const refused = changedBy(aPayOut('due'), settled('co_b'), claim(), answer('rejected'));
    const next = changedBy(said(refused, 'cancelled'), claim(), answer('rejected', 'co_b'));
    expect(next).toMatchObject({ status: 'rejected', asked: asked('co_b') });
    expect(say(next, 'cancelled')).toEqual({ outcome: 'repeated' });
    expect(said(next, 'cancelled', { cashoutId: 'co_b' })).toMatchObject({ status: 'cancelled' });
    expect(said(next, 'cancelled', { note: 'ticket 89' })).toMatchObject({ status: 'cancelled' });
  });
});

describe('a resolution that names a cashout', () => {
  it('Given several wait for a person, when none is named, then it is refused with their ids', () => {
    for (const outcome of ['paid', 'cancelled', 'retry'] as const) {
      expect(say(severalMatters, outcome)).toEqual({
        outcome: 'refused',
        code: 'cashout-id-missing',
        cashoutIds: ['co_a', 'co_b', 'co_c'],
      });
    }
  });

  it('Given one of them is named, then that one alone is settled', () => {
    const clawedBack = said(severalMatters, 'cancelled', { cashoutId: 'co_a' });
    expect(clawedBack).toMatchObject({ status: 'cancelled', reversalDue: false, unresolvedSince: noon });
    expect(clawedBack.waiting.map(({ owner }) => owner)).toEqual([anOwner('co_b'), anOwner('co_c')]);
    const nothingToPay = said(clawedBack, 'cancelled', { cashoutId: 'co_b' });
    expect(shown(nothingToPay, 'co_b')).toBe('cancelled');
    const last = said(nothingToPay, 'paid', { note: 'ticket 90' });
    expect(shown(last, 'co_c')).toBe('paid');
    expect(last).toMatchObject({ status: 'cancelled', unresolvedSince: null });
    expect(claimableAt(last)).toBeNull();
  });

  it.each([
    ['nobody knows', 'co_z', 'paid'],
    ['has the money by the word of a person', 'co_b', 'cancelled'],
    ['was refused, and BETCORE is not asked for a paid bet', 'co_c', 'retry'],
  ] as const)('Given the named one %s, then it is refused', (_, cashoutId, outcome) => {
    const payOut = said(severalMatters, 'paid', { cashoutId: 'co_b' });
    expect(say(payOut, outcome, { cashoutId })).toMatchObject({ code: 'pay-out-already-decided' });
  });

  it('Given a native owner waits too, when the others are settled first, then it needs no name', () => {
    const late = changedBy(
      aPayOut('undetermined', { asked: asked('native') }),
      { name: 'person-cancelled', at: noon, owner: 'native' },
      answer('succeeded', 'native'),
      settled('co_b'),
    );
    expect(say(late, 'paid')).toMatchObject({ code: 'cashout-id-missing', cashoutIds: ['co_b'] });
    const rest = said(late, 'paid', { cashoutId: 'co_b' });
    expect(said(rest, 'cancelled')).toMatchObject({ status: 'cancelled', unresolvedSince: null });
  });
});

describe('a native call that a person has cancelled', () => {
  const cancelled = said(changedBy(blank, ask(), claim(), answer('rejected', 'native')), 'cancelled');

  it('Given it is repeated, then nothing becomes due', () => {
    expect(applyToPayOut(cancelled, ask(), 'c')).toEqual({ outcome: 'unchanged', payOut: cancelled });
    expect(applyToPayOut(cancelled, ask('5'), 'c').outcome).toBe('unchanged');
  });

  it('Given a person has it tried again, then it is due', () => {
    expect(said(cancelled, 'retry')).toMatchObject({ status: 'due' });
    expect(say(aPayOut('cancelled'), 'retry')).toMatchObject({ code: 'pay-out-already-decided' });
  });
});

describe('a refused one that a person has paid', () => {
  const refused = changedBy(aPayOut('paid'), settled('co_b'));
  const byHand = said(refused, 'paid', { transactionId: '4711' });

  it('Then it is kept and shown as paid, and told', () => {
    expect(shown(refused, 'co_b')).toBe('rejected');
    expect(shown(byHand, 'co_b')).toBe('paid');
    expect(byHand).toMatchObject({
      unresolvedSince: null,
      waiting: [{ paidByHandAt: noon + 5, transactionId: '4711' }],
    });
    expect(eventsOf(byHand).at(-1)).toEqual(['PayOutCompleted', 'co_b', 'paid']);
    expect(applyToPayOut(byHand, settled('co_b'), 'c').outcome).toBe('unchanged');
  });

  it('Given its cashout is taken back, then a person claws it back, and says so', () => {
    const due = changedBy(byHand, reversed('co_b'));
    expect(due).toMatchObject({ clawBacks: [anOwner('co_b')], unresolvedSince: noon, reversalDue: false });
    expect(eventsOf(due).at(-1)).toEqual(['PayOutReversalDue', 'co_b', 'paid']);
    expect(due.outbox.at(-1)).toMatchObject({ amount: eur('55.25'), transactionId: '4711' });
    expect(applyToPayOut(due, reversed('co_b'), 'c').outcome).toBe('unchanged');
    const clawedBack = said(due, 'cancelled');
    expect(clawedBack).toMatchObject({ waiting: [], clawBacks: [], unresolvedSince: null, status: 'paid' });
    expect(shown(clawedBack, 'co_b')).toBe('cancelled');
    const kept = said(due, 'paid', { note: 'the player keeps it' });
    expect(kept).toMatchObject({ clawBacks: [], unresolvedSince: null });
    expect(shown(kept, 'co_b')).toBe('paid');
    expect(applyToPayOut(kept, reversed('co_b'), 'c').outcome).toBe('unchanged');
  });
});

describe('money of a former owner that is out', () => {
  const lost = said(changedBy(aPayOut('undetermined'), settled('co_b')), 'cancelled');
  const late = changedBy(lost, claim(), answer('succeeded'));

  it('Given the owner ends without a payment, then it is still to be clawed back', () => {
    const ended = changedBy(late, reversed('co_b'), answer('rejected', 'co_b'));
    expect(ended).toMatchObject({ status: 'cancelled', reversalDue: false, clawBacks: [anOwner('co_a')] });
    expect(ended.unresolvedSince).not.toBeNull();
    const clawedBack = said(ended, 'cancelled', { cashoutId: 'co_a', note: 'ticket 90' });
    expect(clawedBack).toMatchObject({ clawBacks: [], unresolvedSince: null });
  });

  it('Given the answer is told twice, then it is clawed back once', () => {
    expect(changedBy(late, answer('succeeded')).clawBacks).toEqual([anOwner('co_a')]);
  });
});

describe('more cashouts than one bet can have', () => {
  it('Given the last place is taken, then a person is told, and of each that comes after', () => {
    const names = Array.from({ length: maxWaiting - 1 }, (_, n) => `co_${n}`);
    const waits = changedBy(aPayOut('due'), ...names.map(settled));
    expect(waits).toMatchObject({ outbox: [], unresolvedSince: null });
    const full = changedBy(waits, settled('co_last'));
    expect(full).toMatchObject({ status: 'due', unresolvedSince: noon });
    expect(shown(full, 'co_last')).toBe('rejected');
    const turnedAway = changedBy(full, settled('co_more'));
    expect(turnedAway.waiting).toHaveLength(maxWaiting);
    expect(eventsOf(turnedAway)).toEqual([
      ['PayOutRejected', 'co_last', 'rejected'],
      ['PayOutRejected', 'co_more', 'rejected'],
    ]);
    expect(applyToPayOut(turnedAway, settled('co_more'), 'c').outcome).toBe('unchanged');
  });
});
