import type { CarriedEvent } from '../engine/bus.ts';
import { refusal } from '../simulators/answer.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

export interface Observed {
  readonly info: () => Promise<unknown>;
  readonly events: () => readonly CarriedEvent[];
}

/** What can be looked at and not changed. */
export function observationRoutes({ info, events }: Observed): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/_local/info',
      does: '',
      handle: async () => controlAnswer(200, await info()),
    },
    {
      method: 'GET',
      path: '/_local/events',
      does: '',
      handle: () => controlAnswer(200, { events: events() }),
    },
    {
      method: 'GET',
      path: '/_local/queues',
      does: '',
      handle: () =>
        refusal(
          501,
          'There are no consumers with queues yet.',
          'GET /_local/events shows what the bus carried.',
        ),
    },
  ];
}
