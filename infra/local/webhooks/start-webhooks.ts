import { webhookClient } from '../../../lib/adapters/webhooks/client.ts';
import { publicLookup } from '../../../lib/adapters/webhooks/public-lookup.ts';
import { secretBytes } from '../../../lib/adapters/webhooks/signature.ts';
import { assert } from '../../../lib/domain/assert.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { Log } from '../../../lib/ports/telemetry.ts';
import type { WebhookSender } from '../../../lib/ports/webhook-sender.ts';
import type { DataDir } from '../data-dir.ts';
import type { Rights } from '../rights.ts';
import { startWebhookReceiver, type WebhookReceiver } from './receiver.ts';
import { keptSigningSecret } from './signing-secret.ts';

/** The one webhook endpoint of the local system. */
export interface LocalWebhooks {
  /** Its name. */
  readonly endpoint: string;
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly sender: WebhookSender;
  /** Null when webhooks go to a receiver of the developer's own. */
  readonly receiver: WebhookReceiver | null;
  close(): Promise<void>;
}

export interface LocalWebhooksOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly rights: Rights;
  readonly folder: DataDir | null;
  /** Of a receiver of the developer's own; without it there is one in this process. */
  readonly url: string | undefined;
}

/** Sends webhooks to anywhere, over plain HTTP too: what is deployed never does. */
export async function startWebhooks(options: LocalWebhooksOptions): Promise<LocalWebhooks> {
  const { clock, log, rights, folder } = options;
  const secret = keptSigningSecret(folder);
  const bytes = secretBytes(secret);
  assert(bytes !== undefined, 'a secret of our own can be used');
  const receiver = options.url === undefined ? await startWebhookReceiver({ secret, clock, log }) : null;
  const url = options.url ?? receiver?.url ?? '';
  const sender = webhookClient({
    clock,
    async settings() {
      rights.demand('secrets', 'webhooks');
      return {};
    },
    endpointOf: () => ({ url, secrets: [bytes] }),
    lookup: publicLookup(undefined, () => true),
  });
  return { endpoint: 'local', url, secret, sender, receiver, close: async () => receiver?.close() };
}
