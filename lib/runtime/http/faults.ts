import { StoreUnavailable } from '../../ports/bet-store.ts';
import type { Log, Metrics } from '../../ports/telemetry.ts';
import { Contention } from '../../use-cases/change-bet.ts';
import type { HttpMiddleware, HttpResult } from './call.ts';
import { type Problem, problemResponse, Refused } from './problems.ts';

/** Spells a problem for whoever calls. */
export type RenderProblem = (problem: Problem) => HttpResult;

/** Turns what was thrown into an answer: a refusal as it is, of a fault nothing that would reach the caller. */
export function faults(
  operationId: string,
  log: Log,
  metrics: Metrics,
  render: RenderProblem = problemResponse,
): HttpMiddleware {
  return {
    onError(request) {
      const { error, event } = request;
      if (error instanceof Refused) {
        event.call.facts.refusal = error.problem.code;
        request.response = render(error.problem);
        return;
      }
      const passing = error instanceof StoreUnavailable || error instanceof Contention;
      metrics.count('Faults', 1, { operation: operationId, fault: error?.name ?? 'unknown' });
      log.error('operation failed', error, {
        operation: operationId,
        correlationId: event.call?.correlationId,
      });
      request.response = render(
        passing
          ? {
              code: 'temporarily-unavailable',
              detail: 'Nothing is lost; please repeat the call.',
              retryAfterSeconds: 1,
            }
          : {
              code: 'internal-error',
              detail:
                'We have been told. Repeat a call that pays under its Idempotency-Key; without one, GET its bet first.',
            },
      );
    },
  };
}
