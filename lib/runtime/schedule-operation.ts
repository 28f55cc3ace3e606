import type { CommonDependencies } from './dependencies.ts';
import type { Operation, ScheduleHandler } from './operation.ts';

/** An operation run by a schedule. `runId` names the run in the events it causes. */
export function scheduleOperation<Needs>(
  id: string,
  run: (needs: Needs & CommonDependencies) => (runId: string) => Promise<void>,
): Operation<ScheduleHandler, Needs & CommonDependencies> {
  return {
    id,
    bind(needs) {
      const handle = run(needs);
      return (_event, context) => handle(context.awsRequestId);
    },
  };
}
