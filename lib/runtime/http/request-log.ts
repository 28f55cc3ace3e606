import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/telemetry.ts';
import type { HttpEvent, HttpMiddleware } from './call.ts';

/** One line per call: what, for which bet, how it ended and why, how long it took. Never a body, never a header. */
export function requestLog(operationId: string, clock: Clock, log: Log): HttpMiddleware {
  const startedAt = new WeakMap<HttpEvent, number>();
  const write: NonNullable<HttpMiddleware['after']> = ({ event, response }) => {
    log.info('call', {
      operation: operationId,
      status: response?.statusCode,
      durationMs: clock.now() - (startedAt.get(event) ?? clock.now()),
      correlationId: event.call.correlationId,
      client: event.call.client,
      ...event.call.facts,
    });
  };
  return {
    before: ({ event }) => {
      startedAt.set(event, clock.now());
    },
    after: write,
    onError: write,
  };
}
