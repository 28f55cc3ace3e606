import { applyCommand, type BetRef, blankBet } from '../../../lib/domain/bet/bet.ts';
import type { Command } from '../../../lib/domain/cashout/decide.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { aCashout, anOpening, eur, noon } from '../../support/builders.ts';
import { payOutBetId } from '../../support/pay-outs.ts';
import type { PayOutWorld } from './pay-out-world.ts';
import { sound } from './pay-out-world.ts';

/** What becomes of one cashout, as its provider and the hub decide it. */
export const courses = {
  settled: ['request', 'accept'],
  declined: ['request', 'decline'],
  'settled and taken back': ['request', 'accept', 'take back'],
  'inferred never to have been, and settled after all': ['request', 'unclear', 'infer', 'accept'],
  'told by a callback': ['accept'],
  'told by a callback and taken back': ['accept', 'take back'],
  'void before it was told': ['take back'],
  'reserved by a process that died': [],
} as const;
export type CourseName = keyof typeof courses;
type Step = (typeof courses)[CourseName][number];

export interface CashoutPlan {
  readonly name: CourseName;
  /** From 1; its amount follows from it. */
  readonly number: number;
}

export function refOf({ number }: CashoutPlan) {
  return { provider: 'databet', betId: `bet-${number}`, cashoutId: `c${number}` } as const;
}

export function amountOf({ number }: CashoutPlan) {
  return eur(String(10 * number));
}

/** Whether it asks before it is told: only those reserve. */
export function reserves({ name }: CashoutPlan): boolean {
  return (courses[name] as readonly string[])[0] === 'request' || courses[name].length === 0;
}

/** Every cashout of a plan, by what its bet says in the end. */
export function endsAccepted({ name }: CashoutPlan): boolean {
  return courses[name].at(-1) === 'accept';
}

/** Reserves where it is to, then writes its bet step by step; `told` after each that emits an event. */
export async function playCourse(
  world: PayOutWorld,
  plan: CashoutPlan,
  { pause, told, died }: { pause: () => Promise<void>; told: () => void; died: () => boolean },
): Promise<void> {
  const { cashoutId, ...ref } = refOf(plan);
  const opening = openingOf(plan);
  if (reserves(plan)) {
    const pending = aCashout('pending', opening);
    const bet = blankBet(ref);
    const reserved = await world.reserve(sound, bet, pending, world.now(), 'request');
    if (reserved?.outcome !== 'reserved' || died()) return;
  }
  for (const step of courses[plan.name]) {
    await pause();
    await write(world, ref, cashoutId, commandOf(step, plan, world.now()));
    if (step === 'accept' || step === 'decline' || step === 'infer' || step === 'take back') told();
  }
}

/** How requests end is not what is looked at here. */
const leaseUntil = noon + 24 * 3_600_000;

function openingOf(plan: CashoutPlan) {
  const { cashoutId } = refOf(plan);
  const payOut = { sessionId: `session-${plan.number}`, betcoreBetId: payOutBetId, stake: eur('5') };
  return anOpening({ cashoutId, payOut, requested: amountOf(plan), leaseUntil });
}

function commandOf(step: Step, plan: CashoutPlan, at: number): Command {
  const opening = openingOf(plan);
  const isAsked = reserves(plan);
  switch (step) {
    case 'request':
      return { name: 'request', at, opening };
    case 'accept':
      return isAsked
        ? { name: 'provider-accepted', at, amount: amountOf(plan) }
        : { name: 'callback-accepted', at, amount: amountOf(plan), opening };
    case 'decline':
      return { name: 'provider-declined', at, reason: reason('provider-rejected') };
    case 'unclear':
      return { name: 'provider-unclear', at };
    case 'infer':
      return { name: 'infer-not-executed', at, reason: reason('provider-rejected') };
    case 'take back':
      return { name: 'callback-declined', at, opening, reason: reason('provider-rejected') };
  }
}

async function write(world: PayOutWorld, ref: BetRef, cashoutId: string, command: Command): Promise<void> {
  let bet = await world.bets.load(ref);
  for (;;) {
    const { bet: after, decision } = applyCommand(bet, cashoutId, command, 'provider');
    if (decision.outcome !== 'moved') throw new Error(`${command.name} ended ${decision.outcome}`);
    const saved = await world.bets.save(after, command.at);
    if (saved.saved) return;
    bet = saved.current;
  }
}
