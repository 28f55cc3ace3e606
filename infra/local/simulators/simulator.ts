import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';
import type { JsonValue } from '../../../lib/contracts/json-text.ts';
import type { Provider } from '../../../lib/domain/provider.ts';
import type { Answer } from './answer.ts';
import type { BetBook, SimulatedBet } from './bets.ts';
import type { Fault } from './faults.ts';

/** A call as a provider sees it: its own path, whatever prefix the simulator is served under. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As sent; empty when there was none. */
  readonly body: string;
}

/** One call a provider serves. */
export interface SimulatedOperation {
  /** The name faults are ordered by. */
  readonly name: string;
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  /** The answer to a caller who is not let in; undefined lets it in. Such a call uses no fault up. */
  refuse(request: SimulatedRequest): Answer | undefined;
  /**
   * Checks, takes effect and answers in one synchronous go: no other call can come in between, so effects
   * are atomic without locks. With `reject` a call in good form gets the provider's own no, and no effect.
   */
  perform(request: SimulatedRequest, options: { readonly reject: boolean }): Answer;
}

/** A path whose callers, once let in, stay connected by a websocket. */
export interface SimulatedFeed {
  /** The name faults are ordered by. */
  readonly name: string;
  readonly path: string;
  /** The answer to a caller who is not let in; undefined lets it in. Such a handshake uses no fault up. */
  refuse(request: SimulatedRequest): Answer | undefined;
  /** Told of every handshake that was refused, by `refuse` or by a fault. */
  refused(request: SimulatedRequest, status: number): void;
  open(request: SimulatedRequest, connection: FeedConnection): void;
  /** What the control API shows of it. */
  state(): { readonly [name: string]: JsonValue };
}

export interface FeedConnection {
  readonly socket: WebSocket;
  /** Sends a message, or does with it what was ordered to go wrong. */
  readonly sendData: (text: string) => void;
  /** Aborts when the connection is over. */
  readonly ended: AbortSignal;
}

/** A call of the control API that only one provider has. */
export interface SimulatedControlCall {
  readonly method: string;
  /** After `/_local/simulators/{provider}`, with `{name}` for parameters. */
  readonly path: string;
  /** For whoever asked for something else: what to send and what comes of it. */
  readonly does: string;
  /** Path parameters are as they were sent, escapes included. */
  handle(call: {
    readonly pathParameters: Readonly<Record<string, string>>;
    readonly body: string;
  }): Answer | Promise<Answer>;
}

/** A callback a provider sends to its operator. */
export interface SimulatedCallback {
  /** The name faults are ordered by. */
  readonly name: string;
  readonly kinds: readonly Fault['kind'][];
}

/** What a provider needs to be part of the simulators: the frame does the serving, recording and breaking. */
export interface Simulator {
  readonly provider: Provider;
  readonly operations: readonly SimulatedOperation[];
  readonly bets: BetBook;
  /**
   * Whether its bets may have values by margin version.
   * @default false
   */
  readonly margins?: boolean;
  /** With one, what it tells of a bet may be made to lack its amount (`feedAmount` of the bet). */
  readonly feed?: SimulatedFeed;
  /** Of a provider that calls its operator. */
  readonly callbacks?: readonly SimulatedCallback[];
  /** @default none */
  readonly control?: readonly SimulatedControlCall[];
  /** What somebody who seeds or changes its bets should know, as the end of a sentence. */
  readonly betNote?: string;
  /** What its truth of a bet holds besides the bet itself, or in place of a member of it. */
  alsoTrueOf?(bet: SimulatedBet): { readonly [name: string]: JsonValue };
}
