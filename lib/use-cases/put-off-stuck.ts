import { putOffMs } from '../domain/outbox-entry.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/telemetry.ts';
import type { OutboxItem, Unpublished } from './outbox-items.ts';
import type { Stuck } from './publish-outbox.ts';

export interface PutOffNeeds {
  readonly clock: Clock;
  readonly log: Log;
}

/** Lets nobody look at these entries for a while: they stay in their outbox, and waste nobody's time minute by minute. */
export async function putOffStuck({ clock, log }: PutOffNeeds, stuck: readonly Stuck[]): Promise<void> {
  const byItem = new Map<OutboxItem, Set<Unpublished>>();
  for (const { item, entry } of stuck) byItem.set(item, (byItem.get(item) ?? new Set()).add(entry));
  for (const [item, entries] of byItem) {
    try {
      await item.putOff(entries, clock.now() + putOffMs);
    } catch (fault) {
      log.error('outbox entries that make no event could not be put off', fault, item.facts);
    }
  }
}
