import type { CarriedEvent } from '../engine/bus.ts';
import type { LocalQueues } from '../engine/queues.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

export interface Observed {
  readonly info: () => Promise<unknown>;
  readonly events: () => readonly CarriedEvent[];
  readonly queues: LocalQueues['counts'];
  readonly wallet: () => Promise<unknown>;
}

/** What can be looked at and not changed. */
export function observationRoutes({ info, events, queues, wallet }: Observed): readonly ControlRoute[] {
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
      handle: () => controlAnswer(200, { queues: queues() }),
    },
    {
      method: 'GET',
      path: '/_local/wallet',
      does: '',
      handle: async () => controlAnswer(200, await wallet()),
    },
  ];
}
