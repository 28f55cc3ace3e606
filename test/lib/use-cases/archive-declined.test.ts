import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { declinedKept } from '../../../lib/domain/bet/archive.ts';
import type { Bet } from '../../../lib/domain/bet/bet.ts';
import type { Cashout } from '../../../lib/domain/cashout/cashout.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import { archiveDeclined } from '../../../lib/use-cases/archive-declined.ts';
import { readCashout } from '../../../lib/use-cases/archive-lookup.ts';
import { changeBet } from '../../../lib/use-cases/change-bet.ts';
import { requestCashout } from '../../../lib/use-cases/request-cashout.ts';
import { mortal } from '../../simulation/mortal.ts';
import { aCashout, gr8Ref } from '../../support/builders.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { archiveWorld, asked, exhausted } from './archive-world.ts';

let asleep: Bet;
/** 50 requests of keys the hub knows, and with what callbacks declined more than one archive takes. */
let all: readonly Cashout[];
let now: number;
const clock = { ...archiveWorld().clock, now: () => now };

beforeAll(async () => {
  const world = await exhausted();
  const { cashouts, ...bet } = await world.bets.load(gr8Ref);
  now = world.clock.now();
  const callbacks = Array.from({ length: 80 }, (_, at) =>
    aCashout('declined', {
      cashoutId: `order ${at}`,
      origin: 'provider',
      updatedAt: (cashouts[25]?.updatedAt ?? 0) + at * 1_000,
    }),
  );
  all = [...cashouts, ...callbacks];
  asleep = { ...bet, version: 0, cashouts: [] };
});

async function aStore(cashouts = all): Promise<BetStore> {
  const bets = memoryBetStore();
  await bets.save({ ...asleep, cashouts }, now);
  return bets;
}

/** Every cashout is in the bet or in an archive it counts, in one place, as it was. */
async function expectWhole(bets: BetStore, cashouts = all): Promise<Bet> {
  const bet = await bets.load(gr8Ref);
  const archived = await bets.findArchived(bet, bet.archives, 'all');
  expect(inOrder([...archived, ...bet.cashouts])).toEqual(inOrder(cashouts));
  return bet;
}

/** The same, told by their ids alone: it is asked after every step. */
async function expectAll(bets: BetStore, cashouts: readonly Cashout[]): Promise<void> {
  const bet = await bets.load(gr8Ref);
  const archived = await bets.findArchived(bet, bet.archives, 'all');
  const ids = (list: readonly Cashout[]) => list.map(({ cashoutId }) => cashoutId).toSorted();
  expect(ids([...archived, ...bet.cashouts])).toEqual(ids(cashouts));
}

const inOrder = (cashouts: readonly Cashout[]) =>
  cashouts.toSorted((one, other) => (one.cashoutId < other.cashoutId ? -1 : 1));

describe('a sweeper that dies', () => {
  const crashes = [0, 1, 2, 3, 4].flatMap((calls) => [[calls, 'before'] as const, [calls, 'after'] as const]);

  it.each(crashes)(
    'Given it dies at call %i, %s its effect, Then the next one goes on from there',
    async (calls, when) => {
      const bets = await aStore();
      const life = { callsLeft: calls };
      const dying = mortal(bets, life, when === 'before');
      const died = archiveDeclined({ bets: dying, clock }, await bets.load(gr8Ref));
      await Promise.race([died, new Promise((resolve) => setImmediate(resolve))]);
      await expectWhole(bets);
      await archiveDeclined({ bets, clock }, await bets.load(gr8Ref));
      expect(await expectWhole(bets)).toMatchObject({ archives: 2, cashouts: [], dueAt: null });
    },
  );

  it('Given it died between archive and bet, When more is to move, Then what the archive holds leaves first', async () => {
    const bets = await aStore();
    const [one, ...rest] = all.slice(0, 3);
    if (one === undefined) throw new Error('there are');
    await bets.archive(await bets.load(gr8Ref), [one, ...rest]);
    await archiveDeclined({ bets, clock }, await bets.load(gr8Ref));
    expect(await expectWhole(bets)).toMatchObject({ archives: 3, cashouts: [] });
    expect(await bets.findArchived(gr8Ref, 1, 'all')).toEqual([one, ...rest]);
  });
});

it('Given a sweeper read the bet before others archived it twice, Then it changes nothing', async () => {
  const bets = await aStore();
  const stale = await bets.load(gr8Ref);
  await archiveDeclined({ bets, clock }, stale);
  const before = await expectWhole(bets);
  expect(await archiveDeclined({ bets, clock }, stale)).toEqual(before);
  expect(await expectWhole(bets)).toMatchObject({ archives: 2 });
});

/** How one write of an archive or a bet goes; late: its sender gives up on it, and it arrives all the same. */
type Fate = 'done' | 'not done' | 'answer lost' | 'dies before' | 'dies after' | 'late';
const fates = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fate>('done') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Fate>('not done', 'answer lost', 'dies before', 'dies after', 'late'),
    },
  ),
  { minLength: 16, maxLength: 16 },
);

const never = new Promise<never>(() => undefined);

describe('sweepers, repeats and other writers on one bet, in any order, their writes lost, late or cut off', () => {
  it('Then at every step each cashout is in one place, and a repeat never reaches the provider', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fates,
      fc.array(fc.integer({ min: 0, max: 49 }), { maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 150_000 }), { minLength: 1, maxLength: 3 }),
      async (scheduler, given, keys, clocks) => {
        // Few enough that clocks, and not the size of an archive, say what moves.
        const cashouts = all.slice(0, 80);
        const stored = await aStore(cashouts);
        const payOuts = memoryPayOutStore();
        const faults: unknown[] = [];
        const bets = faulty(stored, scheduler, given, () =>
          expectAll(stored, cashouts).catch((fault: unknown) => faults.push(fault)),
        );
        const place = async () => Promise.reject(new Error('a repeat reached the provider'));
        const needs = { bets, payOuts, clock, log: silentLog, metrics: silentMetrics };
        const run = (work: Promise<unknown>) =>
          void work.catch((fault: unknown) => {
            if (!(fault instanceof StoreUnavailable)) faults.push(fault);
          });
        const sweep = async (behind: number) => {
          // Each has a clock of its own, and has read the bet at a moment of its own: the index may be behind.
          const slow = { ...clock, now: () => now - behind };
          const read = await scheduler.schedule(stored.load(gr8Ref), 'sweep');
          await archiveDeclined({ bets, clock: slow }, read);
        };
        const write = async () =>
          changeBet(needs, await bets.load(gr8Ref), (bet) => ({ bet: { ...bet }, result: null }));
        const repeat = async (key: number) => {
          expect(await requestCashout(needs, { place }, asked(key))).toMatchObject({ outcome: 'replayed' });
        };
        const lookUp = async (key: number) => {
          const one = cashouts[key];
          expect((await readCashout({ bets }, gr8Ref, one?.cashoutId ?? '')).cashout).toEqual(one);
        };
        for (const round of [1, 2]) {
          for (const behind of clocks) run(sweep(behind / round));
          for (const work of keys.flatMap((key) => [write(), repeat(key), lookUp(key)])) run(work);
          await scheduler.waitIdle();
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(faults).toEqual([]);
        await archiveDeclined({ bets: stored, clock }, await stored.load(gr8Ref));
        const last = await expectWhole(stored, cashouts);
        expect(last.cashouts.length).toBeLessThanOrEqual(declinedKept);
        expect(last.dueAt).toBeNull();
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});

/** The store with its every step in an order of the scheduler's choosing; `look` runs after each write. */
function faulty(
  stored: BetStore,
  scheduler: fc.Scheduler,
  given: readonly Fate[],
  look: () => Promise<unknown>,
): BetStore {
  let writes = 0;

  async function write<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
    const fate = given[writes++] ?? 'done';
    await scheduler.schedule(Promise.resolve(), `${what}: ${fate}`);
    if (fate === 'dies before') return never;
    if (fate === 'not done') throw new StoreUnavailable('throttled');
    if (fate === 'late') {
      scheduler
        .schedule(Promise.resolve(), `${what}: arrives`)
        .then(act)
        .then(look)
        .catch(() => undefined);
      throw new StoreUnavailable('timed out');
    }
    const result = await act();
    await look();
    if (fate === 'dies after') return never;
    if (fate === 'answer lost') throw new StoreUnavailable('timed out');
    return result;
  }

  return {
    ...stored,
    load: async (ref) => scheduler.schedule(stored.load(ref), 'load'),
    findArchived: async (...args) => scheduler.schedule(stored.findArchived(...args), 'look up'),
    archive: (...args) => write('archive', () => stored.archive(...args)),
    save: (...args) => write('save', () => stored.save(...args)),
  };
}
