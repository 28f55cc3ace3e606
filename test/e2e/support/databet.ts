import { randomUUID } from 'node:crypto';
import type { Answer, Hub } from './hub.ts';

export interface DatabetOrder {
  readonly betId: string;
  readonly orderId: string;
  /** Of the bet at the hub. */
  readonly path: string;
}

export function newOrder(betId: string = randomUUID()): DatabetOrder {
  return { betId, orderId: randomUUID(), path: `/v1/bets/databet/${betId}` };
}

/** The base URL of the local hub's callbacks, which ends after the secret. */
export async function webhookUrl(hub: Pick<Hub, 'control'>): Promise<string> {
  return (await hub.control('GET', '/info')).body.webhookUrl;
}

export interface PostOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Posts to any URL as DATA.BET's client does. */
export async function postTo(
  url: string,
  { body = '', headers = {}, method = 'POST' }: PostOptions = {},
): Promise<Answer> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { accept: '*/*', 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: sent }),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

export function accepted({ betId, orderId }: DatabetOrder, more: object = {}) {
  return {
    request_id: randomUUID(),
    bet_id: betId,
    cash_out_order_id: orderId,
    amount: '100',
    refund_amount: '92.500000',
    ...more,
  };
}

export function declined({ betId, orderId }: DatabetOrder, more: object = {}) {
  return { request_id: randomUUID(), bet_id: betId, cash_out_order_ids: [orderId], ...more };
}
