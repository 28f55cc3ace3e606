import type { LookupFunction } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import type { WebhookMessage, WebhookResult, WebhookSender } from '../../ports/webhook-sender.ts';
import { type PostResult, postOnce } from '../http/post-once.ts';
import { publicLookup } from './public-lookup.ts';
import { endpointIn, type WebhookEndpoint, type WebhookSettings } from './settings.ts';
import { signedHeaders } from './signature.ts';

export interface WebhookClientOptions {
  readonly settings: () => Promise<WebhookSettings>;
  readonly clock: Clock;
  /** @default names all of whose addresses are public, and no others */
  readonly lookup?: LookupFunction;
  /**
   * PEM of the authorities certificates of endpoints are checked against.
   * @default those Node trusts
   */
  readonly ca?: string;
  /** @default what `settings.ts` lets an operator name */
  readonly endpointOf?: (settings: WebhookSettings, name: string) => WebhookEndpoint | null;
}

/** As Standard Webhooks asks: long enough for a receiver that works before it answers. */
const deadlineMs = 15_000;

/**
 * Sends signed messages to the operator's endpoints: over a connection of its own each, no redirect followed, and
 * nowhere but to public addresses.
 */
export function webhookClient(options: WebhookClientOptions): WebhookSender {
  const { clock, ca, lookup = publicLookup(), endpointOf = endpointIn } = options;
  return {
    async urlOf(name) {
      return endpointOf(await options.settings(), name)?.url ?? null;
    },

    async send(message) {
      const endpoint = endpointOf(await options.settings(), message.endpoint);
      if (endpoint === null) return { outcome: 'failed', cause: 'not configured' };
      const post = toPost(endpoint, message, clock.now());
      const trust = ca === undefined ? {} : { ca };
      return toResult(endpoint.url, await postOnce({ ...post, ...trust, lookup }, clock));
    },
  };
}

function toPost({ url, secrets }: WebhookEndpoint, { id, body }: WebhookMessage, now: number) {
  const timestamp = Math.floor(now / 1000);
  return {
    url,
    headers: { 'Content-Type': 'application/json', ...signedHeaders({ id, timestamp, body }, secrets) },
    body,
    deadlineMs,
    mayLeave: () => true,
    // A receiver says with its status what became of the message.
    awaits: 'status',
  } as const;
}

function toResult(url: string, result: PostResult): WebhookResult {
  if (result.kind !== 'answered') return { outcome: 'failed', cause: result.cause };
  if (result.status >= 200 && result.status < 300) return { outcome: 'delivered' };
  if (result.status === 410) return { outcome: 'gone', url };
  return { outcome: 'failed', cause: `status ${result.status}` };
}
