import type { Schedules } from '../engine/schedules.ts';
import { reasonOf } from '../reason-of.ts';
import { refusal } from '../simulators/answer.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

/** Runs a schedule now and answers when the run is over; one that stands is only begun. */
export function scheduleRoutes(
  schedules: Pick<Schedules, 'ids' | 'isStanding' | 'runNow'>,
): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/_local/schedules/{operation}/run',
      does: '',
      async handle({ pathParameters: { operation = '' } }) {
        if (!schedules.ids().includes(operation)) {
          return refusal(
            404,
            `'${operation}' is no operation with a schedule.`,
            `Those are: ${schedules.ids().join(', ')}.`,
          );
        }
        try {
          await schedules.runNow(operation);
        } catch (fault) {
          return refusal(
            500,
            `The run of ${operation} failed: ${reasonOf(fault)}`,
            'A run by its own schedule fails alike.',
          );
        }
        if (schedules.isStanding(operation)) return controlAnswer(202, { began: operation });
        return controlAnswer(200, { ran: operation });
      },
    },
  ];
}
