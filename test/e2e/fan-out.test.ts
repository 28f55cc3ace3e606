import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTarget } from '../../infra/dlq/local-target.ts';
import { betPk } from '../../lib/adapters/dynamodb/keys.ts';
import { ran } from '../infra/dlq/ran.ts';
import { seededRandom } from '../simulation/random.ts';
import { consumers, type Told, told } from './support/fan-out.ts';
import { type Answer, eventTypesOf, type Hub, startHub } from './support/hub.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const idle = { waiting: 0, inFlight: 0, deadLetters: 0 };
const failures = 'relay-outbox/failures';

let hub: Hub;
let world: Told;
/** While set, the next bet with an event becomes one nobody can read; then it holds that bet's key. */
let poisoning: boolean | string = false;

/** As a bug in a release of ours would write it. */
function poisoned(item: Readonly<Record<string, AttributeValue>>): Readonly<Record<string, AttributeValue>> {
  if (poisoning === false || !('unsent' in item)) return item;
  const pk = item['pk']?.S ?? '';
  if (poisoning === true) poisoning = pk;
  return poisoning === pk ? { ...item, outbox: { S: 'no list' } } : item;
}

beforeAll(async () => {
  // Without schedules days pass in a moment; the sweeper runs when a test says so.
  hub = await startHub({
    scheduled: false,
    queues: { duplicates: 0.2 },
    hooks: { insteadOf: poisoned },
  });
  world = told(hub);
});
afterAll(() => hub.close());

const pass = (ms: number) => hub.control('POST', '/clock', { advanceMs: ms });
const sweep = () => hub.control('POST', '/schedules/sweep-due-work/run');

async function outage(target: string, on: boolean): Promise<void> {
  expect((await hub.control('POST', '/outages', { target, on })).status).toBe(200);
}

async function queue(name: string): Promise<Answer['body']> {
  const { queues } = (await hub.control('GET', '/queues')).body;
  const { name: _, ...counts } = queues.find((one: { name: string }) => one.name === name);
  return counts;
}

async function carried(): Promise<number> {
  await hub.control('POST', '/drain');
  return (await hub.control('GET', '/events')).body.events.length;
}

/** Everything is back: nothing is left anywhere a while later, and everybody was told everything. */
async function expectNothingLost(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await pass(15 * minuteMs);
    await sweep();
    await hub.control('POST', '/drain');
  }
  const events = await carried();
  // What was still in an outbox would be published once more.
  await pass(2 * hourMs);
  await sweep();
  expect(await carried()).toBe(events);
  for (const consumer of consumers) expect([consumer, await queue(consumer)]).toEqual([consumer, idle]);
  expect((await hub.call('GET', '/v1/unresolved')).body.items).toEqual([]);
  await world.expectAllTold();
}

async function someOfEverything(): Promise<void> {
  await world.cashedOut();
  await world.paidOut();
  await world.accepted();
  await world.accepted();
  await world.reversed();
}

describe('what the hub has answered reaches everybody', () => {
  it('Given the bus is away for 25 hours, then the stream gives up, and the sweeper publishes afterwards', async () => {
    await outage('bus', true);
    const before = await carried();
    const givenUp = (await queue(failures)).deadLetters;
    await someOfEverything();
    await pass(25 * hourMs);
    await sweep();
    expect(await carried()).toBe(before);
    expect((await queue(failures)).deadLetters).toBeGreaterThan(givenUp);
    await outage('bus', false);
    await expectNothingLost();
  });

  it('Given the stream is lost, records and all, then the sweeper publishes what it would have told', async () => {
    await outage('stream', true);
    const before = await carried();
    await someOfEverything();
    const givenUp = (await queue(failures)).deadLetters;
    await pass(25 * hourMs);
    await outage('stream', false);
    // After a day DynamoDB has forgotten them: nobody is told anything, not even that.
    expect((await hub.control('GET', '/events')).body.events).toHaveLength(before);
    expect((await queue(failures)).deadLetters).toBe(givenUp);
    await expectNothingLost();
  });

  it.each(consumers)(
    'Given %s is away for two days, then it gets everything afterwards',
    async (consumer) => {
      await outage(consumer, true);
      await someOfEverything();
      await pass(2 * dayMs);
      await hub.control('POST', '/drain');
      expect((await queue(consumer)).waiting).toBeGreaterThan(0);
      await outage(consumer, false);
      await expectNothingLost();
    },
  );

  const seed = Number(process.env['CASHOUT_TEST_SEED'] ?? Date.now() % 2 ** 31);

  it(`Given all of that in any order (CASHOUT_TEST_SEED=${seed}), then nobody misses anything`, async () => {
    const random = seededRandom(seed);
    const targets = ['bus', 'stream', failures, ...consumers];
    const times = [minuteMs, 4 * minuteMs, 20 * minuteMs, 6 * hourMs, 25 * hourMs];
    const steps = [
      world.cashedOut,
      world.paidOut,
      world.accepted,
      world.reversed,
      sweep,
      () => outage(targets[random.below(targets.length)] ?? 'bus', random.chance(0.6)),
      () => outage(targets[random.below(targets.length)] ?? 'bus', random.chance(0.4)),
      () => pass(times[random.below(times.length)] ?? 0),
    ];
    for (let step = 0; step < 150; step += 1) await steps[random.below(steps.length)]?.();
    for (const target of targets) await outage(target, false);
    await expectNothingLost();
  });
});

/** Last: the sweeper finds the bet unreadable from here on. */
describe('a bet that cannot be read among 20 good ones', () => {
  let poison: string;
  const putAside = async () => {
    const path = '/queues/relay-outbox/failures/dead-letters?limit=1000';
    const { deadLetters } = (await hub.control('GET', path)).body;
    return deadLetters.filter(({ event }: Answer['body']) => event.operation === 'relay-outbox');
  };

  it('Given the failure queue is away, then the good ones are out at once all the same', async () => {
    await outage('stream', true);
    await outage(failures, true);
    const bets = [];
    for (let n = 0; n < 21; n += 1) {
      poisoning = n === 7 ? true : poisoning;
      bets.push(await world.cashedOut());
    }
    poison = bets[7]?.betId ?? '';
    expect(poisoning).toBe(betPk({ provider: 'gr8', betId: poison }));
    await outage('stream', false);
    for (const bet of bets) {
      expect(await eventTypesOf(hub, bet)).toEqual(bet.betId === poison ? [] : ['CashoutSettled']);
    }
    expect(await putAside()).toEqual([]);
  });

  it('Given it is back, then the bet is there, with its cause and nothing of what it holds', async () => {
    await outage(failures, false);
    await hub.control('POST', '/drain');
    const item = betPk({ provider: 'gr8', betId: poison });
    const message = `row ${item} is corrupt at outbox: invalid_type`;
    const cause = { fault: 'CorruptRow', message };
    const at = expect.any(String);
    expect(await putAside()).toMatchObject([
      {
        cause: `CorruptRow: ${message}`,
        event: { operation: 'relay-outbox', item, cause, eventId: at, sequence: at, at },
      },
    ]);
    expect(JSON.stringify(await putAside())).not.toContain('92.5');
  });

  it('Given npm run dlq, then it shows why, and says what to do instead of a redrive', async () => {
    const { out } = await ran(`show ${failures} --limit 200`, () => localTarget(hub.url));
    expect(out).toMatch(new RegExp(`put aside by relay-outbox +gr8/${poison} .* CorruptRow: row BET#gr8#`));
    const { code, told: said } = await ran(`redrive ${failures}`, () => localTarget(hub.url));
    expect([code, said[0]]).toEqual([2, expect.stringContaining('mend the cause')]);
    const redrive = await hub.control('POST', '/queues/relay-outbox/failures/redrive');
    expect([redrive.status, redrive.body.error]).toEqual([409, `Nothing consumes ${failures}.`]);
  });
});
