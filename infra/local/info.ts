import { scopes } from '../../lib/contracts/scopes.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { DatabaseKind } from './database-engine.ts';
import type { Issuer } from './issuer.ts';

/** What GET /_local/info answers. */
export interface LocalInfo {
  /** Whether every part of the system answers at this moment. */
  readonly ready: boolean;
  readonly apiUrl: string;
  /** All scopes, 30 days on the hub's clock. */
  readonly token: string;
  readonly database: DatabaseKind;
  /** Where DATA.BET calls, up to and with its secret. */
  readonly webhookUrl: string;
  /** Where the hub's own webhooks go, and what they are signed with. */
  readonly webhooks: { readonly url: string; readonly secret: string };
  /** Where each simulated provider is, and what it would have issued to us. */
  readonly providers: object;
}

export interface InfoParts {
  readonly apiUrl: () => string;
  readonly webhookUrl: () => string;
  readonly webhooks: LocalInfo['webhooks'];
  readonly issuer: Issuer;
  readonly clock: Clock;
  readonly database: DatabaseKind;
  readonly providers: object;
  readonly parts: readonly { answers(): Promise<boolean> }[];
}

/** A token told twice should be the same one, but what is told must last: it is renewed once a day. */
const renewTokenAfterMs = 24 * 3_600_000;

export function localInfo(told: InfoParts): () => Promise<LocalInfo> {
  const { apiUrl, webhookUrl, webhooks, issuer, clock, database, providers, parts } = told;
  let token = '';
  let renewAt = Number.NEGATIVE_INFINITY;

  return async () => {
    if (clock.now() >= renewAt) {
      token = issuer.issue({ scopes, clientId: 'local' });
      renewAt = clock.now() + renewTokenAfterMs;
    }
    const answers = await Promise.all(parts.map((part) => part.answers()));
    return {
      ready: answers.every((answer) => answer),
      apiUrl: apiUrl(),
      token,
      database,
      webhookUrl: webhookUrl(),
      webhooks: { url: webhooks.url, secret: webhooks.secret },
      providers,
    };
  };
}
