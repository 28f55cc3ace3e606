import { toCashoutEvent } from '../contracts/events/cashout-event.ts';
import { type Bet, type OutboxEntry, withoutPublished } from '../domain/bet/bet.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Currencies } from '../domain/money/currency.ts';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../ports/event-bus.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export interface PublishNeeds extends ChangeNeeds {
  readonly bus: EventBus;
  readonly currencies: Currencies;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Unpublished {
  readonly bet: Bet;
  readonly entry: OutboxEntry;
  readonly event: BusEvent;
}

/** What one run has learned about the bus; pages of a sweep share it. */
export interface PublishRun {
  /** It did not answer: asking it again and again in one run helps nobody and holds everything else up. */
  busAway: boolean;
}

/** Writes at once: more would queue for the connections of one container. */
const writesAtOnce = 8;

/**
 * Publishes the chosen outbox entries of several bets in tens, then takes what the bus has from each bet by
 * a conditional write. An entry leaves the outbox only after the bus took it, so a crash in between
 * publishes it again under the same id. Answers the bets that still have a chosen entry.
 */
export async function publishOutboxes(
  needs: PublishNeeds,
  bets: readonly Bet[],
  chosen: (entry: OutboxEntry) => boolean = () => true,
  run: PublishRun = { busAway: false },
): Promise<readonly Bet[]> {
  const unpublished = bets.flatMap((bet) =>
    bet.outbox.filter(chosen).flatMap((entry) => rendered(needs, bet, entry)),
  );
  const published = new Map<Bet, OutboxEntry[]>();
  for (let from = 0; from < unpublished.length && !run.busAway; from += maxEntriesPerPut) {
    for (const { bet, entry } of await putBatch(
      needs,
      unpublished.slice(from, from + maxEntriesPerPut),
      run,
    )) {
      published.set(bet, [...(published.get(bet) ?? []), entry]);
    }
  }
  const done = await inParallel(bets, writesAtOnce, async (bet) => {
    const entries = published.get(bet) ?? [];
    const all = entries.length === bet.outbox.filter(chosen).length;
    return (await takeOut(needs, bet, entries)) && all;
  });
  return bets.filter((_, position) => done[position] === false);
}

/** The entry with its event; none when it cannot be made into one, which must not hold the others up. */
function rendered(needs: PublishNeeds, bet: Bet, entry: OutboxEntry): readonly Unpublished[] {
  try {
    return [{ bet, entry, event: toCashoutEvent(bet, entry, needs.currencies) }];
  } catch (fault) {
    const { provider, betId } = bet;
    needs.metrics.count('EventsNotTaken');
    needs.log.error('an outbox entry makes no event', fault, { provider, betId, type: entry.type });
    return [];
  }
}

/** Whether the published entries have left the bet's outbox; where they have not, they go out again. */
async function takeOut(needs: PublishNeeds, bet: Bet, entries: readonly OutboxEntry[]): Promise<boolean> {
  if (entries.length === 0) return true;
  try {
    await changeBet(needs, bet, (current) => ({ bet: withoutPublished(current, entries), result: null }));
    return true;
  } catch (fault) {
    const { provider, betId } = bet;
    needs.log.error('published events could not be taken from their outbox', fault, { provider, betId });
    return false;
  }
}

/** What the bus took. */
async function putBatch(
  needs: PublishNeeds,
  batch: readonly Unpublished[],
  run: PublishRun,
): Promise<readonly Unpublished[]> {
  try {
    const results = await needs.bus.put(batch.map(({ event }) => event));
    const taken = batch.filter((_, position) => results[position] === true);
    if (taken.length < batch.length) needs.metrics.count('EventsNotTaken', batch.length - taken.length);
    return taken;
  } catch (fault) {
    run.busAway = true;
    needs.metrics.count('EventsNotTaken', batch.length);
    needs.log.error('the bus did not answer', fault, { events: batch.length });
    return [];
  }
}
