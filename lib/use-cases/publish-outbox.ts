import { toCashoutEvent } from '../contracts/events/cashout-event.ts';
import { type Bet, type OutboxEntry, withoutPublished } from '../domain/bet/bet.ts';
import type { Currencies } from '../domain/money/currency.ts';
import { type EventBus, maxEntriesPerPut } from '../ports/event-bus.ts';
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
}

/**
 * Publishes the chosen outbox entries of several bets in tens, then takes what the bus has from each bet by
 * a conditional write. An entry leaves the outbox only after the bus took it, so a crash in between
 * publishes it again under the same id. Answers the bets that still have a chosen entry.
 */
export async function publishOutboxes(
  needs: PublishNeeds,
  bets: readonly Bet[],
  chosen: (entry: OutboxEntry) => boolean = () => true,
): Promise<readonly Bet[]> {
  const unpublished = bets.flatMap((bet) => bet.outbox.filter(chosen).map((entry) => ({ bet, entry })));
  const published = new Map<Bet, OutboxEntry[]>();
  for (let from = 0; from < unpublished.length; from += maxEntriesPerPut) {
    const batch = unpublished.slice(from, from + maxEntriesPerPut);
    const taken = await putBatch(needs, batch);
    // A bus that does not answer is away; asking it again and again in one run helps nobody.
    if (taken === null) break;
    for (const { bet, entry } of taken) published.set(bet, [...(published.get(bet) ?? []), entry]);
  }
  const done = await Promise.all(
    bets.map(async (bet) => {
      const entries = published.get(bet) ?? [];
      const all = entries.length === bet.outbox.filter(chosen).length;
      return (await takeOut(needs, bet, entries)) && all;
    }),
  );
  return bets.filter((_, position) => done[position] === false);
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

/** What the bus took; null when it did not answer. */
async function putBatch(
  needs: PublishNeeds,
  batch: readonly Unpublished[],
): Promise<readonly Unpublished[] | null> {
  try {
    const results = await needs.bus.put(
      batch.map(({ bet, entry }) => toCashoutEvent(bet, entry, needs.currencies)),
    );
    const taken = batch.filter((_, position) => results[position] === true);
    if (taken.length < batch.length) needs.metrics.count('EventsNotTaken', batch.length - taken.length);
    return taken;
  } catch (fault) {
    needs.metrics.count('EventsNotTaken', batch.length);
    needs.log.error('the bus did not answer', fault, { events: batch.length });
    return null;
  }
}
