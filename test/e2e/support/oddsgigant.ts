import { randomUUID } from 'node:crypto';
import type { Answer, Hub, SeededBet } from './hub.ts';

/** The ticket of OddsGigant's page: 4.674329 fair, 4.20 after a withdrawal of 10 %. */
export const sampleTicket = {
  stake: 5,
  totalOdd: 1.83,
  totalGain: 9.15,
  caSettings: {
    taxRate: 0,
    caWithdrawal: 10,
    maxCaValue: 5000,
    minCaValue: 0.5,
    noCaOutOfLimits: true,
    maxOpenTip: 5,
    inplayMaxOddPerTip: 6,
    maxTipCount: 15,
  },
  caBets: [
    { matchid: '111', odd: 1.22, oddcurrent: 1.45, gamestate: 4, islocked: false },
    { matchid: '222', odd: 1.5, oddcurrent: 1.35, gamestate: 4, islocked: false },
  ],
};

/** One tip, 100 at 20.00, worth `value` now without any withdrawal. */
export function ticketWorth(value: number, settings: object = {}, stake = 100) {
  return {
    stake,
    totalOdd: 20,
    totalGain: stake * 20,
    caSettings: { caWithdrawal: 0, maxCaValue: 100_000, minCaValue: 0, ...settings },
    caBets: [
      { matchid: 'm1', odd: 20, oddcurrent: currentOddFor(value, stake), gamestate: 1, islocked: false },
    ],
  };
}

/** The odd at which a ticket is worth just this, rounded down. */
function currentOddFor(value: number, stake: number): string {
  const unit = 10n ** 12n;
  const cents = BigInt(Math.round(value * 100));
  const odd = (BigInt(stake) * 2_000n * unit) / cents;
  return `${odd / unit}.${String(odd % unit).padStart(12, '0')}`;
}

/** A bet registered for player p1, of which nobody but the hub knows anything. */
export async function registeredBet(
  hub: Pick<Hub, 'call'>,
  stake: { readonly value: string; readonly currency: string } = { value: '100.00', currency: 'EUR' },
): Promise<SeededBet> {
  const bet = aBet();
  const registered = await hub.call('PUT', bet.path, { body: { playerId: 'p1', stake } });
  if (registered.status !== 201) throw new Error(`not registered: ${JSON.stringify(registered.body)}`);
  return bet;
}

export function aBet(): SeededBet {
  const betId = `g-${randomUUID()}`;
  return { betId, path: `/v1/bets/oddsgigant/${betId}` };
}

export interface Asked {
  readonly key?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly priceChange?: string;
  readonly ticket?: unknown;
  /** Makes it a partial cashout. */
  readonly stake?: string;
  readonly body?: object;
}

/** Asks for a cashout of the bet; its ticket is worth 90 and 90 were shown unless said otherwise. */
export function cashOutTicket(hub: Pick<Hub, 'call'>, bet: SeededBet, asked: Asked = {}): Promise<Answer> {
  const { key = randomUUID(), amount = '90.00', currency = 'EUR', ticket = ticketWorth(90) } = asked;
  const { stake, priceChange = 'none', body = {} } = asked;
  const part = stake === undefined ? {} : { stake: { value: stake, currency } };
  return hub.call('POST', `${bet.path}/${stake === undefined ? 'cashouts' : 'partial-cashouts'}`, {
    headers: { 'idempotency-key': key },
    body: { playerId: 'p1', amount: { value: amount, currency }, priceChange, ticket, ...part, ...body },
  });
}

export const nativePath = '/ApiR1/cashout';

export interface Envelope {
  readonly unixTimestamp: number;
  readonly auth: string;
  readonly referenceID: string;
}

/** What every request to OddsGigant's own path carries beside its ticket. */
export async function envelope(hub: Pick<Hub, 'control'>): Promise<Envelope> {
  const { body } = await hub.control('GET', '/info');
  const auth: string = body.providers.oddsgigant.licenceKey;
  return { unixTimestamp: 1_719_826_277, auth, referenceID: '677d53edb49a83a0b2b809c05a6c7ad3' };
}

export async function oddsgigantFault(
  hub: Pick<Hub, 'control'>,
  fault: Readonly<Record<string, unknown>>,
): Promise<void> {
  const set = await hub.control('POST', '/simulators/oddsgigant/faults', {
    operation: 'calculate',
    ...fault,
  });
  if (set.status >= 300) throw new Error(`fault not set: ${set.status} ${JSON.stringify(set.body)}`);
}

/** What the simulated OddsGigant was sent, oldest first. */
export async function oddsgigantRequests(hub: Pick<Hub, 'control'>): Promise<readonly Answer['body'][]> {
  const { body } = await hub.control('GET', '/simulators/oddsgigant/requests');
  return body.requests.map(({ body: text }: { body: string }) => JSON.parse(text));
}
