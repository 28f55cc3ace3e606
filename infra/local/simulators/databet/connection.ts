import { randomBytes } from 'node:crypto';

/** What the operator and DATA.BET agree on: DATA.BET issues nothing, it is told where to call. */
export interface DatabetConnection {
  /** The segment at the end of the webhook's base URL that tells DATA.BET from everybody else. */
  readonly webhookSecrets: readonly [string, ...string[]];
}

/** As many as a key of 256 bits: nobody guesses it, and it is 43 characters that need no escaping in a URL. */
const secretBytes = 32;

export function newWebhookSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}
