import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { leaseMs } from '../../../lib/domain/cashout/request.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import type { ProviderQuote } from '../../../lib/domain/quote/quote.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type {
  CashoutProvider,
  PlaceOutcome,
  PlaceRequest,
  QuoteReader,
} from '../../../lib/ports/cashout-provider.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import { requestCashout } from '../../../lib/use-cases/request-cashout.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { eur, gr8Ref, noon } from '../../support/builders.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

/** How one attempt at the provider goes: whether the bet is cashed out there, and what the hub hears of it. */
type Fate =
  | 'paid and told'
  | 'paid and silent'
  | 'not paid and silent'
  | 'refused'
  | 'never sent'
  | 'client breaks';
const fates: readonly Fate[] = [
  'paid and told',
  'paid and silent',
  'not paid and silent',
  'refused',
  'never sent',
  'client breaks',
];

/** How one write goes: done, not done and told so, done but told it was not, or the process dies before or after it. */
type WriteFate = 'done' | 'not done' | 'answer lost' | 'dies before' | 'dies after';

const never = new Promise<never>(() => undefined);

const stillOpen: ProviderQuote = {
  status: 'available',
  amount: decimal('99'),
  currency: null,
  partial: null,
  openBetAvailable: null,
};
const gone: ProviderQuote = {
  status: 'unavailable',
  reason: reason('market-suspended'),
  openBetAvailable: null,
};

interface World {
  readonly fates: readonly Fate[];
  readonly writes: readonly WriteFate[];
  readonly keys: readonly number[];
  readonly sweeps: readonly number[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  fates: fc.array(fc.constantFrom(...fates), { minLength: 8, maxLength: 8 }),
  writes: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<WriteFate>('done') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<WriteFate>('not done', 'answer lost', 'dies before', 'dies after'),
      },
    ),
    { minLength: 12, maxLength: 12 },
  ),
  keys: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 8 }),
  sweeps: fc.array(fc.integer({ min: 0, max: 2 * leaseMs }), { maxLength: 3 }),
});

/** The hub on a memory store, its every step put into an order of the scheduler's choosing. */
function hub(scheduler: fc.Scheduler, world: World) {
  let now = noon;
  let writes = 0;
  let places = 0;
  let paid = 0;
  const sent: string[] = [];
  const stored = memoryBetStore();
  const bus = memoryEventBus();

  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      await scheduler.schedule(Promise.resolve(), 'sleep');
      now += ms;
    },
    deadline: () => ({ signal: new AbortController().signal, release: () => undefined }),
  };
  const bets: BetStore = {
    ...stored,
    load: async (ref) => scheduler.schedule(stored.load(ref), 'load'),
    save: async (bet, at) => {
      const fate = world.writes[writes++] ?? 'done';
      await scheduler.schedule(Promise.resolve(), `write: ${fate}`);
      if (fate === 'dies before') return never;
      if (fate === 'not done') throw new StoreUnavailable('throttled');
      const result = await stored.save(bet, at);
      if (fate === 'dies after') return never;
      if (fate === 'answer lost') throw new StoreUnavailable('timed out');
      return result;
    },
  };
  const provider: CashoutProvider = {
    place: async ({ amount, betId, sendBefore }: PlaceRequest): Promise<PlaceOutcome> => {
      const fate = world.fates[places++] ?? 'refused';
      await scheduler.schedule(Promise.resolve(), `place: ${fate}`);
      if (fate === 'never sent' || now >= sendBefore) {
        return { outcome: 'never-sent', reason: reason('provider-unreachable'), evidence: 'refused' };
      }
      sent.push(betId);
      if (fate === 'paid and told' || fate === 'paid and silent' || fate === 'client breaks') paid += 1;
      await scheduler.schedule(Promise.resolve(), 'answer');
      if (fate === 'client breaks') throw new Error('bug');
      if (fate === 'paid and told') return { outcome: 'accepted', amount };
      if (fate === 'refused') return { outcome: 'declined', reason: reason('provider-rejected') };
      return { outcome: 'unclear', evidence: 'timeout' };
    },
  };
  // What GR8 says of the bet when asked: the truth, at the moment it is asked.
  const reader: QuoteReader = {
    readQuotes: async (asked) => asked.map(() => (paid === 0 ? stillOpen : gone)),
  };
  const slowReader: QuoteReader = {
    readQuotes: async (asked, options) => {
      await scheduler.schedule(Promise.resolve(), 'read');
      return reader.readQuotes(asked, options);
    },
  };
  const common = {
    clock,
    bets,
    log: silentLog,
    metrics: silentMetrics,
    quoteReaders: { gr8: slowReader },
    ...subscriptionParts(),
    ...payOutParts(bets),
    currencies: knownCurrencies(),
  };
  return {
    request: (key: number) =>
      requestCashout(common, provider, {
        ref: gr8Ref,
        idempotencyKey: String(key),
        kind: 'full',
        stake: null,
        amount: eur('99'),
        playerId: 'p1',
        priceChange: 'none',
        margin: undefined,
        by: null,
        client: 'shop',
        correlationId: `corr-${key}`,
        causationId: `call-${key}`,
      }),
    sweepAt: async (ms: number) => {
      await scheduler.schedule(Promise.resolve(), 'time passes');
      now = Math.max(now, noon + ms);
      await sweepDueWork({ ...common, bus, currencies: knownCurrencies() }, 'run');
    },
    /** Everything is over: leases end, events go out, on a store that works. */
    finish: async () => {
      for (let minute = 0; minute < 20; minute += 1) {
        now += 60_000;
        const works = { ...payOutParts(stored), bets: stored, quoteReaders: { gr8: reader } };
        await sweepDueWork({ ...common, ...works, bus, currencies: knownCurrencies() }, 'last');
      }
      return { bet: await stored.load(gr8Ref), events: bus.published, paid, places: sent.length };
    },
  };
}

describe('many requests, lost writes, dying processes and sweeps on one bet, in any order', () => {
  it('Then it is paid at most once, nothing is left pending, and the events tell exactly what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), worlds, async (scheduler, world) => {
        const system = hub(scheduler, world);
        for (const key of world.keys) system.request(key).catch(() => undefined);
        for (const ms of world.sweeps) system.sweepAt(ms).catch(() => undefined);
        await scheduler.waitIdle();
        const before = await system.finish();
        if (before.paid === 0) {
          // Nothing that was not executed may lock the bet for good: two more tries, also at once.
          expect(before.bet.cashouts.every(({ status }) => status === 'declined')).toBe(true);
        }
        for (const key of [91, 92]) system.request(key).catch(() => undefined);
        await scheduler.waitIdle();

        const { bet, events, paid } = await system.finish();
        expect(paid).toBeLessThanOrEqual(1);
        expect(bet.cashouts.filter(({ status }) => status === 'accepted').length).toBeLessThanOrEqual(paid);
        expect(bet.cashouts.filter(({ status }) => status === 'pending')).toEqual([]);
        expect(bet.outbox).toEqual([]);

        const told = new Map(events.map((event) => [event.detail.metadata.id, event]));
        const steps = bet.cashouts.flatMap(({ cashoutId, history }) =>
          history
            .slice(1)
            .map(({ from, to }) => `${cashoutId} ${from === to ? 'CashoutUnresolved' : eventOf[to]}`),
        );
        const types = [...told.values()].map(
          ({ type, detail }) => `${(detail.data as { cashoutId: string }).cashoutId} ${type}`,
        );
        expect(types.sort()).toEqual(steps.sort());
        // Whatever was paid is accepted or waits as unknown: never declined, never forgotten.
        if (paid === 1) {
          expect(bet.cashouts.some(({ status }) => status === 'accepted' || status === 'unknown')).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});

const eventOf: Readonly<Record<string, string | undefined>> = {
  accepted: 'CashoutSettled',
  declined: 'CashoutDeclined',
  unknown: 'CashoutUnknown',
};
