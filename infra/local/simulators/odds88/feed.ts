import type { WebSocket } from 'ws';
import { badRequest, tooManyRequests } from '../../../../lib/contracts/native/odds88-answers.ts';
import { odds88FeedPath, odds88FeedRevision } from '../../../../lib/contracts/native/odds88-feed.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { nativeAnswer } from '../answer.ts';
import { refuseWithoutToken } from '../bearer-token.ts';
import type { SimulatedBet } from '../bets.ts';
import type { FeedConnection, SimulatedFeed, SimulatedRequest } from '../simulator.ts';
import { connectCounts, connectLimits, revisionKind } from './connect-limits.ts';
import { feedHistory } from './feed-history.ts';
import { feedValueText } from './feed-value.ts';
import { keepAlive } from './keep-alive.ts';
import { conflictProblem } from './problem.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { IssuedTokens } from './tokens.ts';

export interface Odds88Feed extends SimulatedFeed {
  /** Says what a bet is worth now, if it is subscribed: to who is connected, and to who recovers it later. */
  tell(bet: SimulatedBet): void;
}

export interface Odds88FeedParts {
  readonly clock: Clock;
  readonly tokens: IssuedTokens;
  readonly subscriptions: Subscriptions;
}

interface Connect {
  /** ISO instant on the shared clock. */
  readonly at: string;
  /** Null where none was sent, or none that can be read. */
  readonly revision: number | null;
  /** The status it was refused with. */
  readonly refused?: number;
}

/** More than any test looks back at. */
const maxConnects = 10_000;

/** GET /feed/cashout/v2 as a websocket: values of subscribed bets, one connection at a time. */
export function odds88Feed({ clock, tokens, subscriptions }: Odds88FeedParts): Odds88Feed {
  const history = feedHistory(clock);
  const counts = connectCounts(clock);
  let connects: readonly Connect[] = [];
  let current: FeedConnection | undefined;

  const isOpen = ({ socket }: { readonly socket: WebSocket }): boolean => socket.readyState === socket.OPEN;

  function remember({ query }: SimulatedRequest, refused?: number): void {
    const connect = { at: new Date(clock.now()).toISOString(), revision: readRevision(query) ?? null };
    connects = [...connects, refused === undefined ? connect : { ...connect, refused }].slice(-maxConnects);
  }

  return {
    name: 'feed',
    path: odds88FeedPath,

    refuse(request) {
      const unauthorized = refuseWithoutToken(tokens, request);
      if (unauthorized !== undefined) return unauthorized;
      const revision = readRevision(request.query);
      if (revision === undefined) return nativeAnswer(badRequest(odds88FeedPath, [noRevision]));
      // The page allows one connection and does not say which of two has to go: here the newcomer.
      if (current !== undefined && isOpen(current)) return conflictProblem(odds88FeedPath, oneAtATime);
      const kind = revisionKind(revision, clock.now());
      if (counts[kind].hasRoom()) return undefined;
      const { times, withinMs } = connectLimits[kind];
      const detail = `More than ${times} connections within ${withinMs / 60_000} minutes.`;
      return nativeAnswer(tooManyRequests(odds88FeedPath, detail));
    },

    refused: remember,

    open(request, connection) {
      const revision = readRevision(request.query) ?? null;
      const kind = revisionKind(revision, clock.now());
      counts[kind].count();
      remember(request);
      current = connection;
      if (kind === 'proper') {
        for (const { betId, text } of history.since((revision ?? 0) * 1_000)) {
          if (subscriptions.until(betId) !== undefined) connection.sendData(text);
        }
      }
      void keepAlive(connection.socket, clock, connection.ended);
    },

    tell(bet) {
      const { betId } = bet;
      if (subscriptions.until(betId) === undefined) return;
      const at = clock.now();
      const text = feedValueText(bet, at);
      history.add({ at, betId, text });
      if (current !== undefined && isOpen(current)) current.sendData(text);
    },

    state: () => ({
      connections: current !== undefined && isOpen(current) ? 1 : 0,
      connects: connects.map((connect) => ({ ...connect })),
    }),
  };
}

const oneAtATime = 'There is an open connection already, and there may be one at a time.';
const noRevision = `${odds88FeedRevision}: must be whole epoch seconds.`;

/** Epoch seconds; null where the query has none, undefined for what is none. */
function readRevision(query: URLSearchParams): number | null | undefined {
  const text = query.get(odds88FeedRevision);
  if (text === null) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
