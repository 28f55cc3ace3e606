import { mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { memoryEventArchive } from '../../lib/adapters/memory/event-archive.ts';
import { archiveKey, archivePrefix, type EventArchive } from '../../lib/ports/event-archive.ts';
import type { DataDir } from './data-dir.ts';
import { maxKeptEvents } from './engine/bus.ts';

export interface LocalEventArchive extends EventArchive {
  readonly keys: () => readonly string[];
}

/** Events as files in the data folder, under the keys they have in the bucket; in memory without a folder. */
export function localEventArchive(dataDir: DataDir | null): LocalEventArchive {
  if (dataDir === null) {
    const archive = memoryEventArchive(maxKeptEvents);
    return { put: archive.put, keys: () => [...archive.kept.keys()] };
  }
  const root = dataDir.path(archivePrefix);
  mkdirSync(root, { recursive: true });
  return {
    async put(event) {
      const key = archiveKey(event);
      if (dataDir.read(key) !== undefined) return;
      mkdirSync(dirname(dataDir.path(key)), { recursive: true });
      dataDir.write(key, event.content);
    },
    keys: () =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${archivePrefix}${name}`),
  };
}
