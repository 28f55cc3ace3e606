import { eventually } from '../eventually.ts';
import { type Call, type Reply, type RunningGr8, request, runningSimulators } from './running-simulators.ts';

export const loginPath = '/api/Account/login';
export const subscribePath = '/api/Cashout/subscribe';
export const unsubscribePath = '/api/Cashout/unsubscribe';
export const cashoutPath = '/api/Cashout';

/** The bet of the provider's own samples. */
export const betId = 'id1';

export interface RunningOdds88 extends Pick<RunningGr8, 'url' | 'clock' | 'errors' | 'close'> {
  /** A call of the control API; `path` starts after `/_local/simulators/odds88`. */
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  seed(bet?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** The provider's own truth of the bet. */
  truth(betId?: string): Promise<unknown>;
  fault(fault: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** With the right credentials unless said otherwise. */
  login(credentials?: unknown): Promise<Reply>;
  readonly feedUrl: string;
  /** The one that `post` is let in with. */
  token(): Promise<string>;
  /** A POST of the simulated provider, let in unless `headers` say otherwise. */
  post(path: string, body: unknown, call?: Call): Promise<Reply>;
  /** Resolves once the provider has been sent this many calls, the login of `post` included. */
  received(count: number): Promise<void>;
}

/** Simulators on a port and a clock of their own, gone when the test is over. */
export async function runningOdds88(): Promise<RunningOdds88> {
  const { url, clock, errors, close, providers } = await runningSimulators();
  const { baseUrl, feedUrl, clientId, password } = providers.odds88;
  let shared: Promise<string> | undefined;

  const control: RunningOdds88['control'] = (method, path, body) =>
    request(`${url}/_local/simulators/odds88${path}`, {
      method,
      ...(body === undefined ? {} : { body: textOf(body) }),
    });

  const login: RunningOdds88['login'] = (credentials = { clientId, password }) =>
    request(`${baseUrl}${loginPath}`, { method: 'POST', headers: json, body: textOf(credentials) });

  const token: RunningOdds88['token'] = () => {
    shared ??= login().then((answer) => answer.json() as string);
    return shared;
  };

  return {
    url,
    feedUrl,
    clock,
    errors,
    close,
    control,
    login,
    token,
    seed: (bet = {}) =>
      control('POST', '/bets', { betId, stake: '100', currency: 'USD', cashoutValue: '4', ...bet }),
    truth: async (id = betId) => (await control('GET', `/bets/${encodeURIComponent(id)}`)).json(),
    fault: (fault) => control('POST', '/faults', { times: 1, ...fault }),
    async post(path, body, call = {}) {
      const headers = { ...json, Authorization: `Bearer ${await token()}`, ...call.headers };
      return request(`${baseUrl}${path}`, { ...call, method: 'POST', headers, body: textOf(body) });
    },
    async received(count) {
      const recorded = async (): Promise<number> => {
        const { requests } = (await control('GET', '/requests')).json() as { requests: unknown[] };
        return requests.length;
      };
      await eventually(`${count} calls of the provider`, async () => (await recorded()) >= count);
    },
  };
}

const json = { 'Content-Type': 'application/json' };

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
