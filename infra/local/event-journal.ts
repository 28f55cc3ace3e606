import type { DataDir } from './data-dir.ts';
import { type CarriedEvent, maxKeptEvents } from './engine/bus.ts';

const fileName = 'events.jsonl';

/** What the bus carried, one event per line, so that a killed hub's successor still knows it. */
export interface EventJournal {
  readonly carriedBefore: readonly CarriedEvent[];
  append(events: readonly CarriedEvent[]): void;
}

export function eventJournal(dataDir: DataDir | null): EventJournal {
  if (dataDir === null) return { carriedBefore: [], append: () => undefined };
  const lines = (dataDir.read(fileName) ?? '').split('\n').filter(isWhole);
  const kept = lines.slice(-maxKeptEvents);
  // Also ends the half line a kill in the middle of a write left behind.
  dataDir.write(fileName, toText(kept));
  return {
    carriedBefore: kept.map((line) => JSON.parse(line) as CarriedEvent),
    append: (events) => dataDir.append(fileName, toText(events.map((event) => JSON.stringify(event)))),
  };
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function isWhole(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
