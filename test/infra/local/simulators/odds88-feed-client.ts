import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Odds88FeedData } from '../../../../lib/contracts/native/odds88-feed.ts';
import { eventually } from '../eventually.ts';
import { type RunningOdds88, subscribePath } from './running-odds88.ts';

export interface ConnectOptions {
  readonly revision?: number | string;
  /** Instead of those with a token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it sends pings back; @default true. */
  readonly echo?: boolean;
}

export interface FeedClient {
  readonly socket: WebSocket;
  /** What came that is no ping, oldest first. */
  readonly values: readonly Odds88FeedData[];
  readonly pings: readonly string[];
  /** Resolves to the values once there are so many, and throws when there are more. */
  valuesOf(count: number): Promise<readonly Odds88FeedData[]>;
  pinged(count: number): Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): Promise<void>;
}

/** The status a handshake was refused with, or the connection. */
export type Connected = { readonly refused: number; readonly body: string } | { readonly feed: FeedClient };

/** Tries once to connect to the feed. */
export async function tryToConnect(odds88: RunningOdds88, options: ConnectOptions = {}): Promise<Connected> {
  const { revision, echo = true } = options;
  const headers = options.headers ?? { Authorization: `Bearer ${await odds88.token()}` };
  const query = revision === undefined ? '' : `?revision=${revision}`;
  const socket = new WebSocket(`${odds88.feedUrl}${query}`, { headers });
  onTestFinished(() => socket.terminate());
  const values: Odds88FeedData[] = [];
  const pings: string[] = [];
  let wake = (): void => undefined;

  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  const closed: FeedClient['closed'] = new Promise((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  socket.on('error', () => undefined);
  socket.on('message', (message) => {
    const { pingId, data } = JSON.parse(String(message));
    if (data !== null) values.push(data);
    if (pingId !== null) {
      pings.push(pingId);
      if (echo) socket.send(JSON.stringify({ pingId }));
    }
    wake();
  });

  const feed: FeedClient = {
    socket,
    values,
    pings,
    closed,
    async valuesOf(count) {
      await until(() => values.length >= count);
      if (values.length > count) throw new Error(`more than ${count}: ${JSON.stringify(values)}`);
      return values;
    },
    pinged: (count) => until(() => pings.length >= count),
    async close() {
      socket.close();
      await closed;
    },
  };
  return new Promise((resolve) => {
    socket.on('open', () => resolve({ feed }));
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ refused: response.statusCode ?? 0, body }));
    });
    void closed.then(() => resolve({ refused: 0, body: '' }));
  });
}

export async function connect(odds88: RunningOdds88, options: ConnectOptions = {}): Promise<FeedClient> {
  const connected = await tryToConnect(odds88, options);
  if ('feed' in connected) return connected.feed;
  throw new Error(`refused with ${connected.refused}: ${connected.body}`);
}

export async function subscribe(odds88: RunningOdds88, ...betIds: readonly string[]): Promise<void> {
  const { status } = await odds88.post(subscribePath, { betIds });
  if (status !== 200) throw new Error(`not subscribed: ${status}`);
}

export async function worth(odds88: RunningOdds88, betId: string, cashoutValue: string): Promise<void> {
  await odds88.control('PATCH', `/bets/${betId}`, { cashoutValue });
}

/** A bet of its own as the last thing that is told: what did not come before it does not come any more. */
export async function nothingMore(
  odds88: RunningOdds88,
  { values }: FeedClient,
): Promise<readonly Odds88FeedData[]> {
  const marker = `marker-${values.length}`;
  await odds88.seed({ betId: marker });
  await subscribe(odds88, marker);
  await eventually('the marker', async () => {
    await odds88.control('GET', '/feed');
    return values.some(({ betId }) => betId === marker);
  });
  return values.filter(({ betId }) => !betId.startsWith('marker-'));
}

/** `id1 4`, `id1 unavailable`, `id1 cashed out 4`. */
export function short({ betId, status, amount }: Odds88FeedData): string {
  const value = amount === null ? '–' : String(amount.localAmount / 10 ** amount.precision);
  return [betId, ['', '', 'unavailable ', 'cashed out '][status] ?? '?', value].join(' ').replace(/ +/g, ' ');
}

export interface FeedState {
  readonly connections: number;
  readonly connects: readonly { at: string; revision: number | null; refused?: number }[];
}

export async function feedState(odds88: RunningOdds88): Promise<FeedState> {
  return (await odds88.control('GET', '/feed')).json() as FeedState;
}
