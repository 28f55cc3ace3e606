import { inParallel } from '../domain/in-parallel.ts';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../ports/event-bus.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { OutboxItem, Unpublished } from './outbox-items.ts';

export interface PublishNeeds {
  readonly bus: EventBus;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Rendered {
  readonly item: OutboxItem;
  readonly entry: Unpublished;
  readonly event: BusEvent;
}

/** What one run has learned about the bus; pages of a sweep share it. */
export interface PublishRun {
  /** It did not answer: asking it again and again in one run helps nobody and holds everything else up. */
  busAway: boolean;
  /** What nobody can publish as it is. */
  readonly stuck: Stuck[];
}

/** An outbox entry that makes no event: a bug of ours, or an item somebody has changed. */
export interface Stuck {
  readonly item: OutboxItem;
  readonly entry: Unpublished;
  readonly fault: unknown;
}

/** Writes at once: more would queue for the connections of one container. */
const writesAtOnce = 8;

/**
 * Publishes the chosen outbox entries of several items in tens, then takes what the bus has from each item by
 * a conditional write. An entry leaves the outbox only after the bus took it, so a crash in between
 * publishes it again under the same id. Answers the items that still have a chosen entry, those aside that are `stuck`.
 */
export async function publishOutboxes<Item extends OutboxItem>(
  needs: PublishNeeds,
  items: readonly Item[],
  chosen: (entry: Unpublished) => boolean = () => true,
  run: PublishRun = { busAway: false, stuck: [] },
): Promise<readonly Item[]> {
  const unpublished = items.flatMap((item) =>
    item.outbox.filter(chosen).flatMap((entry) => rendered(needs, run, item, entry)),
  );
  const published = new Map<OutboxItem, Set<Unpublished>>();
  for (let from = 0; from < unpublished.length && !run.busAway; from += maxEntriesPerPut) {
    for (const { item, entry } of await putBatch(
      needs,
      unpublished.slice(from, from + maxEntriesPerPut),
      run,
    )) {
      published.set(item, (published.get(item) ?? new Set()).add(entry));
    }
  }
  const publishable = new Map<OutboxItem, number>();
  for (const { item } of unpublished) publishable.set(item, (publishable.get(item) ?? 0) + 1);
  const done = await inParallel(items, writesAtOnce, async (item) => {
    const entries = published.get(item) ?? new Set();
    const all = entries.size === (publishable.get(item) ?? 0);
    return (await takeOut(needs, item, entries)) && all;
  });
  return items.filter((_, position) => done[position] === false);
}

/** The entry with its event; none when it cannot be made into one, which must not hold the others up. */
function rendered(
  needs: PublishNeeds,
  run: PublishRun,
  item: OutboxItem,
  entry: Unpublished,
): readonly Rendered[] {
  try {
    return [{ item, entry, event: entry.render() }];
  } catch (fault) {
    needs.metrics.count('EventsNotTaken');
    needs.log.error('an outbox entry makes no event', fault, { ...item.facts, type: entry.type });
    run.stuck.push({ item, entry, fault });
    return [];
  }
}

/** Whether the published entries have left the item's outbox; where they have not, they go out again. */
async function takeOut(
  needs: PublishNeeds,
  item: OutboxItem,
  entries: ReadonlySet<Unpublished>,
): Promise<boolean> {
  if (entries.size === 0) return true;
  try {
    await item.takeOut(entries);
    return true;
  } catch (fault) {
    needs.log.error('published events could not be taken from their outbox', fault, item.facts);
    return false;
  }
}

/** What the bus took. */
async function putBatch(
  needs: PublishNeeds,
  batch: readonly Rendered[],
  run: PublishRun,
): Promise<readonly Rendered[]> {
  try {
    const results = await needs.bus.put(batch.map(({ event }) => event));
    const taken = batch.filter((_, position) => results[position] === true);
    for (const { entry } of taken) needs.metrics.count('Events', 1, { type: entry.type });
    if (taken.length < batch.length) needs.metrics.count('EventsNotTaken', batch.length - taken.length);
    return taken;
  } catch (fault) {
    run.busAway = true;
    needs.metrics.count('EventsNotTaken', batch.length);
    needs.log.error('the bus did not answer', fault, { events: batch.length });
    return [];
  }
}
