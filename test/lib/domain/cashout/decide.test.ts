import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cashout,
  type DecidedBy,
  type Status,
  statuses,
} from '../../../../lib/domain/cashout/cashout.ts';
import { type Command, decide, rowFor } from '../../../../lib/domain/cashout/decide.ts';
import { commandNames, transitions } from '../../../../lib/domain/cashout/transitions.ts';
import { reason } from '../../../../lib/domain/reasons.ts';
import { aCashout, anOpening, eur, noon } from '../../../support/builders.ts';

type Amount = 'same' | 'other' | 'none';
type From = Status | 'none';

/** The rules, written down a second time and by hand: what the table in the code must come to. */
const rules: readonly (readonly [
  command: string,
  from: string,
  by: string,
  amount: string,
  result: string,
])[] = [
  ['request', 'none', '*', '*', 'pending'],
  ['send', 'held', '*', '*', 'pending'],
  ['withdraw', 'held', '*', '*', 'declined CashoutDeclined'],
  ['never-sent', 'pending', '*', '*', 'declined CashoutDeclined'],
  ['provider-accepted', 'pending unknown', '*', 'same other', 'accepted CashoutSettled'],
  [
    'provider-accepted',
    'declined',
    'inference person',
    'same other',
    'accepted CashoutSettled CashoutConflict',
  ],
  ['provider-accepted', 'accepted reversed', '*', 'same', 'unchanged'],
  ['provider-accepted', 'accepted reversed', '*', 'other', 'unchanged CashoutConflict'],
  ['provider-declined', 'pending unknown', '*', '*', 'declined CashoutDeclined'],
  ['provider-declined', 'accepted', '*', '*', 'unchanged CashoutConflict'],
  ['provider-declined', 'declined reversed', '*', '*', 'unchanged'],
  ['provider-unclear', 'pending', '*', '*', 'unknown CashoutUnknown'],
  ['provider-unclear', 'unknown accepted declined reversed', '*', '*', 'unchanged'],
  ['lease-over', 'pending', '*', '*', 'unknown CashoutUnknown'],
  ['infer-not-executed', 'unknown', '*', '*', 'declined CashoutDeclined'],
  ['deadline-passed', 'unknown', '*', '*', 'unknown CashoutUnresolved'],
  ['person-accepts', 'unknown', '*', 'same other', 'accepted CashoutSettled'],
  ['person-declines', 'unknown', '*', '*', 'declined CashoutDeclined'],
  ['callback-accepted', 'none pending unknown', '*', 'same other', 'accepted CashoutSettled'],
  ['callback-accepted', 'accepted reversed', '*', 'same', 'unchanged'],
  ['callback-accepted', 'accepted reversed', '*', 'other', 'refused CashoutConflict'],
  ['callback-accepted', 'declined', 'provider', '*', 'unchanged'],
  ['callback-declined', 'accepted', '*', '*', 'reversed CashoutReversed'],
  ['callback-declined', 'none pending unknown', '*', '*', 'declined CashoutDeclined'],
  ['callback-declined', 'declined reversed', '*', '*', 'unchanged'],
  ['feed-cashed-out', 'accepted', '*', 'same none', 'unchanged'],
  ['feed-cashed-out', 'accepted', '*', 'other', 'unchanged CashoutConflict'],
  ['feed-cashed-out', 'unknown', '*', 'same other', 'accepted CashoutSettled'],
  ['feed-cashed-out', 'unknown', '*', 'none', 'unchanged'],
  [
    'feed-cashed-out',
    'declined',
    'inference person',
    'same other',
    'accepted CashoutSettled CashoutConflict',
  ],
  ['feed-cashed-out', 'declined', 'inference person', 'none', 'unchanged CashoutConflict'],
  ['feed-cashed-out', 'held', '*', '*', 'declined CashoutDeclined'],
  ['feed-cashed-out', 'none', '*', 'same other', 'accepted CashoutSettled'],
  ['feed-cashed-out', 'none', '*', 'none', 'unknown CashoutUnknown'],
];

/** Evidence of an acceptance always names an amount, so those commands are not asked without one. */
const alwaysWithAmount = ['provider-accepted', 'person-accepts', 'callback-accepted'];
const deciders: readonly DecidedBy[] = ['hub', 'provider', 'inference', 'person'];

function expected(command: string, from: From, by: DecidedBy, amount: Amount): string {
  const names = (list: string, one: string) => list === '*' || list.split(' ').includes(one);
  const rule = rules.find(
    ([c, f, b, a]) =>
      c === command && names(f, from) && (from !== 'declined' || names(b, by)) && names(a, amount),
  );
  return rule?.[4] ?? 'no-row';
}

function outcome(cashout: Cashout | null, command: Command): string {
  const decision = decide(cashout, command);
  if (decision.outcome === 'no-row') return 'no-row';
  const result = decision.outcome === 'moved' ? decision.cashout.status : decision.outcome;
  return [result, ...decision.emits].join(' ');
}

const everything = commandNames.flatMap((name) =>
  (['none', ...statuses] as const).flatMap((from) =>
    (from === 'declined' ? deciders : (['provider'] as const)).flatMap((by) =>
      (['same', 'other', 'none'] as const)
        .filter((amount) => amount !== 'none' || !alwaysWithAmount.includes(name))
        .map((amount) => ({ name, from, by, amount, result: expected(name, from, by, amount) })),
    ),
  ),
);

function commandOf(name: Command['name'], amount: Amount, from: From): Command {
  return {
    name,
    at: noon + 1,
    reason: reason('provider-rejected'),
    ...(amount === 'none' ? {} : { amount: eur(amount === 'same' ? '99' : '98') }),
    ...(from === 'none' ? { opening: anOpening() } : {}),
  };
}

describe('every command in every state', () => {
  it.each(everything)('Given $from (by $by), when $name with $amount amount, then $result', (row) => {
    const cashout = row.from === 'none' ? null : aCashout(row.from, { decidedBy: row.by });
    expect(outcome(cashout, commandOf(row.name, row.amount, row.from))).toBe(row.result);
  });

  it('Given the live delay, when requested, then held', () => {
    const command = { ...commandOf('request', 'none', 'none'), liveDelay: true };
    expect(outcome(null, command)).toBe('held');
  });

  it.each(['none', 'pending', 'unknown'] as const)(
    'Given %s, when a callback accepts past the known stake, then it is accepted with a conflict',
    (from) => {
      const command = { ...commandOf('callback-accepted', 'same', from), pastKnownStake: true };
      expect(outcome(from === 'none' ? null : aCashout(from), command)).toBe(
        'accepted CashoutSettled CashoutConflict',
      );
    },
  );

  it('Given an accepted order, when a callback repeats it with another stake, then it is refused', () => {
    const accepted = aCashout('accepted', { stake: eur('100'), kind: 'partial' });
    const command = {
      ...commandOf('callback-accepted', 'same', 'accepted'),
      opening: anOpening({ stake: eur('50') }),
    };
    expect(outcome(accepted, command)).toBe('refused CashoutConflict');
  });

  it('Given the table, then every row applies to something', () => {
    const withFlags = everything.flatMap((row) => {
      const cashout = row.from === 'none' ? null : aCashout(row.from, { decidedBy: row.by });
      const command = commandOf(row.name, row.amount, row.from);
      return [{}, { liveDelay: true }, { pastKnownStake: true }].map((flags) =>
        rowFor(cashout, { ...command, ...flags }),
      );
    });
    const applied = new Set(withFlags);
    expect(transitions.filter((row) => !applied.has(row))).toEqual([]);
  });
});

describe('what a decision leaves behind', () => {
  it('Given pending, when accepted, then amount, decider and history say so and no lease is left', () => {
    const decision = decide(aCashout('pending'), {
      ...commandOf('provider-accepted', 'other', 'pending'),
      evidence: 'answer',
    });
    expect(decision).toMatchObject({
      outcome: 'moved',
      cashout: {
        status: 'accepted',
        decidedBy: 'provider',
        settled: eur('98'),
        reason: null,
        leaseUntil: null,
        updatedAt: noon + 1,
        history: [
          {},
          { at: noon + 1, from: 'pending', to: 'accepted', decidedBy: 'provider', evidence: 'answer' },
        ],
      },
    });
  });

  it('Given accepted, when reversed, then what was settled stays readable', () => {
    const decision = decide(aCashout('accepted'), commandOf('callback-declined', 'none', 'accepted'));
    expect(decision).toMatchObject({ cashout: { status: 'reversed', settled: eur('99') } });
  });

  it('Given unknown, when the deadline passes, then it is escalated and still unknown', () => {
    const decision = decide(aCashout('unknown'), commandOf('deadline-passed', 'none', 'unknown'));
    expect(decision).toMatchObject({ cashout: { status: 'unknown', escalatedAt: noon + 1 } });
  });

  it.each(['hub', 'person'] as const)(
    'Given held, when the %s withdraws it, then the history names the %s',
    (by) => {
      const decision = decide(aCashout('held'), {
        ...commandOf('withdraw', 'none', 'held'),
        withdrawnBy: by,
      });
      expect(decision).toMatchObject({ cashout: { status: 'declined', decidedBy: by } });
    },
  );
});

describe('any course of commands', () => {
  const anyCommand = fc
    .record({
      name: fc.constantFrom(...commandNames),
      amount: fc.constantFrom<Amount>('same', 'other', 'none'),
      pastKnownStake: fc.boolean(),
    })
    .filter(({ name, amount }) => amount !== 'none' || !alwaysWithAmount.includes(name));
  const courses = fc.array(anyCommand, { maxLength: 30 });

  function run(course: readonly { name: Command['name']; amount: Amount; pastKnownStake: boolean }[]) {
    let cashout: Cashout | null = null;
    const settled: string[] = [];
    for (const [step, { name, amount, pastKnownStake }] of course.entries()) {
      const command = {
        ...commandOf(name, amount, cashout === null ? 'none' : 'pending'),
        at: noon + step,
        pastKnownStake,
      };
      const decision = decide(cashout, { ...command, opening: anOpening() });
      if (decision.outcome === 'no-row') continue;
      settled.push(...decision.emits.filter((type) => type === 'CashoutSettled'));
      if (decision.outcome === 'moved') cashout = decision.cashout;
    }
    return { cashout: cashout as Cashout | null, settled };
  }

  it('Then at most one CashoutSettled is ever emitted', () => {
    fc.assert(
      fc.property(courses, (course) => {
        expect(run(course).settled.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('Then settled is set exactly in accepted and reversed, and history is a chain ending in the status', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const { cashout } = run(course);
        if (cashout === null) return;
        expect(cashout.settled !== null).toBe(cashout.status === 'accepted' || cashout.status === 'reversed');
        expect(cashout.history[0]?.from).toBeNull();
        expect(cashout.history.at(-1)?.to).toBe(cashout.status);
        for (const [index, entry] of cashout.history.slice(1).entries()) {
          expect(entry.from).toBe(cashout.history[index]?.to);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
