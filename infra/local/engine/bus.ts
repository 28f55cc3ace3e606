import { assert } from '../../../lib/domain/assert.ts';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../../../lib/ports/event-bus.ts';
import type { Ids } from '../../../lib/ports/ids.ts';

/** An event as EventBridge hands it to targets, without the fields that only name the account. */
export interface CarriedEvent {
  readonly id: string;
  /** ISO 8601 to the second, as EventBridge cuts it. */
  readonly time: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly detail: unknown;
}

export interface LocalBus extends EventBus {
  /** Oldest first; the last `maxKeptEvents` of them. */
  events(): readonly CarriedEvent[];
  setOutage(on: boolean): void;
  isOut(): boolean;
}

export interface BusOptions {
  readonly ids: Ids;
  readonly source: string;
  /** What an earlier run of this system carried. */
  readonly carriedBefore?: readonly CarriedEvent[];
  /** Told before the bus answers, so that what it took survives the process. */
  readonly onCarried?: (events: readonly CarriedEvent[]) => void;
}

export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
}

/** About 1 kB each: enough for every test, and the memory of a system left running for weeks stays bounded. */
export const maxKeptEvents = 50_000;

/** The event bus of the local system: takes everything, remembers the latest, and can be taken away. */
export function localBus(options: BusOptions): LocalBus {
  let kept: CarriedEvent[] = (options.carriedBefore ?? []).slice(-maxKeptEvents);
  let out = false;

  return {
    async put(events) {
      assert(events.length <= maxEntriesPerPut, `at most ${maxEntriesPerPut} events in one call`);
      if (events.length === 0) return [];
      if (out) throw new BusUnavailable('the bus is switched off');
      const carried = events.map((event) => carry(event, options));
      options.onCarried?.(carried);
      kept.push(...carried);
      // Cutting at twice the limit makes the copy rare.
      if (kept.length > 2 * maxKeptEvents) kept = kept.slice(-maxKeptEvents);
      return events.map(() => true);
    },
    events: () => kept.slice(-maxKeptEvents),
    setOutage(on) {
      out = on;
    },
    isOut: () => out,
  };
}

function carry({ type, at, detail }: BusEvent, { ids, source }: BusOptions): CarriedEvent {
  return {
    id: ids.next(),
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    'detail-type': type,
    source,
    // Through text and back, as on the wire: later changes of the object are not seen.
    detail: JSON.parse(JSON.stringify(detail)),
  };
}
