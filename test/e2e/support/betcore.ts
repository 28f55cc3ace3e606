import { randomUUID } from 'node:crypto';
import { betcoreSettingsSchema } from '../../../lib/adapters/betcore/settings.ts';
import { sign } from '../../../lib/adapters/betcore/signature.ts';
import type { Answer, Hub } from './hub.ts';

export interface BetcoreBet {
  readonly sessionId: string;
  readonly betcoreBetId: string;
}

export function newBetcoreBet(): BetcoreBet {
  return { sessionId: randomUUID(), betcoreBetId: randomUUID() };
}

/** What BETCORE's simulator has of a session. */
export async function sessionOf(
  hub: Pick<Hub, 'control'>,
  { sessionId }: Pick<BetcoreBet, 'sessionId'>,
): Promise<Answer['body']> {
  return (await hub.control('GET', `/simulators/betcore/sessions/${sessionId}`)).body;
}

/** The attempts BETCORE received for this bet. */
export async function attemptsFor(
  hub: Pick<Hub, 'control'>,
  { betcoreBetId }: Pick<BetcoreBet, 'betcoreBetId'>,
): Promise<readonly Answer['body'][]> {
  const { requests } = (await hub.control('GET', '/simulators/betcore/requests')).body;
  return requests.filter(({ body }: { body: string }) => body.includes(betcoreBetId));
}

export async function betcoreFault(
  hub: Pick<Hub, 'control'>,
  fault: Readonly<Record<string, unknown>>,
): Promise<void> {
  const body = { operation: 'pay-out', times: 1, ...fault };
  const set = await hub.control('POST', '/simulators/betcore/faults', body);
  if (set.status >= 300) throw new Error(`fault not set: ${set.status} ${JSON.stringify(set.body)}`);
}

/** The events of this pay-out as the bus carried them. */
export async function payOutEventsOf(
  hub: Pick<Hub, 'control'>,
  { betcoreBetId }: Pick<BetcoreBet, 'betcoreBetId'>,
): Promise<readonly Answer['body'][]> {
  const { events } = (await hub.control('GET', '/events')).body;
  return events.filter(
    (event: Answer['body']) =>
      event['detail-type'].startsWith('PayOut') && event.detail.data.betcoreBetId === betcoreBetId,
  );
}

export interface NativeCall {
  readonly body?: string;
  readonly requestId?: string;
  /** How far the caller's clock is off. */
  readonly offMs?: number;
  readonly secret?: string;
  /** In place of those that were signed. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the hub's copy of BETCORE's path as an integration does that has BETCORE's secret. */
export async function callBetcorePath(
  hub: Omit<Hub, 'close'>,
  bet: BetcoreBet,
  given: NativeCall = {},
): Promise<Answer> {
  const { providers } = (await hub.control('GET', '/info')).body;
  const now = Date.parse((await hub.control('POST', '/clock', { advanceMs: 0 })).body.now);
  const settings = betcoreSettingsSchema.parse(providers.betcore);
  const { counterpartyId } = settings;
  const path = `/v1/sessions/${bet.sessionId}/bets/pay-out`;
  const body = given.body ?? JSON.stringify({ betId: bet.betcoreBetId, winAmount: 55.25, winOdd: 11.05 });
  const requestId = given.requestId ?? randomUUID().replaceAll('-', '');
  const timestamp = String(now + (given.offMs ?? 0));
  const message = { body, counterpartyId, timestamp, requestId, method: 'POST', path };
  return hub.call('POST', path, {
    token: null,
    text: body,
    headers: {
      'X-Counterparty-Id': counterpartyId,
      'X-Timestamp': timestamp,
      'X-Request-Id': requestId,
      'X-Sign': sign(message, given.secret ?? settings.secret, settings.signature),
      ...given.headers,
    },
  });
}
