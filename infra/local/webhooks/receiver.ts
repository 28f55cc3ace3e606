import { readJson } from '../../../lib/contracts/json.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { Log } from '../../../lib/ports/telemetry.ts';
import { emptyAnswer, refusal } from '../simulators/answer.ts';
import { listen, type ReceivedCall } from '../simulators/http-server.ts';
import { isVerified } from './verify.ts';

/** One attempt, as the receiver saw it. */
export interface ReceivedWebhook {
  readonly id: string;
  /** Null when the body does not say. */
  readonly type: string | null;
  /** Of this message, counted here. */
  readonly attempt: number;
  readonly verified: boolean;
  /** ISO 8601, on the hub's clock. */
  readonly at: string;
  /** What it was answered. */
  readonly status: number;
}

export interface WebhookReceiver {
  readonly url: string;
  /** Oldest first; the last `maxReceived` of them. */
  received(): readonly ReceivedWebhook[];
  /** Answers the next so many messages with this status; 0 times ends that. */
  answerWith(status: number, times: number): void;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  readonly secret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Enough for every test and for a person to look at. */
const maxReceived = 10_000;

/** What takes the hub's webhooks in the local system, as an operator's own receiver would. */
export async function startWebhookReceiver({
  secret,
  clock,
  log,
}: ReceiverOptions): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const attempts = new Map<string, number>();
  let fault = { status: 0, times: 0 };

  function statusFor(verified: boolean): number {
    if (fault.times > 0) {
      fault = { ...fault, times: fault.times - 1 };
      return fault.status;
    }
    return verified ? 204 : 401;
  }

  function note({ request: { headers }, body }: ReceivedCall): number {
    const id = String(headers['webhook-id'] ?? '');
    const attempt = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, attempt);
    const verified = isVerified(headers, body, { secret, now: clock.now() });
    const status = statusFor(verified);
    const at = new Date(clock.now()).toISOString();
    received.push({ id, type: typeOf(body), attempt, verified, at, status });
    if (received.length > maxReceived) attempts.delete(received.shift()?.id ?? '');
    return status;
  }

  const server = await listen({
    port: 0,
    host: '127.0.0.1',
    handle: async (call) => emptyAnswer(note(call)),
    connect: async () => refusal(404, 'There is no websocket here.', 'POST webhooks to it.'),
    log,
  });
  return {
    url: `${server.url}/webhooks`,
    received: () => [...received],
    answerWith(status, times) {
      fault = { status, times };
    },
    close: server.close,
  };
}

function typeOf(body: string): string | null {
  const message = readJson(body);
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : null;
  return typeof type === 'string' ? type : null;
}
