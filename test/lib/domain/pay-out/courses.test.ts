import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyToPayOut } from '../../../../lib/domain/pay-out/apply.ts';
import type { PayOutCommand } from '../../../../lib/domain/pay-out/decide.ts';
import { claimableAt, payOutNeededAt } from '../../../../lib/domain/pay-out/due.ts';
import {
  blankPayOut,
  mattersOf,
  nameOf,
  needsPerson,
  type PayOut,
  sameOwner,
} from '../../../../lib/domain/pay-out/pay-out.ts';
import { commandNames } from '../../../../lib/domain/pay-out/transitions.ts';
import { noon } from '../../../support/builders.ts';
import { asked, payOutBetId } from '../../../support/pay-outs.ts';

const blank = blankPayOut(payOutBetId);

function ownerOf({ asked: what }: PayOut): string | null {
  return what === null ? null : nameOf(what.owner);
}

function commandOf(name: PayOutCommand['name'], who: string, at: number): PayOutCommand {
  const what = asked(who);
  return { name, at, asked: what, owner: what.owner } as unknown as PayOutCommand;
}

function forItem(name: PayOutCommand['name'], at: number): PayOutCommand {
  return { name, at } as PayOutCommand;
}

const isAboutItem = (name: string): boolean => name === 'claim' || name === 'overdue';

/** Anything in any order, about four who ask, a few seconds or hours apart. */
const anyCourse = fc.array(
  fc.record({
    name: fc.constantFrom(...commandNames.filter((name) => name !== 'let-in')),
    who: fc.constantFrom('co_a', 'co_b', 'co_c', 'native'),
    passes: fc.constantFrom(0, 1_000, 60_000, 3_600_000, 80 * 3_600_000),
  }),
  { maxLength: 40 },
);

interface Step {
  readonly command: PayOutCommand;
  readonly before: PayOut;
  readonly after: PayOut;
}

/** Native calls only ask, cashouts never do; each step is saved, so that versions move. */
function run(
  course: readonly { name: PayOutCommand['name']; who: string; passes: number }[],
): readonly Step[] {
  const steps: Step[] = [];
  let payOut = blank;
  let at = noon;
  for (const { name, who, passes } of course) {
    at += passes;
    const ofCashouts = name === 'reserve' || name.startsWith('cashout-');
    if (who === 'native' ? ofCashouts : name === 'ask') continue;
    const command = isAboutItem(name) ? forItem(name, at) : commandOf(name, who, at);
    const applied = applyToPayOut(payOut, command, 'cause-1');
    steps.push({ command, before: payOut, after: applied.payOut });
    payOut = applied.outcome === 'changed' ? { ...applied.payOut, version: payOut.version + 1 } : payOut;
  }
  return steps;
}

function holds(claim: (steps: readonly Step[]) => void): void {
  fc.assert(
    fc.property(anyCourse, (course) => claim(run(course))),
    { numRuns: 3_000 },
  );
}

describe('any course of commands', () => {
  it('Then nothing is sent but what is due, undetermined, or claimed by somebody who never came back', () => {
    holds((steps) => {
      for (const { before, after } of steps) {
        if (after.attempts <= before.attempts) continue;
        expect(['due', 'undetermined', 'paying']).toContain(before.status);
        if (before.status === 'paying') expect(after.mayHaveLanded).toBe(true);
      }
    });
  });

  it('Then a cashout that was paid is never due again', () => {
    holds((steps) => {
      const paid = new Set<string | null>();
      for (const { after } of steps) {
        if (after.status === 'paid') paid.add(ownerOf(after));
        const owner = ownerOf(after);
        if (owner !== 'native' && paid.has(owner)) expect(claimableAt(after)).toBeNull();
      }
    });
  });

  it('Then a cashout that was taken back without any attempt is never due again', () => {
    holds((steps) => {
      const over = new Set<string>();
      for (const { command, before, after } of steps) {
        if (command.name === 'cashout-reversed') {
          const who = nameOf(command.asked.owner);
          const neverTried = ownerOf(before) !== who || ['due', 'reserved'].includes(before.status ?? '');
          if (neverTried && !before.mayHaveLanded) over.add(who);
        }
        if (over.has(ownerOf(after) ?? '')) expect(claimableAt(after)).toBeNull();
      }
    });
  });

  it('Then what a status needs is there, and nothing of another', () => {
    holds((steps) => {
      for (const { after } of steps) {
        const { status } = after;
        const waits = status === 'due' || status === 'paying' || status === 'undetermined';
        expect(after.asked !== null).toBe(status !== null);
        expect(after.leaseUntil !== null).toBe(status === 'paying');
        expect(after.retryAt !== null).toBe(status === 'undetermined');
        expect(after.checkAt !== null).toBe(status === 'reserved');
        expect(after.dueSince !== null).toBe(waits);
        expect(claimableAt(after) !== null).toBe(waits);
        if (waits) expect(after.asked?.amount).not.toBeNull();
        if (waits || status === 'reserved' || after.outbox.length > 0)
          expect(payOutNeededAt(after)).not.toBeNull();
        expect(after.unresolvedSince !== null).toBe(needsPerson(after));
      }
    });
  });

  it('Then nobody waits at a bet that is free, and who waits at a paid one was told', () => {
    holds((steps) => {
      for (const { after } of steps) {
        const stillHoping = after.waiting.filter(({ refusedAt }) => refusedAt === null);
        const settledForGood = [null, 'released', 'cancelled', 'paid'].includes(after.status);
        if (settledForGood) expect(stillHoping).toEqual([]);
      }
    });
  });

  it('Then a word of a person settles nothing but what it is about', () => {
    holds((steps) => {
      for (const { command, before, after } of steps) {
        if (!command.name.startsWith('person-') || !('owner' in command)) continue;
        const others = mattersOf(before).filter((owner) => !sameOwner(owner, command.owner));
        expect(mattersOf(after)).toEqual(expect.arrayContaining([...others]));
      }
    });
  });

  it('Then history is a chain that ends in the status, and every event is told once', () => {
    holds((steps) => {
      const last = steps.at(-1)?.after;
      if (last === undefined || last.status === null) return;
      expect(last.history[0]?.from).toBeNull();
      expect(last.history.at(-1)?.to).toBe(last.status);
      for (const [index, entry] of last.history.slice(1).entries()) {
        expect(entry.from).toBe(last.history[index]?.to);
      }
      const places = last.outbox.map(({ sequence, index }) => `${sequence}.${index}`);
      expect(new Set(places).size).toBe(places.length);
    });
  });
});

type Told = 'cashout-settled' | 'cashout-declined' | 'cashout-reversed';

/** What can be told of a cashout, in the order it comes about; before the last one it may change. */
const stories: readonly (readonly Told[])[] = [
  ['cashout-settled'],
  ['cashout-declined'],
  ['cashout-settled', 'cashout-reversed'],
  ['cashout-declined', 'cashout-settled'],
  ['cashout-declined', 'cashout-settled', 'cashout-reversed'],
];

const anyStory = fc.constantFrom(...stories);

/** One cashout that reserved, others that registered their pay-out; all events doubled here and there, in any order. */
const anyTelling = fc
  .record({
    reserving: fc.option(anyStory, { nil: null }),
    registered: fc.array(fc.constantFrom(stories[0] ?? [], stories[2] ?? []), { maxLength: 3 }),
  })
  .chain(({ reserving, registered }) => {
    const told = [
      ...(reserving ?? []).map((name) => ({ name, who: 'co_0' })),
      ...(reserving === null ? [] : [{ name: 'reserve' as const, who: 'co_0' }]),
      ...registered.flatMap((story, position) => story.map((name) => ({ name, who: `co_${position + 1}` }))),
    ];
    const truth = new Map<string, Told | undefined>([
      ...(reserving === null ? [] : [['co_0', reserving.at(-1)] as const]),
      ...registered.map((story, position) => [`co_${position + 1}`, story.at(-1)] as const),
    ]);
    const doubled = fc.subarray(told).chain((again) => {
      const all = [...told, ...again];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
    return fc.record({ truth: fc.constant(truth), reserves: fc.constant(reserving !== null), told: doubled });
  });

describe('events of a bet’s cashouts in any order, any of them twice', () => {
  it('When nothing was sent yet, Then the end is that of the natural order', () => {
    fc.assert(
      fc.property(anyTelling, ({ truth, reserves, told }) => {
        let payOut = reserves
          ? applyToPayOut(blank, commandOf('reserve', 'co_0', noon), 'cause-1').payOut
          : blank;
        for (const { name, who } of told) {
          payOut = applyToPayOut(payOut, commandOf(name, who, noon), 'cause-1').payOut;
        }
        // A reservation repeated after its decision: the look at the bet that follows says how that came out.
        const decided = truth.get(ownerOf(payOut) ?? '');
        if (payOut.status === 'reserved' && decided !== undefined) {
          payOut = applyToPayOut(payOut, commandOf(decided, ownerOf(payOut) ?? '', noon), 'cause-1').payOut;
        }
        const live = [...truth].filter(([, last]) => last === 'cashout-settled').map(([who]) => who);
        if (live.length > 0) {
          const here = [ownerOf(payOut), ...payOut.waiting.map(({ owner }) => nameOf(owner))];
          expect(payOut.status).toBe('due');
          expect(here.toSorted()).toEqual(live.toSorted());
        } else if (truth.size === 1) {
          const declined = truth.get('co_0') === 'cashout-declined';
          expect(payOut.status).toBe(declined ? 'released' : 'cancelled');
        } else {
          expect([null, 'released', 'cancelled']).toContain(payOut.status);
        }
        expect(payOut.outbox).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** How BETCORE and the way to it treat one attempt. */
const anyAttempt = fc.record({
  lost: fc.constantFrom('nothing', 'request', 'answer', 'connection'),
  /** The claimer dies, so that its lease runs out; its answer may come after that. */
  dies: fc.boolean(),
  answersLate: fc.boolean(),
  reversedMeanwhile: fc.boolean(),
});

describe('a pay-out and a BETCORE that answers, refuses, is silent, or is not there', () => {
  const anyWorld = fc.record({
    refuses: fc.boolean(),
    paidByAnother: fc.boolean(),
    attempts: fc.array(anyAttempt, { maxLength: 6 }),
  });

  it('Then the end is what BETCORE did, told once, and what was taken back is to be clawed back', () => {
    fc.assert(
      fc.property(anyWorld, ({ refuses, paidByAnother, attempts }) => {
        let at = noon;
        let payOut = applyToPayOut(blank, commandOf('cashout-settled', 'co_a', at), 'cause-1').payOut;
        let paidByUs = 0;
        let wasReversed = false;
        const late: PayOutCommand['name'][] = [];
        const tell = (name: PayOutCommand['name']) => {
          payOut = applyToPayOut(payOut, commandOf(name, 'co_a', at), 'cause-1').payOut;
        };
        /** BETCORE pays a bet once, whoever asks. */
        const betcore = (): PayOutCommand['name'] => {
          if (paidByAnother || paidByUs > 0) return 'paid-before';
          if (refuses) return 'rejected';
          paidByUs += 1;
          return 'succeeded';
        };
        const calm = { lost: 'nothing', dies: false, answersLate: false, reversedMeanwhile: false };
        for (const { lost, dies, answersLate, reversedMeanwhile } of [...attempts, calm, calm]) {
          const next = claimableAt(payOut);
          if (next === null) break;
          at = Math.max(at, next);
          payOut = applyToPayOut(payOut, forItem('claim', at), 'cause-1').payOut;
          expect(payOut.status).toBe('paying');
          const isSent = lost !== 'request' && lost !== 'connection';
          const answered = isSent ? betcore() : null;
          if (reversedMeanwhile) {
            wasReversed = true;
            tell('cashout-reversed');
          }
          if (answered !== null && answersLate) late.push(answered);
          if (dies) continue;
          if (lost === 'connection') tell('not-sent');
          else tell(answered === null || lost === 'answer' || answersLate ? 'unclear' : answered);
        }
        for (const answered of late) tell(answered);
        const completed = payOut.outbox.filter(({ type }) => type === 'PayOutCompleted').length;
        expect(completed).toBe(payOut.status === 'paid' ? 1 : 0);
        if (paidByUs > 0) {
          expect(payOut.status).toBe('paid');
          expect(payOut.reversalDue).toBe(wasReversed);
        }
        // Where an attempt was lost, a bet paid by another cannot be told from one of ours.
        if (payOut.status === 'paid' && paidByUs === 0)
          expect(paidByAnother && payOut.mayHaveLanded).toBe(true);
        if (payOut.status === 'rejected') expect(wasReversed).toBe(false);
        if (payOut.status === 'undetermined') expect(payOut.unresolvedSince).not.toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });
});
