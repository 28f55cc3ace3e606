import { randomUUID } from 'node:crypto';
import { betcorePayOuts } from '../../../../lib/adapters/betcore/client.ts';
import { betcoreSettingsSchema } from '../../../../lib/adapters/betcore/settings.ts';
import { sign } from '../../../../lib/adapters/betcore/signature.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import { silentLog } from '../../../support/silent.ts';
import { eventually } from '../eventually.ts';
import { type Reply, request, runningSimulators } from './running-simulators.ts';

export interface SignedCall {
  readonly method?: string;
  /** Below the base URL. */
  readonly path?: string;
  readonly body?: string;
  readonly requestId?: string;
  readonly timestamp?: string;
  readonly counterpartyId?: string;
  readonly secret?: string;
  /** In place of those that were signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const payOutPath = '/v1/sessions/s1/bets/pay-out';
export const pageBody = '{"betId":"4178696881","winAmount":55.25,"winOdd":11.05}';

/** BETCORE's simulator, with the hub's own client of it. */
export async function runningBetcore() {
  const { url, clock, providers } = await runningSimulators();
  const { betcore } = providers;
  const settings = betcoreSettingsSchema.parse(betcore);

  function call(given: SignedCall = {}): Promise<Reply> {
    const { method = 'POST', path = payOutPath, body = pageBody, secret = betcore.secret } = given;
    const { counterpartyId = betcore.counterpartyId, timestamp = String(clock.now()) } = given;
    const requestId = given.requestId ?? randomUUID().replaceAll('-', '');
    const message = { body, counterpartyId, timestamp, requestId, method, path };
    return request(`${betcore.baseUrl}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'X-Counterparty-Id': counterpartyId,
        'X-Timestamp': timestamp,
        'X-Request-Id': requestId,
        'X-Sign': sign(message, secret, settings.signature),
        ...given.headers,
      },
      ...(method === 'GET' ? {} : { body }),
      ...(given.signal === undefined ? {} : { signal: given.signal }),
    });
  }

  const control = (method: string, path: string, body?: object): Promise<Reply> =>
    request(`${url}/_local/simulators/betcore${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const client = betcorePayOuts({
    settings: async () => settings,
    clock,
    ids: randomIds(),
    log: silentLog,
  });

  return {
    clock,
    betcore,
    call,
    control,
    fault: (fault: object) => control('POST', '/faults', { operation: 'pay-out', times: 1, ...fault }),
    session: async (sessionId = 's1') => (await control('GET', `/sessions/${sessionId}`)).json(),
    balance: (sessionId = 's1') =>
      call({ method: 'GET', path: `/v1/sessions/${sessionId}/balance`, body: '' }),
    /** One attempt of the hub's own. */
    pay: (betcoreBetId = '4178696881', amount = '55.25') =>
      client.payOut({
        sessionId: 's1',
        betcoreBetId,
        amount: money(decimal(amount), 'EUR' as Currency),
        winOdd: decimal('11.05'),
      }),
    received: (count: number) =>
      eventually(`${count} calls of the provider`, async () => {
        const { requests } = (await control('GET', '/requests')).json() as { requests: unknown[] };
        return requests.length >= count;
      }),
  };
}
