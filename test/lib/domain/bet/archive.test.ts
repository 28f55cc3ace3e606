import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  archiveAfterMs,
  archiveDueAt,
  cashoutsPerArchive,
  cashoutsToArchive,
  declinedAtMost,
  declinedKept,
  withArchived,
  withoutArchived,
} from '../../../../lib/domain/bet/archive.ts';
import { applyCommand, type Bet, type OutboxEntry } from '../../../../lib/domain/bet/bet.ts';
import { neededAt } from '../../../../lib/domain/bet/due.ts';
import { type Cashout, decidedBy, statuses } from '../../../../lib/domain/cashout/cashout.ts';
import { type Command, decide } from '../../../../lib/domain/cashout/decide.ts';
import { maxRequestedCashouts } from '../../../../lib/domain/cashout/refusals.ts';
import { commandNames } from '../../../../lib/domain/cashout/transitions.ts';
import { reason } from '../../../../lib/domain/reasons.ts';
import { aBet, aCashout, anOpening, eur, noon } from '../../../support/builders.ts';

const day = archiveAfterMs;

/** Declined one millisecond after the other, from `noon` on. */
function declined(count: number, given: Partial<Cashout> = {}, prefix = 'co_'): Cashout[] {
  return Array.from({ length: count }, (_, at) =>
    aCashout('declined', {
      cashoutId: `${prefix}${at}`,
      createdAt: noon + at,
      updatedAt: noon + at,
      ...given,
    }),
  );
}

const idsOf = (cashouts: readonly Cashout[]) => cashouts.map(({ cashoutId }) => cashoutId);

describe('when a bet is archived', () => {
  it.each<[string, Cashout[], number | null]>([
    ['no more than it may keep', declined(declinedKept), null],
    ['one more', declined(declinedKept + 1), noon + declinedKept - 1 + day],
    ['what was inferred only', declined(60, { decidedBy: 'inference' }), null],
    ['what persons said only', declined(60, { decidedBy: 'person' }), null],
    [
      'few that may move among many that may not',
      [...declined(60, { decidedBy: 'person' }), ...declined(2, { decidedBy: 'hub' }, 'hub_')],
      noon + 1 + day,
    ],
    ['as many of any age as it may hold', declined(declinedAtMost), noon + declinedKept - 1 + day],
    ['more than it may hold at any age', declined(declinedAtMost + 1), noon],
    [
      'accepted and reversed ones',
      [
        ...Array.from({ length: 60 }, () => aCashout('reversed')),
        ...Array.from({ length: 60 }, () => aCashout('accepted', { kind: 'partial' })),
      ],
      null,
    ],
  ])('Given %s, Then it is due accordingly', (_, cashouts, dueAt) => {
    const bet = aBet({ cashouts });
    expect(archiveDueAt(bet)).toBe(dueAt);
    expect(neededAt(bet)).toBe(dueAt);
  });

  it('Given events are still to be made from some, Then they wait for those', () => {
    const cashouts = declined(declinedKept + 3);
    const outbox = cashouts.slice(0, 5).map(({ cashoutId }) => anEntry(cashoutId));
    const moving = cashoutsToArchive(aBet({ cashouts, outbox }), noon + 2 * day);
    expect(idsOf(moving)).toEqual(idsOf(cashouts.slice(5)));
    expect(cashoutsToArchive(aBet({ cashouts, outbox: cashouts.map(toEntry) }), noon + 2 * day)).toEqual([]);
  });

  it('Given a bet that takes no more requests, Then it does a day after half of them were declined', () => {
    const bet = aBet({ cashouts: declined(maxRequestedCashouts) });
    expect(declinedKept).toBe(maxRequestedCashouts / 2);
    const dueAt = noon + declinedKept - 1 + day;
    expect(cashoutsToArchive(bet, dueAt - 1)).toEqual([]);
    expect(idsOf(cashoutsToArchive(bet, dueAt))).toEqual(idsOf(bet.cashouts.slice(0, declinedKept)));
    expect(cashoutsToArchive(bet, noon + 2 * day)).toHaveLength(maxRequestedCashouts);
  });

  it('Given more than one archive takes, Then those declined longest ago move first', () => {
    const cashouts = declined(declinedAtMost + 50).reverse();
    const moving = cashoutsToArchive(aBet({ cashouts }), noon + day);
    expect(idsOf(moving)).toEqual(idsOf(cashouts.toReversed().slice(0, cashoutsPerArchive)));
  });
});

describe('what may move', () => {
  const commands: readonly Command[] = commandNames.flatMap((name) =>
    [{}, { amount: eur('99') }, { amount: eur('1') }, { amount: eur('99'), pastKnownStake: true }].map(
      (given): Command => ({ name, at: noon + 1, reason: reason('freebet'), opening: anOpening(), ...given }),
    ),
  );

  it.each(['hub', 'provider'] as const)(
    'Given one declined by the %s, Then nothing that can happen changes it or tells of it again',
    (by) => {
      const cashout = aCashout('declined', { decidedBy: by });
      for (const command of commands) {
        const decision = decide(cashout, command);
        if (decision.outcome === 'no-row') continue;
        expect([command.name, decision]).toEqual([
          command.name,
          { outcome: 'unchanged', cashout, emits: [] },
        ]);
      }
    },
  );

  it('Given any cashout that can still change, Then it never moves', () => {
    for (const status of statuses) {
      for (const by of [null, ...decidedBy]) {
        const cashouts = declined(60, { status, decidedBy: by });
        const isFinal = status === 'declined' && (by === 'hub' || by === 'provider');
        expect(cashoutsToArchive(aBet({ cashouts }), noon + 9 * day)).toHaveLength(isFinal ? 60 : 0);
      }
    }
  });
});

describe('moving', () => {
  it('Given an archive that holds less than was to move, Then only that leaves', () => {
    const bet = aBet({ cashouts: declined(30) });
    const after = withoutArchived(bet, 1, bet.cashouts.slice(3, 9));
    expect(after.archives).toBe(1);
    expect(idsOf(after.cashouts)).toEqual(idsOf([...bet.cashouts.slice(0, 3), ...bet.cashouts.slice(9)]));
  });

  it('Given an archive that is counted already, or not yet the next, Then the very same bet comes back', () => {
    const bet = aBet({ cashouts: declined(30), archives: 2 });
    for (const number of [1, 2, 4]) expect(withoutArchived(bet, number, bet.cashouts)).toBe(bet);
  });

  it('Given what was archived, Then the whole bet has it in its place, oldest first', () => {
    const [one, other, ...rest] = declined(4);
    const moved = [one, other].filter((cashout) => cashout !== undefined);
    const bet = aBet({ cashouts: rest, archives: 1 });
    expect(withArchived(bet, []).cashouts).toBe(rest);
    expect(idsOf(withArchived(bet, moved.toReversed()).cashouts)).toEqual(['co_0', 'co_1', 'co_2', 'co_3']);
  });
});

describe('a bet over time', () => {
  const steps = fc.array(
    fc.record({
      by: fc.constantFrom('hub' as const, 'provider' as const, 'inference' as const, 'person' as const),
      count: fc.integer({ min: 1, max: 80 }),
      afterMs: fc.integer({ min: 0, max: 2 * day }),
      sweeps: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  it('Then nothing is lost, nothing is there twice, and little that may move is left after each sweep', () => {
    fc.assert(
      fc.property(steps, (given) => {
        let [bet, now] = [aBet(), noon];
        const archives: (readonly Cashout[])[] = [];
        const born: string[] = [];
        for (const [step, { by, count, afterMs, sweeps }] of given.entries()) {
          now += afterMs;
          const more = declined(count, { decidedBy: by, updatedAt: now, createdAt: now }, `co_${step}_`);
          born.push(...idsOf(more));
          bet = { ...bet, cashouts: [...bet.cashouts, ...more] };
          if (!sweeps) continue;
          bet = sweep(bet, now, archives);
          expect(neededAt(bet) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
          const final = bet.cashouts.filter((one) => one.decidedBy === 'hub' || one.decidedBy === 'provider');
          expect(final.length).toBeLessThanOrEqual(declinedAtMost);
          const old = final.filter(({ updatedAt }) => updatedAt + day <= now);
          expect(old.length).toBeLessThanOrEqual(declinedKept);
        }
        const whole = [...bet.cashouts, ...archives.flat()];
        expect(idsOf(whole).toSorted()).toEqual(born.toSorted());
        expect(bet.archives).toBe(archives.length);
        for (const archive of archives) expect(archive.length).toBeLessThanOrEqual(cashoutsPerArchive);
      }),
    );
  });

  it('Given it is due, Then something moves, and otherwise nothing', () => {
    const property = fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: day }), fc.constantFrom(...decidedBy)), { maxLength: 260 }),
      fc.integer({ min: 0, max: 3 * day }),
      (list, afterMs) => {
        const cashouts = list.map(([at, by], index) =>
          aCashout('declined', { cashoutId: `co_${index}`, decidedBy: by, updatedAt: noon + at }),
        );
        const bet = aBet({ cashouts });
        const now = noon + afterMs;
        const isDue = (archiveDueAt(bet) ?? Number.POSITIVE_INFINITY) <= now;
        expect(cashoutsToArchive(bet, now).length > 0).toBe(isDue);
      },
    );
    fc.assert(property);
  });
});

function sweep(bet: Bet, now: number, archives: (readonly Cashout[])[]): Bet {
  let swept = bet;
  for (;;) {
    const moving = cashoutsToArchive(swept, now);
    if (moving.length === 0) return swept;
    archives.push(moving);
    swept = withoutArchived(swept, swept.archives + 1, moving);
  }
}

function anEntry(cashoutId: string): OutboxEntry {
  const opening = anOpening({ cashoutId });
  const pending = applyCommand(aBet(), cashoutId, { name: 'request', at: noon, opening }, 'call-1').bet;
  const no: Command = { name: 'provider-declined', at: noon, reason: reason('freebet') };
  const [entry] = applyCommand(pending, cashoutId, no, 'call-1').bet.outbox;
  if (entry === undefined) throw new Error('a decline is told');
  return entry;
}

function toEntry({ cashoutId }: Cashout): OutboxEntry {
  return anEntry(cashoutId);
}
