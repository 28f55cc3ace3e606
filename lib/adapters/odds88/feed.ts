import { odds88FeedRevision, readFeedMessage } from '../../contracts/native/odds88-feed.ts';
import { type Currencies, parseCurrency } from '../../domain/money/currency.ts';
import type { Feed, FeedConnectResult, FeedEvent } from '../../ports/feed.ts';
import type { Log } from '../../ports/telemetry.ts';
import { type Odds88Calls, settingsOf } from './calls.ts';
import { shakeHands } from './feed-handshake.ts';
import type { Odds88Settings } from './settings.ts';

/** The query's parameter for the token, where it does not go into the header. */
const tokenParameter = 'token';

/**
 * Odds88's cashout feed. After a 401 it gets another token and ends the attempt all the same: the provider counts
 * handshakes, and a second one is for whoever counts them to begin.
 */
export function odds88Feed(calls: Odds88Calls, currencies: Currencies): Feed {
  const { token, clock, log } = calls;
  return {
    async connect(revision, by, signal) {
      const settings = await settingsOf(calls);
      if (settings === undefined) return notBegun('settings not available');
      const found = await unlessAborted(token.get(by), signal);
      if (found === null) return notBegun('given up');
      if (found.kind === 'no-token') return notBegun(`no token: ${found.cause}`);
      const { authorization } = found;
      const address = addressOf(settings, revision, authorization);
      const read = feedReader(currencies, log);
      const { result, status } = await shakeHands({ ...address, read, by, signal }, clock);
      if (status === 401) await unlessAborted(token.refresh(authorization, by), signal);
      if (result.kind === 'failed') return result;
      return { ...result, silentAfterMs: settings.feedSilentAfterMs };
    },
  };
}

function notBegun(cause: string): FeedConnectResult {
  return { kind: 'failed', cause, begun: false };
}

/** Null when the signal aborts first; the work goes on for whoever asks next. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const done = new AbortController();
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { signal: done.signal });
  });
  return Promise.race([work, aborted]).finally(() => done.abort());
}

function addressOf({ feedUrl, feedTokenIn }: Odds88Settings, revision: number, authorization: string) {
  const url = new URL(feedUrl);
  url.searchParams.set(odds88FeedRevision, String(revision));
  if (feedTokenIn === 'header') return { url: url.href, headers: { Authorization: authorization } };
  url.searchParams.set(tokenParameter, authorization.slice(authorization.indexOf(' ') + 1));
  return { url: url.href, headers: {} };
}

/** Reads the messages of one connection. */
function feedReader(currencies: Currencies, log: Log): (text: string) => readonly FeedEvent[] {
  const logged = new Set<string>();
  // Each kind of trouble once: a feed that changed its shape would fill the log.
  const once = (problem: string): void => {
    if (!logged.has(problem)) log.warn('odds88 feed message unreadable', { problem });
    logged.add(problem);
  };
  return (text) => {
    const message = readFeedMessage(text);
    const events: FeedEvent[] = [];
    if (message.pingId !== null) events.push({ kind: 'ping', pingId: message.pingId });
    if (message.kind === 'unreadable') {
      once(message.problem);
      events.push({ kind: 'unreadable' });
    }
    if (message.kind === 'value') {
      const { amount, ...said } = message.value;
      const currency = amount === null ? undefined : parseCurrency(amount.currency, currencies);
      // An amount of a currency nobody knows is no amount: taken for one of the bet's own it would be a lie.
      const known = amount === null || currency === undefined ? null : { ...amount, currency };
      if (amount !== null && known === null) once('amount.currency is none this hub knows');
      events.push({ kind: 'value', value: { ...said, amount: known } });
    }
    return events;
  };
}
