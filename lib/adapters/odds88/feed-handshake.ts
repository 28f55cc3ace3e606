import type { Clock } from '../../ports/clock.ts';
import type { FeedEvent, FeedNotOpened, FeedOpened } from '../../ports/feed.ts';
import { faultCode } from '../http/fault-code.ts';
import { feedConnection } from './feed-connection.ts';

export interface FeedHandshake {
  /** May hold the token: never logged. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: (text: string) => readonly FeedEvent[];
  /** Epoch milliseconds. */
  readonly by: number;
  readonly signal: AbortSignal;
}

export interface HandshakeEnd {
  readonly result: Pick<FeedOpened, 'kind' | 'connection'> | FeedNotOpened;
  /** Of an answer that did not open the websocket. */
  readonly status: number | null;
}

/** Messages have a few hundred bytes. */
const maxMessageBytes = 64 * 1024;

/** One handshake: without compression, no redirect followed. Never rejects. */
export async function shakeHands(handshake: FeedHandshake, clock: Clock): Promise<HandshakeEnd> {
  const { url, headers, read, by, signal } = handshake;
  try {
    // Loaded only here: of all the functions that talk to Odds88 one reads its feed.
    const { WebSocket } = await import('ws');
    const leftMs = by - clock.now();
    if (signal.aborted) return failed('given up', false);
    if (leftMs <= 0) return failed('no time left', false);
    const options = {
      headers,
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: maxMessageBytes,
    };
    const socket = new WebSocket(url, options);
    const connection = feedConnection(socket, clock, read);
    const deadline = clock.deadline(leftMs);
    const whenDone = new AbortController();
    const end = await new Promise<HandshakeEnd>((resolve) => {
      const fail = (cause: string, status?: number) => resolve(failed(cause, true, status));
      const once = { once: true, signal: whenDone.signal };
      socket.once('open', () => resolve({ result: { kind: 'open', connection }, status: null }));
      socket.once('unexpected-response', (_, { statusCode }) => fail(`answered ${statusCode}`, statusCode));
      socket.once('error', (fault) => fail(faultCode(fault)));
      deadline.signal.addEventListener('abort', () => fail('no answer in time'), once);
      signal.addEventListener('abort', () => fail('given up'), once);
    });
    whenDone.abort();
    deadline.release();
    if (end.result.kind === 'failed') socket.terminate();
    return end;
  } catch (fault) {
    // Refused while it was put together: nothing has left.
    return failed(faultCode(fault), false);
  }
}

function failed(cause: string, begun: boolean, status: number | null = null): HandshakeEnd {
  return { result: { kind: 'failed', cause, begun }, status };
}
