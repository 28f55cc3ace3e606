import { describe, expect, it } from 'vitest';
import { detailSchemaOf, type HubEventType } from '../../../lib/contracts/events/event-schemas.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import { money, sameMoney } from '../../../lib/domain/money/money.ts';
import { type PayOut, sameOwner } from '../../../lib/domain/pay-out/pay-out.ts';
import { type Random, seededRandom } from '../../simulation/random.ts';
import { turns } from '../../simulation/turns.ts';
import {
  amountOf,
  type CashoutPlan,
  type CourseName,
  courses,
  endsAccepted,
  playCourse,
  refOf,
} from './pay-out-courses.ts';
import { type Container, type Fate, fates, type PayOutWorld, payOutWorld, sound } from './pay-out-world.ts';

const schedules = 3_000;
const seed = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);

describe(`${schedules} schedules of cashouts that are to be paid out of one BETCORE bet`, () => {
  it('Given any order of events, repeats, crashes, lost writes, sweeps, clocks and faults, then what BETCORE paid is what is stored and told', async () => {
    for (let n = 0; n < schedules; n += 1) {
      await oneSchedule(seededRandom(seed + n)).catch((fault: unknown) => {
        throw new Error(`SIMULATION_SEED=${seed + n} runs this schedule first: ${fault}`, { cause: fault });
      });
    }
  }, 240_000);
});

async function oneSchedule(random: Random): Promise<void> {
  const plans = Array.from({ length: 1 + random.below(3) }, (_, n) => aPlan(random, n + 1));
  const line = turns(random);
  const world = payOutWorld(line, someFates(random));
  const faults: unknown[] = [];
  const task = (work: () => Promise<unknown>): void => {
    work().catch((fault: unknown) => faults.push(fault));
  };
  const wait = async (atMost: number): Promise<void> => {
    for (let turn = random.below(atMost + 1); turn > 0; turn -= 1) await line.pause();
  };

  /** As its queue does: until it is taken, and now and then once more. */
  const deliver = async (plan: CashoutPlan): Promise<void> => {
    await wait(15);
    while ((await world.consume(someContainer(random), refOf(plan))) !== 'taken') await wait(5);
    if (random.chance(0.3)) task(() => deliver(plan));
  };
  for (const plan of plans) {
    const told = () => task(() => deliver(plan));
    task(() => playCourse(world, plan, { pause: () => wait(20), told, died: () => random.chance(0.1) }));
  }
  // Whoever calls BETCORE's own path repeats until it is told yes or no.
  const native = random.chance(0.3);
  if (native) {
    task(async () => {
      await wait(30);
      for (let answer: string | null = null; answer !== 'paid' && answer !== 'no'; await wait(8)) {
        answer = await askOnce(world, someContainer(random));
        if (random.chance(0.1)) return;
      }
    });
  }
  for (let sweeps = random.below(4); sweeps > 0; sweeps -= 1) {
    task(() => wait(60).then(() => world.sweep(someContainer(random))));
  }
  for (let steps = random.below(6); steps > 0; steps -= 1) {
    task(() => wait(60).then(async () => world.pass(random.below(150_000))));
  }
  await line.play();
  for (const fault of faults) throw fault;

  await finish(world, line.play);
  await expectTruth(world, plans);
  if (native) await expectNativeTruth(world);
}

/** Hours pass, and the sweeper runs every minute of them. */
async function finish(world: PayOutWorld, play: () => Promise<void>): Promise<void> {
  for (let run = 0; run < 12; run += 1) {
    world.pass(run < 6 ? 61_000 : 3_600_000);
    const swept = world.sweep();
    await play();
    await swept;
  }
}

async function expectTruth(world: PayOutWorld, plans: readonly CashoutPlan[]): Promise<void> {
  const payOut = await world.load();
  const { paid, received } = world.truth;
  expect(paid.length).toBeLessThanOrEqual(1);
  expect(world.truth.unclaimed()).toBe(0);
  expect(payOut.outbox).toEqual([]);
  expect([null, 'paid', 'rejected', 'cancelled', 'released']).toContain(payOut.status);

  // BETCORE was asked for nothing but cashouts that were settled, each with its own amount and the one bet id.
  const settled = plans.filter((plan) => (courses[plan.name] as readonly string[]).includes('accept'));
  for (const { amount } of received) {
    const isNative = sameMoney(nativeAmount, amount);
    expect(isNative || settled.some((plan) => sameMoney(amountOf(plan), amount))).toBe(true);
  }

  const paidPlan = plans.find((plan) => paid[0] !== undefined && sameMoney(amountOf(plan), paid[0].amount));
  const told = await eventsOf(world);
  const of = (type: string, plan: CashoutPlan) =>
    told.filter((event) => event === `${type} ${refOf(plan).cashoutId}`).length;
  for (const plan of plans) {
    const isPaid = plan === paidPlan;
    const accepted = await isAccepted(world, plan);
    expect(of('PayOutCompleted', plan)).toBe(isPaid ? 1 : 0);
    // Whatever was settled is paid, or waits for a person; whatever was paid and is not settled is clawed back.
    if (isPaid && !accepted) expect([payOut.reversalDue, of('PayOutReversalDue', plan)]).toEqual([true, 1]);
    if (!isPaid && accepted) expect(waitsForPerson(payOut, plan)).toBe(true);
    if (!isPaid && accepted && !waitsItsTurn(payOut, plan)) {
      expect(of('PayOutRejected', plan)).toBeGreaterThanOrEqual(1);
    }
  }
  if (payOut.status === 'paid' && payOut.asked?.owner !== 'native') expect(paidPlan).toBeDefined();
  if (paidPlan !== undefined)
    expect([payOut.status, ownerOf(payOut)]).toEqual(['paid', refOf(paidPlan).cashoutId]);
}

async function isAccepted({ bets }: PayOutWorld, plan: CashoutPlan): Promise<boolean> {
  const { cashouts } = await bets.load(refOf(plan));
  return endsAccepted(plan) && cashouts.some(({ status }) => status === 'accepted');
}

function waitsForPerson({ asked, status, waiting }: PayOut, plan: CashoutPlan): boolean {
  const owner = refOf(plan);
  if (asked !== null && sameOwner(asked.owner, owner)) return status === 'rejected';
  return waiting.some((one) => sameOwner(one.owner, owner));
}

/** Behind one that BETCORE refuses: a person decides who is paid. */
function waitsItsTurn({ status, waiting }: PayOut, plan: CashoutPlan): boolean {
  return (
    status === 'rejected' &&
    waiting.some(({ owner, refusedAt }) => refusedAt === null && sameOwner(owner, refOf(plan)))
  );
}

function ownerOf({ asked }: PayOut): string | null {
  return asked === null || asked.owner === 'native' ? null : asked.owner.cashoutId;
}

/** Of nobody's cashout, and of a currency nobody names. */
const nativeAmount = money(decimal('7.77'), null);

async function askOnce(world: PayOutWorld, container: Container): Promise<'paid' | 'no' | null> {
  const { value: winAmount } = nativeAmount;
  const ids = { correlationId: 'corr', causationId: 'call' };
  const answer = await world.ask(container, { sessionId: 's', winAmount, winOdd: null, ...ids });
  if (answer?.outcome === 'refused') return 'no';
  const status = answer?.payOut.status;
  if (status === 'paid') expect(world.truth.paid[0]?.amount).toEqual(nativeAmount);
  if (status === 'rejected') expect(world.truth.paid).toEqual([]);
  return status === 'paid' ? 'paid' : status === 'rejected' ? 'no' : null;
}

async function expectNativeTruth(world: PayOutWorld): Promise<void> {
  const payOut = await world.load();
  const isPaid = world.truth.paid.some(({ amount }) => sameMoney(amount, nativeAmount));
  expect(isPaid).toBe(payOut.asked?.owner === 'native' && payOut.status === 'paid');
}

/** Type and cashout of each event that was told, a repeat under the same id counted once. */
async function eventsOf({ bus }: PayOutWorld): Promise<readonly string[]> {
  const byId = new Map(bus.published.map((event) => [event.detail.metadata.id, event]));
  return [...byId.values()]
    .filter(({ type }) => type.startsWith('PayOut'))
    .map(({ type, detail }) => {
      expect(detailSchemaOf(type as HubEventType).parse(detail)).toEqual(detail);
      return `${type} ${(detail.data as { cashoutId: string }).cashoutId}`;
    });
}

function aPlan(random: Random, number: number): CashoutPlan {
  const names = Object.keys(courses) as readonly CourseName[];
  return { number, name: names[random.below(names.length)] ?? 'settled' };
}

function someFates(random: Random): readonly Fate[] {
  return Array.from({ length: random.below(6) }, () => fates[random.below(fates.length)] ?? 'paid');
}

/** Now and then one that dies before, in or after any of its calls; its clock is never quite right. */
function someContainer(random: Random): Container {
  const losses = ['done', 'not done', null, null, null] as const;
  return {
    calls: random.chance(0.35) ? 1 + random.below(8) : sound.calls,
    diesBefore: random.chance(0.5),
    offMs: random.below(60_001) - 30_000,
    losesWrites: random.chance(0.3)
      ? Array.from({ length: 4 }, () => losses[random.below(losses.length)] ?? null)
      : [],
  };
}
