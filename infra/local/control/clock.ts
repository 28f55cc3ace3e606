import * as z from 'zod/mini';
import type { VirtualClock } from '../engine/clock.ts';
import { reasonOf } from '../reason-of.ts';
import { refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

/**
 * Past the 30 days of a token in one call. Every minute on the way is lived through: a day takes seconds and a
 * month minutes, but a year would hold every later call up for hours.
 */
const maxAdvanceMs = 32 * 24 * 3_600_000;

const clockSchema = z.strictObject(
  {
    advanceMs: z
      .int({ error: 'must be whole milliseconds' })
      .check(
        z.minimum(0, 'must not be negative: this clock only goes forward'),
        z.maximum(maxAdvanceMs, `must be at most ${maxAdvanceMs}, 32 days`),
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
        try {
          await clock.advance(read.value.advanceMs);
        } catch (fault) {
          return refusal(
            500,
            `The clock did not move all the way: ${reasonOf(fault)}`,
            `It stands at ${timeOf(clock)}, ${clock.offset()} ms ahead of real time.`,
          );
        }
        return controlAnswer(200, { now: timeOf(clock), offsetMs: clock.offset() });
      },
    },
  ];
}

function timeOf(clock: VirtualClock): string {
  return new Date(clock.now()).toISOString();
}
