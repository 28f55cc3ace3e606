import { describe, expect, it } from 'vitest';
import { CorruptRow } from '../../../lib/adapters/dynamodb/corrupt-row.ts';
import { betPk } from '../../../lib/adapters/dynamodb/keys.ts';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { memoryFailureQueue } from '../../../lib/adapters/memory/failure-queue.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { applyCommand, type Bet, blankBet } from '../../../lib/domain/bet/bet.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { putOffMs } from '../../../lib/domain/outbox-entry.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import { Contention } from '../../../lib/use-cases/change-bet.ts';
import { relayOutbox } from '../../../lib/use-cases/relay-outbox.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { anOpening, eur, noon } from '../../support/builders.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { silentLog } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

const minuteMs = 60_000;

function system() {
  const bets = memoryBetStore();
  const counted: string[] = [];
  const told: string[] = [];
  return {
    clock: manualClock(noon),
    bets,
    bus: memoryEventBus(),
    failures: memoryFailureQueue(),
    quoteReaders: {},
    ...subscriptionParts(),
    ...payOutParts(bets),
    currencies: knownCurrencies(),
    counted,
    metrics: { count: (name: string) => void counted.push(name) },
    told,
    log: { ...silentLog, error: (message: string) => void told.push(message) },
  };
}

type System = ReturnType<typeof system>;

/** A stored bet whose outbox holds one event; `cashoutId` is the one the entry names. */
async function settledBet({ bets }: System, betId: string, cashoutId = 'co_1'): Promise<Bet> {
  const opening = anOpening({ cashoutId: 'co_1' });
  const pending = applyCommand(
    blankBet({ provider: 'gr8', betId }),
    'co_1',
    { name: 'request', at: noon, opening },
    'call',
  );
  const accept = { name: 'provider-accepted', at: noon, amount: eur('92.5') } as const;
  const { bet } = applyCommand(pending.bet, 'co_1', accept, 'call');
  const saved = await bets.save(
    { ...bet, outbox: bet.outbox.map((entry) => ({ ...entry, cashoutId })) },
    noon,
  );
  if (!saved.saved) throw new Error('a new bet cannot lose');
  return saved.bet;
}

const many = (needs: System) =>
  Promise.all(Array.from({ length: 20 }, (_, n) => settledBet(needs, `bet-${n}`)));

function recordOf({ provider, betId }: Pick<Bet, 'provider' | 'betId'>) {
  const item = betPk({ provider, betId });
  return { ref: { type: 'bet', provider, betId } as const, item, eventId: `e-${betId}`, sequence: '7' };
}

/** With reads of this bet failing so. */
function unreadable(needs: System, betId: string, fault: unknown): System {
  const load: System['bets']['load'] = (ref) =>
    ref.betId === betId ? Promise.reject(fault) : needs.bets.load(ref);
  return { ...needs, bets: { ...needs.bets, load } };
}

const poison = { provider: 'gr8', betId: 'bet-7' } as const;
const corrupt = new CorruptRow(betPk(poison), 'cashouts.0.s', 'invalid_value');

describe('what can never be relayed', () => {
  it('Given a bet that cannot be read among 20, then the others are out, and it is aside with its cause and done', async () => {
    const needs = system();
    const bets = await many(needs);
    expect(await relayOutbox(unreadable(needs, 'bet-7', corrupt), bets.map(recordOf))).toEqual([]);
    expect(needs.bus.published).toHaveLength(19);
    expect(needs.failures.aside).toEqual([
      {
        operation: 'relay-outbox',
        item: 'BET#gr8#bet-7',
        cause: {
          fault: 'CorruptRow',
          message: 'row BET#gr8#bet-7 is corrupt at cashouts.0.s: invalid_value',
        },
        eventId: 'e-bet-7',
        sequence: '7',
        at: noon,
      },
    ]);
    expect(needs.counted).toContain('PutAside');
    expect(needs.told).toContain('what can never be done was put aside');
  });

  it('Given an entry that makes no event among 20, then the others are out, and it is aside with its cause and done', async () => {
    const needs = system();
    const bets = [...(await many(needs)), await settledBet(needs, 'stuck', 'co_none')];
    expect(await relayOutbox(needs, bets.map(recordOf))).toEqual([]);
    expect(needs.bus.published).toHaveLength(20);
    expect(needs.failures.aside).toMatchObject([
      {
        item: 'BET#gr8#stuck',
        cause: { fault: 'AssertionFault', message: 'an outbox entry names a cashout of its bet' },
      },
    ]);
  });

  it.each([
    ['is away', (needs: System) => needs.failures.setAvailable(false), 0],
    ['loses its answer', (needs: System) => needs.failures.loseNextAnswer(), 1],
  ])('Given the failure queue %s, then it comes again, and is aside then', async (_, fail, before) => {
    const needs = system();
    const bets = [...(await many(needs)), await settledBet(needs, 'stuck', 'co_none')];
    fail(needs);
    const [stuck] = bets.slice(-1).map(recordOf);
    expect(await relayOutbox(needs, bets.map(recordOf))).toEqual([stuck?.ref]);
    expect([needs.bus.published.length, needs.failures.aside.length]).toEqual([20, before]);
    needs.failures.setAvailable(true);
    expect(await relayOutbox(needs, stuck === undefined ? [] : [stuck])).toEqual([]);
    expect(needs.failures.aside).toHaveLength(before + 1);
  });

  it.each([
    ['a store that is away', new StoreUnavailable('away')],
    ['a bet that changes all the time', new Contention('changed')],
    ['rights that are missing', Object.assign(new Error('no'), { name: 'AccessDeniedException' })],
  ])('Given %s, then nothing is put aside and it comes again', async (_, fault) => {
    const needs = system();
    const bets = await many(needs);
    const left = await relayOutbox(unreadable(needs, 'bet-7', fault), bets.map(recordOf));
    expect([left, needs.failures.aside]).toEqual([[recordOf(poison).ref], []]);
  });

  it('Given a fault that is not ours, then its words, which may be those of the item, stay out of the queue', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'bet-1');
    const leaky = new Proxy(needs.currencies, {
      get() {
        throw new SyntaxError('"4929 1234 5678 9012" is no currency');
      },
    });
    await relayOutbox({ ...needs, currencies: leaky }, [recordOf(bet)]);
    expect(needs.failures.aside).toMatchObject([{ cause: { fault: 'SyntaxError' } }]);
    expect(JSON.stringify(needs.failures.aside)).not.toContain('4929');
  });
});

describe('an entry that makes no event', () => {
  const entriesOf = async (needs: System) =>
    (await needs.bets.load({ provider: 'gr8', betId: 'stuck' })).outbox;

  it('Given it is aside, then its bet rests for an hour, and neither the stream nor the sweeper looks at it', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'stuck', 'co_none');
    await relayOutbox(needs, [recordOf(bet)]);
    const resting = await needs.bets.load(bet);
    expect(resting.outbox).toMatchObject([{ retryAt: noon + putOffMs }]);
    // Its own write is told by the stream.
    expect(await relayOutbox(needs, [recordOf(bet)])).toEqual([]);
    for (let minute = 0; minute < 59; minute += 1) {
      await needs.clock.advance(minuteMs);
      await sweepDueWork(needs, `run-${minute}`);
    }
    expect(needs.failures.aside).toHaveLength(1);
    // One write moved when it is due.
    expect(await needs.bets.load(bet)).toMatchObject({
      version: resting.version + 1,
      dueAt: noon + putOffMs,
    });
    expect(needs.counted.filter((name) => name === 'EventsNotTaken')).toHaveLength(1);
  });

  it('Given the stream missed it, then the sweeper looks at it once an hour', async () => {
    const needs = system();
    await settledBet(needs, 'stuck', 'co_none');
    for (let minute = 0; minute < 180; minute += 1) {
      await needs.clock.advance(minuteMs);
      await sweepDueWork(needs, `run-${minute}`);
    }
    expect(needs.counted.filter((name) => name === 'EventsNotTaken')).toHaveLength(3);
    expect(await entriesOf(needs)).toHaveLength(1);
  });

  it('Given another event of its bet, then that goes out at once', async () => {
    const needs = system();
    await relayOutbox(needs, [recordOf(await settledBet(needs, 'stuck', 'co_none'))]);
    const bet = await needs.bets.load({ provider: 'gr8', betId: 'stuck' });
    const [entry] = bet.outbox;
    if (entry === undefined) throw new Error('it has one');
    const { retryAt: _, ...fresh } = { ...entry, cashoutId: 'co_1', sequence: bet.version + 1 };
    await needs.bets.save({ ...bet, outbox: [entry, fresh] }, noon);
    expect(await relayOutbox(needs, [recordOf(bet)])).toEqual([]);
    expect(needs.bus.published).toHaveLength(1);
    expect((await entriesOf(needs)).map(({ cashoutId }) => cashoutId)).toEqual(['co_none']);
  });

  it('Given it is mended, then the sweeper publishes it within the hour', async () => {
    const needs = system();
    const bet = await settledBet(needs, 'stuck', 'co_none');
    await relayOutbox(needs, [recordOf(bet)]);
    const resting = await needs.bets.load(bet);
    const outbox = resting.outbox.map((entry) => ({ ...entry, cashoutId: 'co_1' }));
    await needs.bets.save({ ...resting, outbox }, noon);
    await needs.clock.advance(putOffMs);
    await sweepDueWork(needs, 'run-1');
    expect(needs.bus.published).toHaveLength(1);
    expect(await needs.bets.load(bet)).toMatchObject({ outbox: [], dueAt: null });
  });
});
