import { onTestFinished } from 'vitest';
import { startSimulators } from '../../../../infra/local/simulators/start-simulators.ts';
import { type ManualClock, manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { eventually } from '../eventually.ts';

export const start = Date.parse('2026-03-01T12:00:00.000Z');

/** The bet of the provider's own examples. */
export const betId = '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f';
export const otherBetId = '1e82309c-9027-45ee-ba3d-0a667b83bc5a';

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The body parsed; throws when it is no JSON. */
  json(): unknown;
}

export interface Call {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface RunningGr8 {
  readonly url: string;
  readonly clock: ManualClock;
  /** What the simulators logged as their own failures. */
  readonly errors: readonly unknown[];
  readonly providers: Awaited<ReturnType<typeof startSimulators>>['providers'];
  close(): Promise<void>;
  /** A call of the control API; `path` starts after `/_local/simulators/gr8`. */
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  seed(bet?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** The provider's own truth of the bet. */
  truth(betId?: string): Promise<unknown>;
  fault(fault: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** A call of the simulated provider, let in unless `headers` say otherwise. */
  gr8(method: string, target: string, call?: Call): Promise<Reply>;
  /** Resolves once the provider has been sent this many calls. */
  received(count: number): Promise<void>;
  token(): Promise<string>;
}

/** Simulators on a port and a clock of their own, gone when the test is over. */
export async function runningSimulators(): Promise<RunningGr8> {
  const clock = manualClock(start);
  const errors: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: string, fault: unknown) => void errors.push(fault),
  };
  const simulators = await startSimulators({ clock, port: 0, log });
  onTestFinished(() => simulators.close());
  const { url, providers } = simulators;
  const { gr8 } = providers;
  let shared: string | undefined;

  async function token(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: gr8.clientId,
      client_secret: gr8.clientSecret,
    });
    const answer = await request(gr8.tokenUrl, { method: 'POST', body: form });
    return (answer.json() as { access_token: string }).access_token;
  }

  async function allowedHeaders(): Promise<Record<string, string>> {
    shared ??= await token();
    return {
      Authorization: `Bearer ${shared}`,
      'X-Operator-Id': gr8.operatorId,
      'X-Brand': gr8.brand,
      'X-Player-Id': 'p1',
      'Content-Type': 'application/json',
    };
  }

  const control: RunningGr8['control'] = (method, path, body) =>
    request(`${url}/_local/simulators/gr8${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  return {
    url,
    clock,
    errors,
    providers,
    close: simulators.close,
    control,
    token,
    seed: (bet = {}) =>
      control('POST', '/bets', {
        betId,
        playerId: 'p1',
        stake: '100.00',
        currency: 'EUR',
        cashoutValue: '99.0',
        ...bet,
      }),
    truth: async (id = betId) => (await control('GET', `/bets/${id}`)).json(),
    fault: (fault) => control('POST', '/faults', fault),
    async gr8(method, target, call = {}) {
      const headers = { ...(await allowedHeaders()), ...call.headers };
      return request(`${gr8.baseUrl}${target}`, { method, ...call, headers });
    },
    received: (count) =>
      eventually(`${count} calls of the provider`, async () => {
        const { requests } = (await control('GET', '/requests')).json() as { requests: unknown[] };
        return requests.length >= count;
      }),
  };
}

export async function request(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, json: () => JSON.parse(text) };
}

export const cashoutPath = '/v1/sport/v1/bet/cashout';
export const forcedPath = '/v1/sport/v0/bet/forced-cashout';
export const partialPath = '/v1/sport/v1/bet/partial-cashout';

export function fullCashout(amount = 99, priceChangePolicy: string | number = 'None'): Call {
  return { body: JSON.stringify({ betId, amount, priceChangePolicy }) };
}
