import { operation as accepted } from '../../../../functions/webhooks/databet-cashout-accepted.ts';
import { operation as declined } from '../../../../functions/webhooks/databet-cashout-declined.ts';
import { operation as heartbeat } from '../../../../functions/webhooks/databet-heartbeat.ts';
import { databetSettingsSchema } from '../../../../lib/adapters/databet/settings.ts';
import { databetWebhookAccess } from '../../../../lib/adapters/databet/webhook-access.ts';
import { memoryBetStore } from '../../../../lib/adapters/memory/bet-store.ts';
import { memoryCallbackStore } from '../../../../lib/adapters/memory/callback-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import type { Bet } from '../../../../lib/domain/bet/bet.ts';
import type { BetStore } from '../../../../lib/ports/bet-store.ts';
import { noon } from '../../../support/builders.ts';

export const secret = 'Qk3n-1r8_mZp7WvYx2Lc9TgHs5Bd0JfE';
export const oldSecret = 'an-older-secret-that-still-counts';
export const address = '192.0.2.7';

const operations = { accepted, declined, heartbeat };
export type Callback = keyof typeof operations;
export const callbackKinds = Object.keys(operations) as Callback[];

export const acceptedBody = {
  request_id: 'r-accepted',
  bet_id: 'bet-1',
  cash_out_order_id: 'order-1',
  amount: '100',
  refund_amount: '92.500000',
};
export const declinedBody = { request_id: 'r-declined', bet_id: 'bet-1', cash_out_order_ids: ['order-1'] };

export interface Sent {
  readonly secret?: string | undefined;
  readonly address?: string;
  /** Sent as it is when it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isBase64Encoded?: boolean;
}

export interface DatabetHubOptions {
  /** As they stand in the secret; may throw. */
  readonly settings?: () => object;
  /** In place of working ones. */
  readonly bets?: Partial<BetStore>;
}

export type Answer = Awaited<ReturnType<ReturnType<typeof accepted.bind>>>;

/** The three operations on memory stores, and everything they log and count. */
export function aDatabetHub({ settings = theirs, bets: given = {} }: DatabetHubOptions = {}) {
  const clock = manualClock(noon);
  const lines: string[] = [];
  const counted: string[] = [];
  const write = (...all: readonly unknown[]) =>
    void lines.push(all.map((one) => (one instanceof Error ? one.stack : JSON.stringify(one))).join(' '));
  const bets: BetStore = { ...memoryBetStore(), ...given };
  const needs = {
    clock,
    ids: randomIds(),
    log: { info: write, warn: write, error: write },
    metrics: {
      count: (name: string, amount = 1, dimensions = {}) =>
        void counted.push(`${name} ${amount} ${JSON.stringify(dimensions)}`),
    },
    bets,
    callbacks: memoryCallbackStore({ bets, clock }),
    webhookAccess: databetWebhookAccess({ settings: async () => databetSettingsSchema.parse(settings()) }),
  };
  const handlers = {
    accepted: accepted.bind(needs),
    declined: declined.bind(needs),
    heartbeat: heartbeat.bind(needs),
  };
  return {
    clock,
    counted,
    logged: () => lines.join('\n'),
    bet: (betId = 'bet-1'): Promise<Bet> => bets.load({ provider: 'databet', betId }),
    send(callback: Callback, sent: Sent = {}): Promise<Answer> {
      return handlers[callback](eventOf(callback, sent) as never, { awsRequestId: 'call-1' });
    },
  };
}

function theirs() {
  return { webhookSecrets: [secret, oldSecret], allowedCidrs: ['192.0.2.0/24', '2001:db8::/32'] };
}

const bodies = { accepted: acceptedBody, declined: declinedBody, heartbeat: '' };

function eventOf(callback: Callback, sent: Sent) {
  const { body = bodies[callback], headers = {}, isBase64Encoded = false } = sent;
  const given = 'secret' in sent ? sent.secret : secret;
  return {
    headers: { accept: '*/*', 'content-type': 'application/json', ...headers },
    ...(given === undefined ? {} : { pathParameters: { secret: given } }),
    requestContext: { http: { method: 'POST', sourceIp: sent.address ?? address } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded,
  };
}
