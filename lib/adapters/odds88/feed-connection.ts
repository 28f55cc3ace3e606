import type { WebSocket } from 'ws';
import { feedPongText } from '../../contracts/native/odds88-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FeedConnection, FeedEvent } from '../../ports/feed.ts';
import { faultCode } from '../http/fault-code.ts';

/** What one packet of the shortest messages holds, several times over: who is that far behind does not catch up. */
const maxQueuedEvents = 10_000;
/** An answer to a goodbye takes one round trip. The lease leaves 10 s for it, and a successor waits. */
const closeForMs = 1_000;
/** Of RFC 6455: what the connection was for has been done. */
const normalClosure = 1000;

/**
 * What a socket tells, in order and one by one. Made before the handshake is over: the first message may come in the
 * packet that ends it.
 */
export function feedConnection(
  socket: WebSocket,
  clock: Clock,
  read: (text: string) => readonly FeedEvent[],
): FeedConnection {
  let queue: FeedEvent[] = [];
  let over: FeedEvent | null = null;
  let waiting: ((event: FeedEvent) => void) | null = null;
  let closing: Promise<void> | null = null;

  function hand(event: FeedEvent): void {
    if (over !== null) return;
    if (waiting !== null) {
      waiting(event);
      waiting = null;
      return;
    }
    queue.push(event);
    if (queue.length <= maxQueuedEvents) return;
    end('too many messages');
    socket.terminate();
  }

  function end(cause: string): void {
    if (over !== null) return;
    over = { kind: 'closed', cause };
    waiting?.(over);
    waiting = null;
  }

  socket.on('message', (data, isBinary) => {
    if (over !== null) return;
    for (const event of isBinary ? [unreadable] : read(String(data))) hand(event);
  });
  // The socket answers pings itself. A pong nobody asked for is what some servers send in their stead.
  for (const frame of ['ping', 'pong'] as const) socket.on(frame, () => hand(signOfLife));
  socket.on('error', (fault) => end(faultCode(fault)));
  socket.on('close', (code) => end(`closed with ${code}`));

  async function close(): Promise<void> {
    queue = [];
    end('closed by the hub');
    if (socket.readyState === socket.CLOSED) return;
    const deadline = clock.deadline(closeForMs);
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      deadline.signal.addEventListener('abort', () => resolve(), { once: true });
      socket.close(normalClosure);
    });
    deadline.release();
    socket.terminate();
  }

  return {
    async next() {
      return queue.shift() ?? over ?? new Promise((resolve) => (waiting = resolve));
    },
    answerPing(pingId) {
      // Whoever has gone needs no answer, and says so by himself.
      if (socket.readyState === socket.OPEN) socket.send(feedPongText(pingId), () => {});
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const unreadable: FeedEvent = { kind: 'unreadable' };
const signOfLife: FeedEvent = { kind: 'sign-of-life' };
