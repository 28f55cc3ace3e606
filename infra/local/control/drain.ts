import type { Activity } from '../engine/activity.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

export interface DrainNeeds {
  readonly activity: Pick<Activity, 'idle' | 'inFlight'>;
  /** Names what is due now and could be done now; the same names again mean that nothing moved. */
  readonly workDueNow: () => Promise<readonly string[]>;
  /** Does what is due. */
  readonly sweep: () => Promise<void>;
  /** Real time in milliseconds. */
  readonly real?: () => number;
}

/** A caller is told that it waits 30 s at most: the last second is for the answer itself. */
const drainForMs = 29_000;

/**
 * Answers as soon as nothing is in flight. What waits for a later time, for something that is away or for a
 * person is not in flight.
 */
export function drainRoutes(needs: DrainNeeds): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/_local/drain',
      does: '',
      async handle() {
        const drained = await drain(needs);
        return controlAnswer(200, { drained, inFlight: needs.activity.inFlight() });
      },
    },
  ];
}

/** Resolves to whether everything came to rest in time. */
export async function drain({ activity, workDueNow, sweep, real = Date.now }: DrainNeeds): Promise<boolean> {
  const until = real() + drainForMs;
  let before: string | undefined;
  while (await activity.idle(until - real())) {
    const due = (await workDueNow()).join('\n');
    // Swept once and still due: it waits for something that is away.
    if (due === '' || due === before) return true;
    before = due;
    await sweep();
  }
  return false;
}
