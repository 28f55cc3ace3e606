import { describe, expect, it } from 'vitest';
import type { Bet } from '../../../lib/domain/bet/bet.ts';
import { keepAnswerForMs } from '../../../lib/ports/callback-store.ts';
import type { BusEvent } from '../../../lib/ports/event-bus.ts';
import { readWholeBet } from '../../../lib/use-cases/archive-lookup.ts';
import { type Random, seededRandom } from '../../simulation/random.ts';
import { turns } from '../../simulation/turns.ts';
import { databetRef } from '../../support/callbacks.ts';
import { balanceAfter } from '../../support/wallet.ts';
import {
  expectAnswers,
  expectEvents,
  expectPossible,
  owed,
  start,
  statesOf,
} from './callback-expectations.ts';
import { idsOf, type Plan, randomPlan, type Sent } from './callback-plan.ts';
import { type CallbackProvider, callbackProvider } from './callback-provider.ts';
import { type CallbackWorld, callbackWorld } from './callback-world.ts';

const schedules = 10_000;
const seed = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);

describe(`${schedules} schedules of callbacks, each of one bet`, () => {
  it('Given any order, repeats, crashes and lost records, then bet, balance, answers and events are those of a calm course', async () => {
    for (let n = 0; n < schedules; n += 1) {
      await oneSchedule(seededRandom(seed + n)).catch((fault: unknown) => {
        throw new Error(`SIMULATION_SEED=${seed + n} runs this schedule first: ${fault}`, { cause: fault });
      });
    }
  }, 240_000);
});

async function oneSchedule(random: Random): Promise<void> {
  const losesRecords = random.chance(0.3);
  const plan = randomPlan(random, { forges: !losesRecords });
  const line = turns(random);
  const world = callbackWorld(line);
  const provider = callbackProvider(world, line, random);
  sendAll(plan, provider, random);
  meddle(world, provider, random, losesRecords);
  await provider.play();

  const ended = await endOf(world, provider.play);
  const declinedFirst = declinedOf(ended.bet);
  expectPossible(plan, provider, declinedFirst);
  expectAnswers(plan, provider, declinedFirst);
  const calm = await calmCourse(plan, declinedFirst);
  const balance = balanceAfter(start, ended.events);
  expect({ states: statesOf(ended.bet), balance, owed: balance }).toEqual({
    states: statesOf(calm.bet),
    balance: balanceAfter(start, calm.events),
    owed: owed(plan),
  });
  expectEvents(plan, ended.events, declinedFirst);

  // A month later nobody remembers the answers, and old orders are in archives: said again it is the same.
  if (random.chance(0.5)) world.pass(keepAnswerForMs);
  void provider.task(() => world.archive());
  await provider.play();
  const { version } = await world.bets.load(databetRef);
  for (const sent of [...plan.accepts, ...plan.declines, ...plan.contradictions]) {
    void provider.task(() => provider.repeat(sent));
  }
  await provider.play();
  expect((await world.bets.load(databetRef)).version).toBe(version);
}

/** All of it, in the provider's order or all at once. What contradicts or forges comes after what it contradicts. */
function sendAll(plan: Plan, provider: CallbackProvider, random: Random): void {
  const queued = random.chance(0.2);
  const answered = new Map<Sent, Promise<void>>();
  let before = Promise.resolve();
  for (const sent of [...plan.accepts, ...plan.declines]) {
    before = provider.send(sent, queued ? 0 : 12, queued ? before : undefined);
    answered.set(sent, before);
  }
  for (const sent of [...plan.contradictions, ...plan.forgeries]) {
    const original = [...answered.keys()].find((one) => isOriginal(one, sent, plan));
    provider.send(sent, 12, original && answered.get(original));
  }
  for (const sent of plan.replays) provider.send(sent, 12);
}

function isOriginal(one: Sent, sent: Sent, { contradictions }: Plan): boolean {
  if (one.told.callback !== sent.told.callback) return false;
  return contradictions.includes(sent) ? idsOf(one)[0] === idsOf(sent)[0] : one.requestId === sent.requestId;
}

/** What else writes to the bet or its records meanwhile. */
function meddle(
  world: CallbackWorld,
  { task, wait, someContainer }: CallbackProvider,
  random: Random,
  losesRecords: boolean,
): void {
  const others: readonly (() => unknown)[] = [
    () => world.publish(someContainer()),
    () => world.publish(someContainer()),
    () => world.bus.loseNextAnswer(),
    () => world.register(random.chance(0.5) ? '100' : '1000'),
    async () => {
      await world.publish();
      world.pass(25 * 3_600_000);
      await world.archive(someContainer());
    },
    () => (losesRecords ? world.forget() : undefined),
    () => world.pass(losesRecords ? keepAnswerForMs : 25 * 3_600_000),
  ];
  for (const other of others.filter(() => random.chance(0.5))) {
    void task(() => wait(30).then(other));
  }
}

interface Ended {
  readonly bet: Bet;
  readonly events: readonly BusEvent[];
}

/** The bet with all cashouts it ever had and nothing left to publish, and what was published. */
async function endOf(world: CallbackWorld, play?: () => Promise<void>): Promise<Ended> {
  // The first attempt may still lose its answer.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const published = world.publish();
    await play?.();
    await published;
  }
  const bet = await readWholeBet(world, databetRef);
  expect(bet.outbox).toEqual([]);
  return { bet, events: world.bus.published };
}

/** Each callback once, in the order they were decided; a decline that came first is first. */
async function calmCourse(plan: Plan, declinedFirst: ReadonlySet<string>): Promise<Ended> {
  const isLate = (sent: Sent) => idsOf(sent).some((id) => declinedFirst.has(id));
  const early = plan.accepts.filter((sent) => !isLate(sent));
  const world = callbackWorld();
  const course = [...early, ...plan.declines, ...plan.accepts.filter(isLate), ...plan.contradictions];
  for (const sent of course) await world.deliver(sent);
  return endOf(world);
}

function declinedOf({ cashouts }: Bet): ReadonlySet<string> {
  const declined = cashouts.filter(({ status }) => status === 'declined');
  return new Set(declined.map(({ cashoutId }) => cashoutId));
}
