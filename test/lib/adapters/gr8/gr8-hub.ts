import type { ServerResponse } from 'node:http';
import { gr8Client } from '../../../../lib/adapters/gr8/client.ts';
import type { Gr8Settings } from '../../../../lib/adapters/gr8/settings.ts';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import { type Currency, knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { PlaceOutcome, PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { type Answer, type LocalServer, type Received, startLocalServer } from '../http/local-server.ts';

export const start = Date.UTC(2026, 10, 21, 12);
export const betId = '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f';

/** What a stand-in for GR8 answers, call by call; the last answer of a list goes on for ever. */
export interface Answers {
  readonly token?: readonly Answer[];
  readonly amounts?: readonly Answer[];
  readonly money?: readonly Answer[];
}

export interface Hub extends ReturnType<typeof gr8Client> {
  readonly clock: ReturnType<typeof manualClock>;
  readonly settings: Gr8Settings;
  readonly server: LocalServer;
  /** Requests by what they ask for. */
  readonly seen: {
    token(): readonly Received[];
    amounts(): readonly Received[];
    money(): readonly Received[];
  };
  /** Everything logged, as one text. */
  readonly logged: () => string;
}

/** A client talking to a real local server that stands in for GR8 and its token endpoint. */
export async function aHub(answers: Answers = {}, changes: Partial<Gr8Settings> = {}): Promise<Hub> {
  const clock = manualClock(start);
  // The short pauses between two logins pass by themselves; any longer wait is the test's to end.
  const sleep: Clock['sleep'] = (ms, signal) => (ms <= 500 ? clock.advance(ms) : clock.sleep(ms, signal));
  return aHubOn(clock, { ...clock, sleep }, answers, changes);
}

/** The same, where the client reads the time from another clock than the one the test moves. */
export async function aHubOn(
  clock: ReturnType<typeof manualClock>,
  clientClock: Clock,
  answers: Answers,
  changes: Partial<Gr8Settings> = {},
): Promise<Hub> {
  const calls = { token: 0, amounts: 0, money: 0 };
  const script = { token: [tokens], amounts: [json(200, '[]')], money: [json(200, success)], ...answers };
  const server = await startLocalServer((request, response) => {
    const kind = kindOf(request);
    const answer = script[kind][Math.min(calls[kind], script[kind].length - 1)];
    calls[kind] += 1;
    return answer?.(request, response);
  });
  const settings: Gr8Settings = {
    betIdsStyle: 'repeated',
    deadlineMs: 8_000,
    maxReadsAtOnce: 10,
    baseUrl: server.url,
    tokenUrl: `${server.url}/token`,
    clientId: 'client 1',
    clientSecret: 's3cret&client',
    operatorId: 'operator-1',
    brand: 'brand-1',
    ...changes,
  };
  const lines: unknown[] = [];
  const write = (...all: readonly unknown[]) => void lines.push(all.map(String));
  const client = gr8Client({
    settings: async () => settings,
    currencies: knownCurrencies(),
    clock: clientClock,
    ids: { next: () => 'container-1' },
    tokens: memoryTokenStore(),
    leases: memoryLeaseStore(),
    log: {
      info: (message, fields) => write(message, JSON.stringify(fields)),
      warn: (message, fields) => write(message, JSON.stringify(fields)),
      error: (message, fault, fields) => write(message, fault, JSON.stringify(fields)),
    },
  });
  const only = (kind: keyof typeof calls) => () =>
    server.requests.filter((request) => kindOf(request) === kind);
  const seen = { token: only('token'), amounts: only('amounts'), money: only('money') };
  return { ...client, clock, settings, server, seen, logged: () => JSON.stringify(lines) };
}

export const success = `{"betId":"${betId}","amount":99.0,"result":"Success"}`;

export function json(status: number, body: string): Answer {
  return (_, response: ServerResponse) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  };
}

/** Hands out `s3cret-1`, `s3cret-2`, …: no two logins get the same. */
let serial = 0;
export const tokens: Answer = (request, response) => {
  serial += 1;
  return json(200, `{"access_token":"s3cret-${serial}","token_type":"Custom","expires_in":3600}`)(
    request,
    response,
  );
};

export function aRequest(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return {
    betId,
    playerId: 'p1',
    kind: 'full',
    amount: { value: decimal('99'), currency: 'EUR' as Currency },
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

/** `accepted 99`, `declined price-changed`, `unclear`, `never-sent provider-throttled`. */
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

function kindOf({ method, path }: Received): 'token' | 'amounts' | 'money' {
  if (path === '/token') return 'token';
  return method === 'GET' ? 'amounts' : 'money';
}
