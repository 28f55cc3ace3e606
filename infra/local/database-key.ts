import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDir } from './data-dir.ts';
import { clientRegion } from './database-engine.ts';

const fileName = 'dynamodb-local-key';
/** The database of an earlier release, which any key opened; a killed Java leaves its journal beside it. */
const sharedName = 'shared-local-instance.db';

/**
 * The access key that opens the tables of DynamoDB Local, which listens on every interface of the machine and keeps a
 * database per key and region: under any other key there is nothing. Kept in the data folder, else a new one.
 */
export function keptAccessKeyId(dataDir: DataDir | null): string {
  const kept = dataDir?.read(fileName);
  if (kept !== undefined && /^[0-9a-f]{32}$/.test(kept)) return kept;
  // It takes letters and digits alone.
  const accessKeyId = randomBytes(16).toString('hex');
  dataDir?.write(fileName, accessKeyId);
  return accessKeyId;
}

/** Makes the folder of the database's files, whose names have the key in them: for their owner alone. */
export function makeKeyedFolder(folder: string, accessKeyId: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const own = join(folder, `${accessKeyId}_${clientRegion}.db`);
  if (existsSync(own)) return;
  // Its journal first: without the database itself nothing has happened yet.
  const shared = readdirSync(folder).filter((name) => name.startsWith(sharedName));
  for (const name of shared.sort().reverse()) {
    renameSync(join(folder, name), `${own}${name.slice(sharedName.length)}`);
  }
}
