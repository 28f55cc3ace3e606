import { type Answer, type Hub, type SeededBet, seedGr8Bet } from './hub.ts';

export const fullPath = '/v1/sport/v1/bet/cashout';
export const partialPath = '/v1/sport/v1/bet/partial-cashout';
export const forcedPath = '/v1/sport/v0/bet/forced-cashout';

/** What an integration already sends to GR8. */
const gr8Headers = { 'X-Operator-Id': '9', 'X-Brand': 'b', 'X-Player-Id': 'p1' };

export type NativeHeaders = Readonly<Record<string, string | undefined>>;

export interface NativeOptions {
  readonly text?: string;
  /** Undefined leaves a header out. */
  readonly headers?: NativeHeaders;
  readonly token?: string;
}

/** A 200 of the three POSTs: its status and its body to the byte. */
export function result(bet: SeededBet, amount: string, outcome: string): [number, string] {
  return [200, `{"betId":"${bet.betId}","amount":${amount},"result":"${outcome}"}`];
}

/** Calls of an integration that knows nothing but GR8's page, on a hub that runs by the time they are made. */
export function gr8Native(hubNow: () => Hub) {
  /** The answer to the byte. */
  async function native(method: string, target: string, { text, headers = {}, token }: NativeOptions = {}) {
    const hub = hubNow();
    const given = { ...gr8Headers, 'Content-Type': 'application/json', ...headers };
    const sent = Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    const response = await fetch(`${hub.url}${target}`, {
      method,
      headers: { authorization: `Bearer ${token ?? hub.token}`, ...Object.fromEntries(sent) },
      ...(text === undefined ? {} : { body: text }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }

  function full(bet: SeededBet, amount = '92.50', policy = '"None"', headers: NativeHeaders = {}) {
    const text = `{"betId":"${bet.betId}","amount":${amount},"priceChangePolicy":${policy}}`;
    return native('POST', fullPath, { text, headers });
  }

  function partial(
    { betId }: SeededBet,
    betAmount: string,
    amount: string,
    { policy = '"Any"', headers = {} }: { readonly policy?: string; readonly headers?: NativeHeaders } = {},
  ) {
    const text = `{"betId":"${betId}","betAmount":${betAmount},"amount":${amount},"priceChangePolicy":${policy}}`;
    return native('POST', partialPath, { text, headers });
  }

  function forced({ betId }: SeededBet, amount = '99.0', options: NativeOptions = {}) {
    return native('POST', forcedPath, { text: `{"betId":"${betId}","amount":${amount}}`, ...options });
  }

  return {
    native,
    full,
    partial,
    forced,
    /** The bet as the hub's own API shows it. */
    async hubView(bet: SeededBet): Promise<Answer['body']> {
      return (await hubNow().call('GET', bet.path)).body;
    },
    async register(bet: SeededBet, stake = '100.00'): Promise<Answer> {
      const body = { playerId: 'p1', stake: { value: stake, currency: 'EUR' } };
      return hubNow().call('PUT', bet.path, { body });
    },
    async seedExample(betId: string, bet: Readonly<Record<string, unknown>>): Promise<SeededBet> {
      await seedGr8Bet(hubNow(), { betId, ...bet });
      return { betId, path: `/v1/bets/gr8/${betId}` };
    },
    /** The money POSTs the simulated GR8 received for this bet, whatever their path. */
    async moneyPosts({ betId }: SeededBet): Promise<readonly { path: string; body: string }[]> {
      const { body } = await hubNow().control('GET', '/simulators/gr8/requests');
      return body.requests.filter(
        (sent: { method: string; body: string }) => sent.method === 'POST' && sent.body.includes(betId),
      );
    },
  };
}
