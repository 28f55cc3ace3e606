import type { BusMessage } from '../contracts/events/bus-message.ts';
import { isGivenUp, webhookWaitMs } from '../domain/webhook-schedule.ts';
import type { Clock } from '../ports/clock.ts';
import type { EndpointStates } from '../ports/endpoint-states.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { WebhookResult, WebhookSender } from '../ports/webhook-sender.ts';

export interface DeliverWebhookNeeds {
  readonly webhooks: WebhookSender;
  readonly endpointStates: EndpointStates;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface WebhookDelivery {
  /** Name of the endpoint. */
  readonly endpoint: string;
  readonly event: Pick<BusMessage, 'type' | 'metadata' | 'data'>;
  /** How often the queue has handed it over, this time included. */
  readonly receives: number;
  /** When the bus put it into the queue: epoch milliseconds. */
  readonly sentAt: number;
}

/** Receivers are deployed and restarted: half an hour of that is nobody's concern. */
const attemptsInTime = 4;

/** What is logged of an event that is still not delivered after that, with its `endpoint`. */
export const lateWebhook = 'a webhook is late';

/**
 * Delivers one event to one endpoint; answers null when it is done, else in how many milliseconds it is to come again.
 * An endpoint that is disabled or not configured keeps its events: they come again until they are given up, and then
 * as often as it takes to make them dead letters, from where a person sends them on.
 */
export async function deliverWebhook(
  needs: DeliverWebhookNeeds,
  delivery: WebhookDelivery,
): Promise<number | null> {
  const { endpoint, event, receives, sentAt } = delivery;
  const { clock, random, log, metrics } = needs;
  const givenUpAfter = (attempts: number) => isGivenUp(attempts, clock.now() - sentAt);
  if (givenUpAfter(receives - 1)) return 0;

  const about = { endpoint, eventId: event.metadata.id, type: event.type, attempt: receives };
  const outcome = await attemptOnce(needs, delivery).catch((fault: unknown): Outcome => {
    log.error('a webhook could not be attempted', fault, about);
    return { outcome: 'not-attempted' };
  });
  metrics.count('Webhooks', 1, { endpoint, outcome: outcome.outcome });
  if (outcome.outcome === 'delivered') return null;
  const givenUp = givenUpAfter(receives);
  const cause = 'cause' in outcome ? outcome.cause : undefined;
  const message = receives < attemptsInTime ? 'a webhook is not delivered yet' : lateWebhook;
  log.warn(message, { ...about, outcome: outcome.outcome, cause, givenUp });
  return givenUp ? 0 : webhookWaitMs(receives, random());
}

type Outcome = WebhookResult | { readonly outcome: 'not-configured' | 'disabled' | 'not-attempted' };

async function attemptOnce(
  { webhooks, endpointStates, clock }: DeliverWebhookNeeds,
  { endpoint, event }: WebhookDelivery,
): Promise<Outcome> {
  const url = await webhooks.urlOf(endpoint);
  if (url === null) return { outcome: 'not-configured' };
  if (await endpointStates.isDisabled(endpoint, url)) return { outcome: 'disabled' };
  const result = await webhooks.send({ endpoint, id: event.metadata.id, body: bodyOf(event) });
  if (result.outcome === 'gone') await endpointStates.disable(endpoint, result.url, clock.now());
  return result;
}

/** The payload Standard Webhooks describes, with what orders events and tells repeats apart beside it. */
function bodyOf({ type, metadata, data }: WebhookDelivery['event']): string {
  return JSON.stringify({ type, timestamp: metadata.occurredAt, metadata, data });
}
