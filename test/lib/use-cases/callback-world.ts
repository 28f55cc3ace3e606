import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryCallbackStore } from '../../../lib/adapters/memory/callback-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { blankBet } from '../../../lib/domain/bet/bet.ts';
import { nextDueAt } from '../../../lib/domain/bet/due.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import type { BetStore } from '../../../lib/ports/bet-store.ts';
import type { CallbackAnswer, CallbackStore } from '../../../lib/ports/callback-store.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import { archiveDeclined } from '../../../lib/use-cases/archive-declined.ts';
import { Contention } from '../../../lib/use-cases/change-bet.ts';
import { betOutbox } from '../../../lib/use-cases/outbox-items.ts';
import { publishOutboxes } from '../../../lib/use-cases/publish-outbox.ts';
import { registerBet } from '../../../lib/use-cases/register-bet.ts';
import { takeCallback } from '../../../lib/use-cases/take-callback.ts';
import { type Life, mortal } from '../../simulation/mortal.ts';
import { inTurn, type Turns } from '../../simulation/turns.ts';
import { eur, noon } from '../../support/builders.ts';
import { aCallback, databetRef } from '../../support/callbacks.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import type { Sent } from './callback-plan.ts';

/** How long a container lives, in calls; whether its last call has its effect; and how far its clock is off. */
export interface Container {
  readonly calls: number;
  readonly diesBefore: boolean;
  readonly offMs: number;
}

export const sound: Container = { calls: Number.POSITIVE_INFINITY, diesBefore: false, offMs: 0 };

const currencies = knownCurrencies();

export type CallbackWorld = ReturnType<typeof callbackWorld>;

/** The hub as callbacks see it, on stores in memory whose calls take turns; without turns each just happens. */
export function callbackWorld(turns?: Turns) {
  let now = noon;
  const still = manualClock(noon);
  const bets = uncopiedBets();
  const bus = memoryEventBus();
  const { payOuts } = payOutParts(bets);
  const clock: Clock = { ...still, now: () => now };
  let kept = memoryCallbackStore({ bets, clock });
  const callbacks: CallbackStore = {
    loadAnswerOrBet: (callback) => kept.loadAnswerOrBet(callback),
    keep: (callback, answer) => kept.keep(callback, answer),
  };

  /** Everything a container works with, as that sees it. */
  function needsOf({ diesBefore, offMs }: Container, life: Life) {
    const seen = <Port extends object>(port: Port): Port =>
      mortal(turns === undefined ? port : inTurn(port, turns), life, diesBefore);
    return {
      ...{ bets: seen(bets), callbacks: seen(callbacks), bus: seen(bus) },
      ...{ clock: { ...clock, now: () => now + offMs }, currencies },
      ...{ log: silentLog, metrics: silentMetrics, payOuts },
    };
  }

  /** What comes back from a container, null when it dies before: nobody waits for it any longer then. */
  function run<T>(container: Container, work: (needs: ReturnType<typeof needsOf>) => Promise<T>) {
    return new Promise<T | null>((resolve, reject) => {
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
      work(needsOf(container, life)).then(resolve, reject);
    });
  }

  return {
    bets,
    bus,
    /** Delivers a callback once; null stands for everything that is not 204 or 400. */
    async deliver({ requestId, told }: Sent, container = sound): Promise<CallbackAnswer | null> {
      const call = { ...databetRef, ...aCallback({ requestId }), told, answerOf };
      try {
        return await run(container, (needs) => takeCallback(needs, call));
      } catch (fault) {
        if (fault instanceof Contention) return null;
        throw fault;
      }
    },
    /** What relay and sweeper both do. */
    publish: (container = sound) =>
      run(container, async (needs) =>
        publishOutboxes(needs, [betOutbox(needs, await needs.bets.load(databetRef))]),
      ),
    register: (stake: string, container = sound) =>
      run(container, (needs) =>
        registerBet(needs, databetRef, {
          playerId: 'p1',
          stake: eur(stake),
          live: false,
          freeBet: false,
          payOut: null,
        }),
      ),
    archive: (container = sound) =>
      run(container, async (needs) => archiveDeclined(needs, await needs.bets.load(databetRef))),
    pass(ms: number) {
      now += ms;
    },
    /** All records of answers are gone, as after an early removal. */
    forget() {
      kept = memoryCallbackStore({ bets, clock });
    },
  };
}

/**
 * Bets in memory without the copies that the store makes of them: nobody changes a bet in place, and the copies would
 * take longer than everything else together.
 */
function uncopiedBets(): BetStore {
  const store = memoryBetStore();
  let stored = blankBet(databetRef);
  return {
    ...store,
    load: async () => stored,
    save: async (bet, now) => {
      if (bet.version !== stored.version) return { saved: false, current: stored };
      stored = { ...bet, version: bet.version + 1, dueAt: nextDueAt(bet, now) };
      return { saved: true, bet: stored };
    },
  };
}

function answerOf(outcome: 'taken' | 'amount-conflict'): CallbackAnswer {
  return outcome === 'taken'
    ? { status: 204, body: '' }
    : { status: 400, body: '{"error":{"code":"amount_conflict"}}' };
}
