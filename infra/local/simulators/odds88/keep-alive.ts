import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { feedPingText, readFeedPong } from '../../../../lib/contracts/native/odds88-feed.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';

/** The page does not say how often. Three pings fit the minute of silence after which a client should reconnect. */
export const pingEveryMs = 20_000;

/**
 * In real time: the shared clock leaps, and twenty seconds of it may leave no time for an answer to travel. Enough for
 * slow and busy machines, and nothing where time runs as it should.
 */
const echoWithinRealMs = 1_000;

/** Of RFC 6455: what a server says to who breaks its rules. */
const policyViolation = 1008;

/** Pings who is connected, and lets go of who has not sent the last ping back when the next one is due. */
export async function keepAlive(socket: WebSocket, clock: Clock, ended: AbortSignal): Promise<void> {
  let awaited: string | undefined;
  let onEcho = (): void => undefined;
  socket.on('message', (message) => {
    if (awaited === undefined || readFeedPong(String(message)) !== awaited) return;
    awaited = undefined;
    onEcho();
  });

  for (;;) {
    const sentAt = performance.now();
    if (!(await sleepUnlessEnded(clock, ended))) return;
    const graceMs = echoWithinRealMs - (performance.now() - sentAt);
    if (awaited !== undefined && graceMs > 0) {
      await new Promise<void>((resolve) => {
        onEcho = resolve;
        const timer = setTimeout(resolve, graceMs);
        ended.addEventListener('abort', () => resolve(), { once: true });
        timer.unref();
      });
    }
    if (ended.aborted) return;
    if (awaited !== undefined) {
      socket.close(policyViolation, 'The last ping was not sent back.');
      return;
    }
    awaited = randomUUID();
    socket.send(feedPingText(awaited));
  }
}

async function sleepUnlessEnded(clock: Clock, ended: AbortSignal): Promise<boolean> {
  return clock.sleep(pingEveryMs, ended).then(
    () => true,
    () => false,
  );
}
