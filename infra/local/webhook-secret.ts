import type { DataDir } from './data-dir.ts';
import { newWebhookSecret } from './simulators/databet/connection.ts';

const fileName = 'databet-webhook-secret';

/** The secret in the URL DATA.BET calls: kept in the data folder, so that the URL outlives a restart; else a new one. */
export function keptWebhookSecret(dataDir: DataDir | null): string {
  const kept = dataDir?.read(fileName);
  if (kept !== undefined && /^[A-Za-z0-9_-]{32,128}$/.test(kept)) return kept;
  const secret = newWebhookSecret();
  dataDir?.write(fileName, secret);
  return secret;
}
