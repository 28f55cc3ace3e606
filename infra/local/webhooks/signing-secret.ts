import { randomBytes } from 'node:crypto';
import type { DataDir } from '../data-dir.ts';

const fileName = 'webhook-signing-secret';

/** What webhooks are signed with here: kept in the data folder, so that a receiver need not be told again; else a new one. */
export function keptSigningSecret(dataDir: DataDir | null): string {
  const kept = dataDir?.read(fileName);
  if (kept !== undefined && /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/.test(kept)) return kept;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  dataDir?.write(fileName, secret);
  return secret;
}
