import { assert } from '../../domain/assert.ts';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../../ports/event-bus.ts';
import { copied } from './copy.ts';

export interface MemoryEventBus extends EventBus {
  /** Everything the bus took, in the order it came. */
  readonly published: readonly BusEvent[];
  /** While false, every call fails before any entry is taken. */
  setAvailable(available: boolean): void;
  /** From now on entries of which `refused` holds are not taken, the others of their call are. */
  refuseEntries(refused: (event: BusEvent) => boolean): void;
  /** The next call takes its entries and then fails, as when an answer is lost on the way. */
  loseNextAnswer(): void;
}

/** A bus in this process; `onTaken` hears every entry it takes. */
export function memoryEventBus(onTaken: (event: BusEvent) => void = () => {}): MemoryEventBus {
  const published: BusEvent[] = [];
  let available = true;
  let losesAnswer = false;
  let refused: (event: BusEvent) => boolean = () => false;

  function take(event: BusEvent): boolean {
    const received = copied(event);
    if (refused(received)) return false;
    published.push(received);
    onTaken(received);
    return true;
  }

  return {
    published,
    setAvailable(next) {
      available = next;
    },
    refuseEntries(next) {
      refused = next;
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    async put(events) {
      assert(events.length <= maxEntriesPerPut, `at most ${maxEntriesPerPut} events in one call`);
      if (events.length === 0) return [];
      if (!available) throw new Error('the bus is not there');
      const taken = events.map(take);
      if (losesAnswer) {
        losesAnswer = false;
        throw new Error('the answer of the bus was lost');
      }
      return taken;
    },
  };
}
