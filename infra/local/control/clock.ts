import * as z from 'zod/mini';
import type { VirtualClock } from '../engine/clock.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

/** A year in one call is further than any lifetime of ours; a slip of the keyboard is not a century. */
const maxAdvanceMs = 366 * 24 * 3_600_000;

const clockSchema = z.strictObject(
  {
    advanceMs: z
      .int({ error: 'must be whole milliseconds' })
      .check(
        z.minimum(0, 'must not be negative: this clock only goes forward'),
        z.maximum(maxAdvanceMs, `must be at most ${maxAdvanceMs}, a year`),
      ),
  },
  wholeBody,
);

/** Moves the one clock of hub and simulators; answers when everything due on the way has run. */
export function clockRoutes(clock: VirtualClock): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/_local/clock',
      does: '{advanceMs}',
      async handle({ body }) {
        const read = readControlBody(clockSchema, body, '{"advanceMs":60000}');
        if (!read.ok) return read.answer;
        await clock.advance(read.value.advanceMs);
        return controlAnswer(200, { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset() });
      },
    },
  ];
}
