import { setTimeout as realTime } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { JsonValue } from '../../../lib/contracts/json-text.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { Activity } from '../engine/activity.ts';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { ControlCall } from './control-api.ts';
import { readControlBody, wholeBody } from './control-body.ts';

/** What moves a clock that runs as real time plus an offset. */
export interface MovableClock {
  /** Milliseconds ahead of real time. */
  offset(): number;
  setOffset(ms: number): void;
  advance(ms: number): Promise<void>;
}

export interface ProcessApiOptions {
  readonly clock: Clock;
  /** Absent where the hub, in the same process, moves the clock. */
  readonly movableClock: MovableClock | undefined;
  /** What moving the clock may have set in motion. */
  readonly activity: Pick<Activity, 'settled'>;
  /** What GET /_local/info says besides `ready`. */
  readonly info: () => { readonly [name: string]: JsonValue };
}

/** Further than any test goes, and far from where dates end. */
const maxMoveMs = 10 * 365 * 24 * 3_600_000;

const moveMs = z
  .int({ error: 'must be whole milliseconds' })
  .check(
    z.minimum(0, 'must not be negative'),
    z.maximum(maxMoveMs, `must be at most ${maxMoveMs}, ten years`),
  );

const clockSchema = z
  .strictObject({ offsetMs: z.exactOptional(moveMs), advanceMs: z.exactOptional(moveMs) }, wholeBody)
  .check(
    z.refine((body) => (body.offsetMs === undefined) !== (body.advanceMs === undefined), {
      error: 'The body must have exactly one of offsetMs and advanceMs',
    }),
  );

/** Half of what the hub gives a step of the clock, so that a callback nobody answers does not hold it up. */
const settlePatienceMs = 1_000;

/** The calls about the process as a whole: GET /_local/info and POST /_local/clock. */
export async function serveProcess(options: ProcessApiOptions, call: ControlCall): Promise<Answer> {
  switch (`${call.method} ${call.path}`) {
    case 'GET /_local/info':
      return jsonAnswer(200, { ready: true, ...options.info() });
    case 'POST /_local/clock':
      return moveClock(options, call.body);
    default:
      return refusal(
        404,
        `There is no ${call.method} ${call.path}.`,
        'Under /_local there are: GET /info; POST /clock; /simulators/{provider}/….',
      );
  }
}

async function moveClock(
  { clock, movableClock, activity }: ProcessApiOptions,
  body: string,
): Promise<Answer> {
  if (movableClock === undefined) {
    return refusal(
      404,
      'This clock belongs to the hub these simulators run with.',
      'Move it with POST /_local/clock of the hub.',
    );
  }
  const read = readControlBody(clockSchema, body, '{"offsetMs": n} (ahead of real time) or {"advanceMs": n}');
  if (!read.ok) return read.answer;
  const { offsetMs } = read.value;
  if (offsetMs !== undefined && offsetMs !== movableClock.offset()) {
    movableClock.setOffset(offsetMs);
    // Callbacks that became due reach the hub within this step; the cap is for a hub that is called all the time.
    const cap = realTime(settlePatienceMs, false, { ref: false });
    await Promise.race([activity.settled(settlePatienceMs), cap]);
  }
  if (read.value.advanceMs !== undefined) await movableClock.advance(read.value.advanceMs);
  return jsonAnswer(200, {
    offsetMs: movableClock.offset(),
    now: new Date(clock.now()).toISOString(),
  });
}
