import { randomUUID } from 'node:crypto';
import type { DatabaseKind } from '../../../infra/local/database-engine.ts';
import { type LocalOptions, type LocalSystem, startLocal } from '../../../infra/local/start.ts';
import { silentLog } from '../../support/silent.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null sends no token. */
  readonly token?: string | null;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
}

/** A running hub as its users see it: over HTTP and nothing else. */
export interface Hub {
  readonly url: string;
  readonly token: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** The database this run of the suite is about; the test project says it. */
export function databaseUnderTest(): DatabaseKind {
  return process.env['CASHOUT_DATABASE'] === 'dynamodb-local' ? 'dynamodb-local' : 'dynalite';
}

/** Starts a hub of its own on a free port. What it logs is of no interest unless asked for. */
export async function startHub(options: Partial<LocalOptions> = {}): Promise<Hub> {
  const system: LocalSystem = await startLocal({
    port: 0,
    log: silentLog,
    database: databaseUnderTest(),
    ...options,
  });
  return { ...hubAt(system.url, system.token), close: () => system.close() };
}

/** A hub that runs elsewhere. */
export function hubAt(url: string, token: string): Omit<Hub, 'close'> {
  async function send(
    target: string,
    method: string,
    headers: Record<string, string>,
    text?: string,
  ): Promise<Answer> {
    const response = await fetch(target, { method, headers, ...(text === undefined ? {} : { body: text }) });
    const body = await response.text();
    return { status: response.status, headers: response.headers, body: parse(body) };
  }
  return {
    url,
    token,
    call(method, path, { body, headers = {}, token: own = token, text } = {}) {
      const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
      return send(
        `${url}${path}`,
        method,
        {
          ...(own === null ? {} : { authorization: `Bearer ${own}` }),
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        sent,
      );
    },
    control(method, path, body) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      return send(
        `${url}/_local${path}`,
        method,
        text === undefined ? {} : { 'content-type': 'application/json' },
        text,
      );
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export interface SeededBet {
  readonly betId: string;
  readonly path: string;
}

/** Puts a bet of player p1 into the GR8 simulator: 100 EUR at stake, worth 92.50 unless said otherwise. */
export async function seedGr8Bet(
  hub: Pick<Hub, 'control'>,
  given: Readonly<Record<string, unknown>> = {},
): Promise<SeededBet> {
  const betId = randomUUID();
  const bet = { betId, playerId: 'p1', stake: '100.00', currency: 'EUR', cashoutValue: '92.50', ...given };
  const seeded = await hub.control('POST', '/simulators/gr8/bets', bet);
  if (seeded.status !== 201) throw new Error(`not seeded: ${seeded.status} ${JSON.stringify(seeded.body)}`);
  return { betId, path: `/v1/bets/gr8/${betId}` };
}

export interface AskOptions {
  readonly key?: string;
  readonly amount?: string;
  readonly priceChange?: 'none' | 'rise' | 'any';
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Asks for a full cashout of a seeded bet. */
export function cashOut(hub: Pick<Hub, 'call'>, bet: SeededBet, options: AskOptions = {}): Promise<Answer> {
  const { key = randomUUID(), amount = '92.50', priceChange = 'none', body = {} } = options;
  return hub.call('POST', `${bet.path}/cashouts`, {
    headers: { 'idempotency-key': key },
    body: { playerId: 'p1', amount: { value: amount, currency: 'EUR' }, priceChange, ...body },
  });
}

/** What the simulated GR8 itself did with the bet. */
export async function truthOf(hub: Pick<Hub, 'control'>, { betId }: SeededBet): Promise<Answer['body']> {
  return (await hub.control('GET', `/simulators/gr8/bets/${betId}`)).body;
}

/** The money POSTs the simulated GR8 received for this bet. */
export async function sentFor(
  hub: Pick<Hub, 'control'>,
  { betId }: SeededBet,
): Promise<readonly Answer['body'][]> {
  const { body } = await hub.control('GET', '/simulators/gr8/requests');
  return body.requests.filter(
    (request: { method: string; path: string; body: string }) =>
      request.method === 'POST' && request.path.includes('/bet/cashout') && request.body.includes(betId),
  );
}

/** The events of this bet, once everything in flight is done. */
export async function eventsOf(
  hub: Pick<Hub, 'control'>,
  { betId }: SeededBet,
): Promise<readonly Answer['body'][]> {
  await hub.control('POST', '/drain');
  const { body } = await hub.control('GET', '/events');
  return body.events.filter((event: Answer['body']) => event.detail.data.betId === betId);
}

export async function eventTypesOf(hub: Pick<Hub, 'control'>, bet: SeededBet): Promise<readonly string[]> {
  return (await eventsOf(hub, bet)).map((event) => event['detail-type']);
}

export async function setFault(
  hub: Pick<Hub, 'control'>,
  fault: Readonly<Record<string, unknown>>,
): Promise<void> {
  const set = await hub.control('POST', '/simulators/gr8/faults', fault);
  if (set.status >= 300) throw new Error(`fault not set: ${set.status} ${JSON.stringify(set.body)}`);
}
