import { describe, expect, it } from 'vitest';
import { itemPk } from '../../../lib/adapters/dynamodb/keys.ts';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { memoryFailureQueue } from '../../../lib/adapters/memory/failure-queue.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { applyCommand, type Bet, blankBet } from '../../../lib/domain/bet/bet.ts';
import { firstReadingAfterMs } from '../../../lib/domain/bet/inquiry.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { applyToPayOut } from '../../../lib/domain/pay-out/apply.ts';
import type { Provider } from '../../../lib/domain/provider.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { ItemRef } from '../../../lib/ports/work-list.ts';
import { betOutbox } from '../../../lib/use-cases/outbox-items.ts';
import { type PublishNeeds, publishOutboxes } from '../../../lib/use-cases/publish-outbox.ts';
import { relayOutbox } from '../../../lib/use-cases/relay-outbox.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { anOpening, eur, noon } from '../../support/builders.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { anOwner, aPayOut } from '../../support/pay-outs.ts';
import { withPending } from '../../support/sample-bets.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

function system() {
  const clock = manualClock(noon);
  const bets = memoryBetStore();
  const bus = memoryEventBus();
  const quoteReaders = {};
  return {
    clock,
    bets,
    bus,
    failures: memoryFailureQueue(),
    quoteReaders,
    ...subscriptionParts(),
    ...payOutParts(bets),
    currencies: knownCurrencies(),
    log: silentLog,
    metrics: silentMetrics,
  };
}

/** A stored bet with one accepted cashout whose event is not published yet. */
async function settledBet(
  { bets }: ReturnType<typeof system>,
  betId: string,
  provider: Provider = 'gr8',
): Promise<Bet> {
  const opening = anOpening({ cashoutId: `co_${betId}` });
  const blank = blankBet({ provider, betId });
  const pending = applyCommand(blank, opening.cashoutId, { name: 'request', at: noon, opening }, 'call').bet;
  const accept = { name: 'provider-accepted', at: noon, amount: eur('92.5') } as const;
  const saved = await bets.save(applyCommand(pending, opening.cashoutId, accept, 'call').bet, noon);
  if (!saved.saved) throw new Error('a new bet cannot lose');
  return saved.bet;
}

/** Publishes what these bets hold; answers the ids of those that still hold something. */
async function publish(
  needs: ReturnType<typeof system>,
  bets: readonly Bet[],
  bus: PublishNeeds['bus'] = needs.bus,
) {
  const items = bets.map((bet) => betOutbox(needs, bet));
  const left = await publishOutboxes({ ...needs, bus }, items);
  return left.map(({ facts }) => facts['betId']);
}

describe('publishOutboxes', () => {
  it('Given 23 bets with an event each, then all go out in tens and every outbox is empty', async () => {
    const needs = system();
    const bets = await Promise.all(Array.from({ length: 23 }, (_, n) => settledBet(needs, `bet-${n}`)));
    const sizes: number[] = [];
    const bus = {
      put: (events: Parameters<typeof needs.bus.put>[0]) => {
        sizes.push(events.length);
        return needs.bus.put(events);
      },
    };
    expect(await publish(needs, bets, bus)).toEqual([]);
    expect(sizes).toEqual([10, 10, 3]);
    expect(needs.bus.published).toHaveLength(23);
    for (const bet of bets) expect((await needs.bets.load(bet)).outbox).toEqual([]);
  });

  it('Given the bus refuses some entries, then exactly those stay in their outbox', async () => {
    const needs = system();
    const bets = await Promise.all(Array.from({ length: 12 }, (_, n) => settledBet(needs, `bet-${n}`)));
    needs.bus.refuseEntries(({ detail }) => (detail.data as { betId: string }).betId === 'bet-3');
    expect(await publish(needs, bets)).toEqual(['bet-3']);
    expect(needs.bus.published).toHaveLength(11);
    expect((await needs.bets.load({ provider: 'gr8', betId: 'bet-3' })).outbox).toHaveLength(1);
    expect((await needs.bets.load({ provider: 'gr8', betId: 'bet-4' })).outbox).toHaveLength(0);
  });

  it('Given events the bus took and one it refused, then those it took are counted by type', async () => {
    const needs = system();
    const bets = [await settledBet(needs, 'bet-1'), await settledBet(needs, 'bet-2')];
    needs.bus.refuseEntries(({ detail }) => (detail.data as { betId: string }).betId === 'bet-2');
    const counted: unknown[] = [];
    const metrics = { count: (...args: unknown[]) => void counted.push(args) };
    await publish({ ...needs, metrics }, bets);
    expect(counted).toEqual([
      ['Events', 1, { type: 'CashoutSettled' }],
      ['EventsNotTaken', 1],
    ]);
  });

  it('Given a lost answer of the bus, then the event goes out again under the same id', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'bet-1');
    needs.bus.loseNextAnswer();
    expect(await publish(needs, [bet])).toEqual(['bet-1']);
    expect(await publish(needs, [bet])).toEqual([]);
    const ids = needs.bus.published.map(({ detail }) => detail.metadata.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('Given the cashout was reversed meanwhile, then CashoutSettled still says what was settled then', async () => {
    const needs = system();
    const settled = await settledBet(needs, 'bet-1');
    const declined = {
      name: 'callback-declined',
      at: noon + 5,
      reason: reason('provider-rejected'),
    } as const;
    const reversed = await needs.bets.save(applyCommand(settled, 'co_bet-1', declined, 'cb').bet, noon);
    expect(reversed.saved).toBe(true);
    await publish(needs, [await needs.bets.load(settled)]);
    expect(
      needs.bus.published.map(({ type, detail }) => [type, (detail.data as { status: string }).status]),
    ).toEqual([
      ['CashoutSettled', 'accepted'],
      ['CashoutReversed', 'reversed'],
    ]);
  });

  it('Given an event, then it has the promised shape', async () => {
    const needs = system();
    await publish(needs, [await settledBet(needs, 'bet-1')]);
    expect(needs.bus.published[0]).toEqual({
      type: 'CashoutSettled',
      at: noon,
      detail: {
        metadata: {
          id: expect.stringMatching(/^ev_[0-9a-f]{32}$/),
          version: 1,
          sequence: 1,
          occurredAt: '2026-03-01T12:00:00.000Z',
          correlationId: 'corr-1',
          causationId: 'call',
          client: 'shop',
        },
        data: {
          cashoutId: 'co_bet-1',
          provider: 'gr8',
          betId: 'bet-1',
          kind: 'full',
          origin: 'operator',
          status: 'accepted',
          decidedBy: 'provider',
          requested: { value: '99.00', currency: 'EUR' },
          settled: { value: '92.50', currency: 'EUR' },
          stake: null,
          reason: null,
          payOut: null,
          createdAt: '2026-03-01T12:00:00.000Z',
          updatedAt: '2026-03-01T12:00:00.000Z',
        },
      },
    });
  });
});

describe('an entry that makes no event', () => {
  it('Given one among others, then the others go out, it stays and nobody is to come again for it', async () => {
    const needs = system();
    const bets = await Promise.all(Array.from({ length: 3 }, (_, n) => settledBet(needs, `bet-${n}`)));
    const broken = bets.map((bet, n) =>
      n === 0 ? { ...bet, outbox: bet.outbox.map((entry) => ({ ...entry, cashoutId: 'co_none' })) } : bet,
    );
    expect(await publish(needs, broken)).toEqual([]);
    expect((await needs.bets.load({ provider: 'gr8', betId: 'bet-0' })).outbox).toHaveLength(1);
    expect(needs.bus.published).toHaveLength(2);
  });
});

/** As a record of the stream tells of it. */
function changed(ref: ItemRef) {
  return { ref, item: itemPk(ref), eventId: 'e1', sequence: '1' };
}

function changedBet({ provider, betId }: Bet) {
  return changed({ type: 'bet', provider, betId });
}

describe('relayOutbox', () => {
  it('Given one bet that cannot be read and one that cannot be written, then all others are done and those two come again', async () => {
    const needs = system();
    const bets = await Promise.all(Array.from({ length: 5 }, (_, n) => settledBet(needs, `bet-${n}`)));
    const failing = (betId: string) => betId === 'bet-1' || betId === 'bet-3';
    const poisoned: BetStore = {
      ...needs.bets,
      load: (ref) =>
        ref.betId === 'bet-1' ? Promise.reject(new Error('corrupt row')) : needs.bets.load(ref),
      save: (bet, now) =>
        bet.betId === 'bet-3' ? Promise.reject(new StoreUnavailable('away')) : needs.bets.save(bet, now),
    };
    const left = await relayOutbox({ ...needs, bets: poisoned }, bets.map(changedBet));
    expect(left.map((ref) => ref.type === 'bet' && ref.betId).sort()).toEqual(['bet-1', 'bet-3']);
    for (const bet of bets) {
      expect((await needs.bets.load(bet)).outbox).toHaveLength(failing(bet.betId) ? 1 : 0);
    }
  });
});

describe('relayOutbox of pay-outs', () => {
  it('Given a bet and pay-outs, one that cannot be read and one the bus refuses, then all others are out, each from its own outbox', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'bet-1');
    const ids = ['p1', 'p2', 'p3'];
    for (const betcoreBetId of ids) {
      const claimed = aPayOut('paying', { betcoreBetId, version: 0 });
      const owner = anOwner('co_a');
      const paid = { name: 'succeeded', at: noon, owner, transactionId: '389' } as const;
      await needs.payOuts.save(applyToPayOut(claimed, paid, 'run-1').payOut, noon);
    }
    const payOuts = {
      ...needs.payOuts,
      load: (id: string) => (id === 'p1' ? Promise.reject(new Error('corrupt row')) : needs.payOuts.load(id)),
    };
    needs.bus.refuseEntries(({ detail }) => (detail.data as { betcoreBetId?: string }).betcoreBetId === 'p2');
    const refs = ids.map((betcoreBetId) => ({ type: 'pay-out', betcoreBetId }) as const);
    const left = await relayOutbox({ ...needs, payOuts }, [changedBet(bet), ...refs.map(changed)]);
    expect(left).toEqual([refs[1], refs[0]]);
    expect(needs.bus.published.map(({ type }) => type).toSorted()).toEqual([
      'CashoutSettled',
      'PayOutCompleted',
    ]);
    const outboxes = await Promise.all(ids.map((id) => needs.payOuts.load(id)));
    expect(outboxes.map(({ outbox }) => outbox.length)).toEqual([1, 1, 0]);
    expect((await needs.bets.load(bet)).outbox).toEqual([]);
  });
});

describe('watches of bets that are cashed out', () => {
  async function followed(needs: ReturnType<typeof system>, ...betIds: readonly string[]) {
    const viewers = { me: noon + 60_000 };
    for (const betId of betIds) await needs.watches.save({ betId, viewers, group: 'g1' }, null);
  }
  const groupsOf = async ({ watches }: ReturnType<typeof system>, ...betIds: readonly string[]) =>
    (await watches.loadMany(betIds)).map((watch) => watch?.group ?? null);

  it('Given some of a batch are, then theirs are ended in one read, before anything is published, and no other', async () => {
    const needs = system();
    const cashedOut = await settledBet(needs, 'o1', 'odds88');
    const other = await needs.bets.save(
      withPending({ ...blankBet({ provider: 'odds88', betId: 'o2' }) }, noon),
      noon,
    );
    const ofAnother = await settledBet(needs, 'o3', 'gr8');
    await followed(needs, 'o1', 'o2', 'o3');
    const reads: (readonly string[])[] = [];
    const watches = {
      ...needs.watches,
      loadMany: (betIds: readonly string[]) => {
        reads.push(betIds);
        return needs.watches.loadMany(betIds);
      },
    };
    let groupsThen: unknown;
    const bus = {
      put: async (events: Parameters<typeof needs.bus.put>[0]) => {
        groupsThen = await groupsOf(needs, 'o1');
        return needs.bus.put(events);
      },
    };
    const batch = [cashedOut, other.saved ? other.bet : other.current, ofAnother];
    await relayOutbox({ ...needs, watches, bus }, batch.map(changedBet));
    expect(await groupsOf(needs, 'o1', 'o2', 'o3')).toEqual([null, 'g1', 'g1']);
    expect([reads, groupsThen]).toEqual([[['o1']], [null]]);
  });

  it('Given they cannot be ended, then the events go out all the same', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'o1', 'odds88');
    const watches = { ...needs.watches, loadMany: () => Promise.reject(new StoreUnavailable('away')) };
    expect(await relayOutbox({ ...needs, watches }, [changedBet(bet)])).toEqual([]);
    expect(needs.bus.published).toHaveLength(1);
  });
});

describe('sweepDueWork', () => {
  it('Given a slow dead bus and hundreds of events before it, then a lease behind them ends in the first run', async () => {
    const clock = manualClock(noon);
    const bets = memoryBetStore({ refsPerPage: 5 });
    const needs = { ...system(), clock, bets, ...payOutParts(bets) };
    for (let n = 0; n < 200; n += 1) await settledBet(needs, `bet-${n}`);
    let asked = 0;
    const bus = {
      put: async () => {
        asked += 1;
        await clock.sleep(5_000);
        throw new Error('away');
      },
    };
    await clock.advance(60_000);
    const late = { provider: 'gr8', betId: 'late' } as const;
    const opening = anOpening({ leaseUntil: clock.now() });
    await bets.save(
      applyCommand(blankBet(late), 'co_1', { name: 'request', at: noon, opening }, 'call').bet,
      noon,
    );
    const run = sweepDueWork({ ...needs, bus }, 'run-1');
    await clock.advance(60_000);
    await run;
    expect(asked).toBeLessThanOrEqual(4);
    expect((await bets.load(late)).cashouts).toMatchObject([{ status: 'unknown' }]);
  });

  it('Given the work of one shard cannot be listed, then that of the others is done', async () => {
    const needs = system();
    for (let n = 0; n < 40; n += 1) await settledBet(needs, `bet-${n}`);
    const lost = {
      ...needs.bets,
      listDue: async (...asked: Parameters<BetStore['listDue']>) => {
        if (asked[0] === 3) throw new StoreUnavailable('away');
        return needs.bets.listDue(...asked);
      },
    };
    await needs.clock.advance(120_000);
    const ofShard3 = (await needs.bets.listDue(3, needs.clock.now(), null)).refs.length;
    await sweepDueWork({ ...needs, bets: lost, ...payOutParts(lost) }, 'run-1');
    expect(needs.bus.published).toHaveLength(40 - ofShard3);
  });

  it('Given the bus is away for an hour, then afterwards every event is out', async () => {
    const needs = system();
    const bets = await Promise.all(Array.from({ length: 5 }, (_, n) => settledBet(needs, `bet-${n}`)));
    needs.bus.setAvailable(false);
    for (let minute = 0; minute < 60; minute += 1) {
      await needs.clock.advance(60_000);
      await sweepDueWork(needs, `run-${minute}`);
    }
    expect(needs.bus.published).toHaveLength(0);
    needs.bus.setAvailable(true);
    await sweepDueWork(needs, 'run-61');
    expect(needs.bus.published).toHaveLength(5);
    for (const bet of bets) expect(await needs.bets.load(bet)).toMatchObject({ outbox: [], dueAt: null });
  });

  it('Given one bet that cannot be read, then all others are swept', async () => {
    const needs = system();
    for (let n = 0; n < 40; n += 1) await settledBet(needs, `bet-${n}`);
    const poisoned = {
      ...needs.bets,
      load: (ref: { provider: 'gr8'; betId: string }) =>
        ref.betId === 'bet-7' ? Promise.reject(new Error('corrupt row')) : needs.bets.load(ref),
      loadMany: (refs: readonly { provider: 'gr8'; betId: string }[]) =>
        refs.some(({ betId }) => betId === 'bet-7')
          ? Promise.reject(new Error('corrupt row'))
          : needs.bets.loadMany(refs),
    };
    await needs.clock.advance(120_000);
    await sweepDueWork({ ...needs, bets: poisoned as typeof needs.bets }, 'run-1');
    expect(needs.bus.published).toHaveLength(39);
  });

  it('Given a bet woken early, then it is put off to when it is needed and not looked at every minute', async () => {
    const needs = system();
    const opening = anOpening();
    const ref = { provider: 'gr8', betId: 'bet-1' } as const;
    const pending = applyCommand(blankBet(ref), 'co_1', { name: 'request', at: noon, opening }, 'call').bet;
    await needs.bets.save(pending, noon);
    const unclear = { name: 'provider-unclear', at: noon + 1_000 } as const;
    await needs.bets.save(
      applyCommand(await needs.bets.load(ref), 'co_1', unclear, 'call').bet,
      noon + 1_000,
    );
    await publish(needs, [await needs.bets.load(ref)]);
    expect((await needs.bets.load(ref)).dueAt).toBe(noon + 60_000);
    await needs.clock.advance(60_000);
    await sweepDueWork(needs, 'run-1');
    const version = (await needs.bets.load(ref)).version;
    expect((await needs.bets.load(ref)).dueAt).toBe(noon + 10_000 + firstReadingAfterMs);
    await needs.clock.advance(60_000);
    await sweepDueWork(needs, 'run-2');
    expect((await needs.bets.load(ref)).version).toBe(version);
  });
});
