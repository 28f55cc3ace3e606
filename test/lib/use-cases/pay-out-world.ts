import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { memoryWorkList } from '../../../lib/adapters/memory/work-list.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { PayOutOutcome, PayOutProvider, PayOutRequest } from '../../../lib/ports/pay-out-provider.ts';
import type { PayOutStore } from '../../../lib/ports/pay-out-store.ts';
import { askPayOut } from '../../../lib/use-cases/ask-pay-out.ts';
import { payCashoutOut } from '../../../lib/use-cases/pay-cashout-out.ts';
import { reservePayOut } from '../../../lib/use-cases/reserve-pay-out.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { type Life, mortal } from '../../simulation/mortal.ts';
import { inTurn, type Turns } from '../../simulation/turns.ts';
import { noon } from '../../support/builders.ts';
import { payOutBetId } from '../../support/pay-outs.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

/** How one attempt goes at BETCORE: what it does, and what the hub hears of it. */
export const fates = [
  'paid',
  'paid and silent',
  'silent',
  'refused',
  'not reached',
  'not expressible',
  'client breaks',
] as const;
export type Fate = (typeof fates)[number];

/** How long a container lives, in calls; whether its last call has its effect; and how far its clock is off. */
export interface Container {
  readonly calls: number;
  readonly diesBefore: boolean;
  readonly offMs: number;
  /** Writes of pay-outs whose answer does not come: those had their effect, or not. */
  readonly losesWrites: readonly ('done' | 'not done' | null)[];
}

export const sound: Container = {
  calls: Number.POSITIVE_INFINITY,
  diesBefore: false,
  offMs: 0,
  losesWrites: [],
};

export type PayOutWorld = ReturnType<typeof payOutWorld>;

/** The paying side of the hub and BETCORE on one bet of it, on stores in memory whose calls take turns. */
export function payOutWorld(turns?: Turns, script: readonly Fate[] = []) {
  let now = noon;
  const bets = memoryBetStore();
  const stored = memoryPayOutStore();
  let claims = 0;
  const payOuts: PayOutStore = {
    ...stored,
    async save(payOut, at) {
      const result = await stored.save(payOut, at);
      const latest = result.saved ? result.payOut.history.at(-1) : undefined;
      if (latest?.command === 'claim') claims += 1;
      return result;
    },
  };
  const bus = memoryEventBus();
  const truth = betcore(turns, script, () => claims);
  const pause = async (): Promise<void> => turns?.pause();

  /** Everything a container works with, as that sees it. */
  function needsOf({ diesBefore, offMs, losesWrites }: Container, life: Life) {
    const seen = <Port extends object>(port: Port): Port =>
      mortal(turns === undefined ? port : inTurn(port, turns), life, diesBefore);
    const clock: Clock = {
      now: () => now + offMs,
      sleep: async (ms) => {
        await pause();
        now += ms;
      },
      deadline: () => ({ signal: new AbortController().signal, release: () => undefined }),
    };
    const [seenBets, seenPayOuts] = [seen(bets), seen(losing(payOuts, losesWrites))];
    return {
      bets: seenBets,
      payOuts: seenPayOuts,
      work: memoryWorkList({ bets: seenBets, payOuts: seenPayOuts }),
      bus: seen(bus),
      payOutProvider: seen(truth.provider(() => now + offMs)),
      clock,
      currencies: knownCurrencies(),
      quoteReaders: {},
      ...subscriptionParts(),
      log: silentLog,
      metrics: silentMetrics,
    };
  }

  type Needs = ReturnType<typeof needsOf>;

  /** What comes back from a container, null when it dies before or fails: nobody waits for it any longer then. */
  function run<T>(container: Container, work: (needs: Needs) => Promise<T>): Promise<T | null> {
    return new Promise((resolve) => {
      let callsLeft = container.calls;
      const life: Life = {
        get callsLeft() {
          return callsLeft;
        },
        set callsLeft(left) {
          callsLeft = left;
          if (left <= 0) resolve(null);
        },
      };
      work(needsOf(container, life)).then(resolve, () => resolve(null));
    });
  }

  return {
    bets,
    payOuts,
    bus,
    truth,
    now: () => now,
    pass(ms: number) {
      now += ms;
    },
    run,
    load: () => payOuts.load(payOutBetId),
    reserve: (
      container: Container,
      ...asked: Parameters<typeof reservePayOut> extends [unknown, ...infer Rest] ? Rest : never
    ) => run(container, (needs) => reservePayOut(needs, ...asked)),
    /** An event of a cashout, delivered once; null where the queue must deliver it again. */
    consume: (container: Container, told: { provider: 'databet'; betId: string; cashoutId: string }) =>
      run(container, (needs) =>
        payCashoutOut(needs, { ...told, betcoreBetId: payOutBetId }, `event of ${told.cashoutId}`),
      ),
    ask: (container: Container, request: Omit<Parameters<typeof askPayOut>[1], 'betcoreBetId'>) =>
      run(container, (needs) => askPayOut(needs, { betcoreBetId: payOutBetId, ...request })),
    sweep: (container: Container = sound) => run(container, (needs) => sweepDueWork(needs, 'run')),
  };
}

/** BETCORE, which pays a bet once, and requests that may be on their way for as long as it takes. */
function betcore(turns: Turns | undefined, script: readonly Fate[], claims: () => number) {
  const left = [...script];
  let attempts = 0;
  let unclaimed = 0;
  const paid: PayOutRequest[] = [];
  const received: PayOutRequest[] = [];
  const pause = async (): Promise<void> => turns?.pause();

  async function receive(request: PayOutRequest, fate: Fate): Promise<PayOutOutcome> {
    received.push(request);
    // On its way: leases end and others try meanwhile.
    await pause();
    if (fate === 'silent') return { outcome: 'undetermined', evidence: 'timeout' };
    const evidence = fate;
    if (fate === 'refused') return { outcome: 'rejected', code: 2, evidence };
    const isRepeat = paid.length > 0;
    if (!isRepeat) paid.push(request);
    await pause();
    if (fate === 'client breaks') throw new Error('bug');
    if (fate === 'paid and silent') return { outcome: 'undetermined', evidence };
    if (isRepeat) return { outcome: 'repeated', evidence: 'code 104' };
    return { outcome: 'paid', transactionId: '389', balance: null };
  }

  const provider = (clock: () => number): PayOutProvider => ({
    async payOut(request) {
      attempts += 1;
      // One that rests on no durable claim of its own is nobody's to repeat, or somebody else's.
      if (attempts > claims()) unclaimed += 1;
      const fate = left.shift() ?? 'paid';
      if (fate === 'not expressible') {
        return { outcome: 'never-sent', cause: 'not-expressible', evidence: 'too long' };
      }
      if (fate === 'not reached' || clock() > (request.sendBefore ?? 0)) {
        return { outcome: 'never-sent', cause: 'not-reached', evidence: 'refused connection' };
      }
      return receive(request, fate);
    },
  });
  return { provider, paid, received, unclaimed: () => unclaimed };
}

function losing(store: PayOutStore, losses: Container['losesWrites']): PayOutStore {
  let saves = 0;
  return {
    ...store,
    async save(payOut, at) {
      const loss = losses[saves++] ?? null;
      if (loss === 'not done') throw new StoreUnavailable('throttled');
      const result = await store.save(payOut, at);
      if (loss === 'done') throw new StoreUnavailable('timed out');
      return result;
    },
  };
}
