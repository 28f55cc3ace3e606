import { archiveKey, type EventArchive } from '../../ports/event-archive.ts';

export interface MemoryEventArchive extends EventArchive {
  /** By key, oldest first. */
  readonly kept: ReadonlyMap<string, string>;
  /** While false, nothing is taken. */
  setAvailable(available: boolean): void;
}

/** Events in this process. Beyond `maxKept` the oldest are forgotten. */
export function memoryEventArchive(maxKept = Number.POSITIVE_INFINITY): MemoryEventArchive {
  const kept = new Map<string, string>();
  let available = true;
  return {
    kept,
    setAvailable(next) {
      available = next;
    },
    async put(event) {
      if (!available) throw new Error('the archive is not there');
      const key = archiveKey(event);
      if (kept.has(key)) return;
      kept.set(key, event.content);
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    },
  };
}
