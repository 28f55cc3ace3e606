import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { type ManualClock, manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { archiveAfterMs } from '../../../lib/domain/bet/archive.ts';
import type { Cashout } from '../../../lib/domain/cashout/cashout.ts';
import { maxRequestedCashouts } from '../../../lib/domain/cashout/refusals.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import type { BetStore } from '../../../lib/ports/bet-store.ts';
import type { PlaceOutcome } from '../../../lib/ports/cashout-provider.ts';
import { type CashoutRequest, requestCashout } from '../../../lib/use-cases/request-cashout.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { eur, gr8Ref, noon } from '../../support/builders.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

/** A hub with one bet, and a provider that declines until told otherwise. */
export function archiveWorld({
  clock = manualClock(noon),
  bets = memoryBetStore(),
}: {
  readonly clock?: ManualClock;
  readonly bets?: BetStore;
} = {}) {
  let answer: PlaceOutcome = { outcome: 'declined', reason: reason('provider-rejected') };
  let places = 0;
  const place = async () => {
    places += 1;
    return answer;
  };
  const needs = { clock, bets, payOuts: memoryPayOutStore(), log: silentLog, metrics: silentMetrics };
  const bus = memoryEventBus();
  return {
    ...needs,
    provider: { place },
    places: () => places,
    answers: (outcome: PlaceOutcome) => {
      answer = outcome;
    },
    request: (key: number, changes: Partial<CashoutRequest> = {}, through: BetStore = bets) =>
      requestCashout({ ...needs, bets: through }, { place }, { ...asked(key), ...changes }),
    sweep: (through: BetStore = bets) =>
      sweepDueWork(
        {
          ...needs,
          ...subscriptionParts(),
          ...payOutParts(through),
          bets: through,
          bus,
          quoteReaders: {},
          currencies: knownCurrencies(),
        },
        'run-1',
      ),
    /** All cashouts the bet ever had, those of counted archives first. */
    everything: async (): Promise<readonly Cashout[]> => {
      const bet = await bets.load(gr8Ref);
      return [...(await bets.findArchived(bet, bet.archives, 'all')), ...bet.cashouts];
    },
  };
}

export type ArchiveWorld = ReturnType<typeof archiveWorld>;

export function asked(key: number): CashoutRequest {
  return {
    ref: gr8Ref,
    idempotencyKey: `k${key}`,
    kind: 'full',
    playerId: 'p1',
    amount: eur('99'),
    stake: null,
    priceChange: 'none',
    margin: undefined,
    by: null,
    client: 'shop',
    correlationId: 'corr-1',
    causationId: 'call-1',
  };
}

/** A bet that was asked for as often as it may be, declined each time, its events published; a day later. */
export async function exhausted(world: ArchiveWorld = archiveWorld()): Promise<ArchiveWorld> {
  for (let key = 0; key < maxRequestedCashouts; key += 1) {
    await world.request(key);
    await world.clock.advance(1_000);
  }
  await world.clock.advance(2 * 60_000);
  await world.sweep();
  await world.clock.advance(archiveAfterMs);
  return world;
}
