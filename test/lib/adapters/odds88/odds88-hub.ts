import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import { memoryWatchStore } from '../../../../lib/adapters/memory/watch-store.ts';
import { odds88Client } from '../../../../lib/adapters/odds88/client.ts';
import { type Odds88Settings, odds88SettingsSchema } from '../../../../lib/adapters/odds88/settings.ts';
import { type Currency, knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { Money } from '../../../../lib/domain/money/money.ts';
import type { PlaceOutcome, PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import type { WatchStore } from '../../../../lib/ports/watch-store.ts';
import { type Answer, type LocalServer, type Received, startLocalServer } from '../http/local-server.ts';

export const start = Date.UTC(2026, 10, 21, 12);
export const betId = 'id1';

/** What a stand-in for Odds88 answers, call by call; the last answer of a list goes on for ever. */
export interface Answers {
  readonly login?: readonly Answer[];
  readonly cashout?: readonly Answer[];
  readonly subscribe?: readonly Answer[];
  readonly unsubscribe?: readonly Answer[];
}

type Operation = keyof Answers;

export interface Hub extends ReturnType<typeof odds88Client> {
  readonly clock: ReturnType<typeof manualClock>;
  readonly settings: Odds88Settings;
  readonly server: LocalServer;
  readonly watches: WatchStore;
  /** Requests to one path, oldest first. */
  readonly seen: (operation: Operation) => readonly Received[];
  /** Everything logged, as one text. */
  readonly logged: () => string;
}

const operations: Readonly<Record<string, Operation>> = {
  '/api/Account/login': 'login',
  '/api/Cashout': 'cashout',
  '/api/Cashout/subscribe': 'subscribe',
  '/api/Cashout/unsubscribe': 'unsubscribe',
};

/** A client talking to a real local server that stands in for Odds88. */
export async function aHub(answers: Answers = {}, changes: Partial<Odds88Settings> = {}): Promise<Hub> {
  const clock = manualClock(start);
  // Whoever waits moves the time on by waiting: a login that follows another one does.
  return aHubOn(clock, { ...clock, sleep: (ms) => clock.advance(ms) }, answers, changes);
}

/** The same, where the client reads the time from another clock than the one the test moves. */
export async function aHubOn(
  clock: ReturnType<typeof manualClock>,
  clientClock: Clock,
  answers: Answers,
  changes: Partial<Odds88Settings> = {},
): Promise<Hub> {
  const calls = { login: 0, cashout: 0, subscribe: 0, unsubscribe: 0 };
  const empty = json(200, '');
  const script = { login: [tokens], cashout: [paid], subscribe: [empty], unsubscribe: [empty], ...answers };
  const server = await startLocalServer((request, response) => {
    const operation = operations[request.path];
    if (operation === undefined) return json(404, '')(request, response);
    const answer = script[operation][Math.min(calls[operation], script[operation].length - 1)];
    calls[operation] += 1;
    return answer?.(request, response);
  });
  const settings = {
    ...odds88SettingsSchema.parse({
      baseUrl: server.url,
      feedUrl: `ws${server.url.slice(4)}/feed/cashout/v2`,
      clientId: 'client "1"',
      password: 's3cret&password',
    }),
    ...changes,
  };
  const watches = memoryWatchStore();
  const lines: unknown[] = [];
  const write = (...all: readonly unknown[]) => void lines.push(all.map(String));
  const client = odds88Client({
    settings: async () => settings,
    currencies: knownCurrencies({ XTOK: 6 }),
    clock: clientClock,
    ids: { next: () => 'container-1' },
    tokens: memoryTokenStore(),
    leases: memoryLeaseStore(),
    watches,
    log: {
      info: (message, fields) => write(message, JSON.stringify(fields)),
      warn: (message, fields) => write(message, JSON.stringify(fields)),
      error: (message, fault, fields) => write(message, fault, JSON.stringify(fields)),
    },
  });
  const seen = (operation: Operation) => server.requests.filter(({ path }) => operations[path] === operation);
  return { ...client, clock, settings, server, watches, seen, logged: () => JSON.stringify(lines) };
}

export function json(status: number, body: string): Answer {
  return (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  };
}

/** Pays what was sent. */
export const paid: Answer = (request, response) => {
  const { betId, amount } = JSON.parse(request.body);
  const payload = { betId, localAmount: amount.localAmount };
  return json(200, JSON.stringify({ success: true, reason: null, payload }))(request, response);
};

/** Hands out `s3cret-1`, `s3cret-2`, …: no two logins get the same. */
let serial = 0;
export const tokens: Answer = (request, response) => {
  serial += 1;
  return json(200, `"s3cret-${serial}"`)(request, response);
};

export function amount(value: string, currency: string | null = 'EUR'): Money {
  return { value: decimal(value), currency: currency as Currency | null };
}

export function aRequest(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return {
    betId,
    playerId: 'p1',
    kind: 'full',
    amount: amount('90'),
    stake: null,
    priceChange: 'any',
    sendBefore: start + 10_000,
    answerBy: start + 25_000,
    ...changes,
  };
}

/** Places one cashout at a fresh stand-in. */
export async function place(answers: Answers, changes: Partial<PlaceRequest> = {}) {
  const hub = await aHub(answers);
  return { hub, outcome: await hub.cashouts.place(aRequest(changes)) };
}

/** `accepted 90`, `declined price-changed`, `unclear`, `never-sent provider-throttled`. */
export function short(outcome: PlaceOutcome): string {
  switch (outcome.outcome) {
    case 'accepted':
      return `accepted ${outcome.amount.value}`;
    case 'unclear':
      return 'unclear';
    default:
      return `${outcome.outcome} ${outcome.reason.code}`;
  }
}
