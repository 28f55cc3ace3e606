import type { DataDir } from './data-dir.ts';
import { StartFault } from './data-dir.ts';
import { type VirtualClock, virtualClock } from './engine/clock.ts';

const fileName = 'clock-offset-ms';

/** The clock of the system; with a data folder it goes on after a restart where it was, and never back. */
export function keptClock(dataDir: DataDir | null): VirtualClock {
  const clock = virtualClock();
  if (dataDir === null) return clock;
  clock.setOffset(readOffset(dataDir));
  clock.onMove((offset) => dataDir.write(fileName, String(offset)));
  return clock;
}

function readOffset(dataDir: DataDir): number {
  const kept = dataDir.read(fileName) ?? '0';
  if (/^\d{1,15}$/.test(kept)) return Number(kept);
  throw new StartFault(
    `${dataDir.path(fileName)} holds no clock offset; delete the data folder to start anew.`,
  );
}
