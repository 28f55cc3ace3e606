import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { type Answer, cashOut as cashOutAt, type Hub, type SeededBet } from './hub.ts';

type Control = Pick<Hub, 'control'>;

/** Puts a bet into the Odds88 simulator: 100 USD at stake, worth 90.00 unless said otherwise. */
export async function seedOdds88Bet(
  hub: Control,
  given: Readonly<Record<string, unknown>> = {},
): Promise<SeededBet> {
  const betId = `o-${randomUUID()}`;
  const bet = { betId, stake: '100.00', currency: 'USD', cashoutValue: '90.00', ...given };
  const seeded = await hub.control('POST', '/simulators/odds88/bets', bet);
  if (seeded.status !== 201) throw new Error(`not seeded: ${seeded.status} ${JSON.stringify(seeded.body)}`);
  return { betId, path: `/v1/bets/odds88/${betId}` };
}

export interface Odds88Asked {
  readonly key?: string;
  readonly amount?: string;
  readonly priceChange?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Asks for a full cashout through the hub's own API; this provider needs no player. */
export function cashOutOdds88(
  hub: Pick<Hub, 'call'>,
  bet: SeededBet,
  asked: Odds88Asked = {},
): Promise<Answer> {
  const { amount = '90.00', priceChange = 'none', body, ...rest } = asked;
  return cashOutAt(hub, bet, {
    ...rest,
    body: { playerId: undefined, amount: { value: amount, currency: 'USD' }, priceChange, ...body },
  });
}

/** What the simulated Odds88 itself did with the bet. */
export async function odds88Truth(hub: Control, { betId }: SeededBet): Promise<Answer['body']> {
  return (await hub.control('GET', `/simulators/odds88/bets/${betId}`)).body;
}

export function changeOdds88Bet(hub: Control, { betId }: SeededBet, changes: object): Promise<Answer> {
  return hub.control('PATCH', `/simulators/odds88/bets/${betId}`, changes);
}

/** Every call of that path the simulated Odds88 received, their bodies parsed. */
export async function odds88Calls(
  hub: Control,
  path: string,
): Promise<readonly { readonly body: Answer['body']; readonly headers: Record<string, string> }[]> {
  const { body } = await hub.control('GET', '/simulators/odds88/requests');
  return body.requests
    .filter((request: { path: string }) => request.path === path)
    .map((request: { body: string; headers: Record<string, string> }) => ({
      headers: request.headers,
      body: JSON.parse(request.body),
    }));
}

/** The calls of that path that named this bet. */
export async function odds88CallsFor(hub: Control, path: string, { betId }: SeededBet) {
  const calls = await odds88Calls(hub, path);
  return calls.filter(({ body }) => body.betId === betId || body.betIds?.includes(betId));
}

export async function odds88Fault(hub: Control, fault: Readonly<Record<string, unknown>>): Promise<void> {
  const set = await hub.control('POST', '/simulators/odds88/faults', fault);
  if (set.status >= 300) throw new Error(`fault not set: ${set.status} ${JSON.stringify(set.body)}`);
}

export const odds88Path = {
  login: '/api/Account/login',
  subscribe: '/api/Cashout/subscribe',
  unsubscribe: '/api/Cashout/unsubscribe',
  cashout: '/api/Cashout',
} as const;

/** Resolves once the reader has its connection: what is told before may come with a later message. */
export async function feedConnected(hub: Control): Promise<void> {
  const isConnected = async () =>
    (await hub.control('GET', '/simulators/odds88/feed')).body.connections === 1;
  await vi.waitUntil(isConnected, { timeout: 10_000 });
}
