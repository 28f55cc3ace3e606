import * as z from 'zod/mini';
import { readJson } from '../../lib/contracts/json.ts';
import { StartFault } from './data-dir.ts';
import { reasonOf } from './reason-of.ts';

/** Local answers come within milliseconds; a process that is just starting gets the time to. */
export const answerWithinMs = 2_000;

const clockSchema = z.object({ offsetMs: z.int() });
const targetSchema = z.object({ webhookUrl: z.string() });
const refusalSchema = z.object({ error: z.string() });

/** Their offset after the move, in milliseconds. */
export async function moveClock(
  url: string,
  move: { offsetMs: number } | { advanceMs: number },
): Promise<number> {
  const answer = await tell(url, 'POST', '/_local/clock', move, 'did not move their clock', clockSchema);
  return answer.offsetMs;
}

/** Says where DATA.BET's simulator is to call; with `unlessTold` only where nobody has said it before. */
export async function setTarget(
  url: string,
  target: { webhookUrl: string; unlessTold?: boolean },
): Promise<void> {
  const path = '/_local/simulators/databet/target';
  await tell(url, 'PUT', path, target, 'do not take where to call back', targetSchema);
}

/** Makes a call of theirs. Throws StartFault with `failure` and why when its answer is none of this schema. */
async function tell<Schema extends z.ZodMiniType>(
  url: string,
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  failure: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const answer = readJson(await response.text());
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const { error = 'nothing that can be read' } = refusalSchema.safeParse(answer).data ?? {};
    throw new Error(`they answered ${response.status}: ${error}`);
  } catch (fault) {
    throw new StartFault(`The simulators at ${url} ${failure} (${reasonOf(fault)}).`);
  }
}
