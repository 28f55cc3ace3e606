import * as z from 'zod/mini';
import type { LocalBus } from '../engine/bus.ts';
import type { LocalStream } from '../engine/stream.ts';
import { type Answer, refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

/** What of the local system can be taken away. */
export interface Outages {
  readonly bus: Pick<LocalBus, 'setOutage' | 'isOut'>;
  readonly stream: Pick<LocalStream, 'setOutage' | 'isOut' | 'retryNow'>;
  readonly table: { setOutage(on: boolean): void; isOut(): boolean };
}

const outageSchema = z.strictObject(
  { target: z.string({ error: 'must be a string' }), on: z.boolean({ error: 'must be true or false' }) },
  wholeBody,
);

/** Consumers the hub is going to have. */
const laterTargets: ReadonlySet<string> = new Set(['pay-out-betcore', 'deliver-webhooks', 'archive-events']);

/** Takes a dependency away and gives it back; whatever waited for it is then tried again at once. */
export function outageRoutes({ bus, stream, table }: Outages): readonly ControlRoute[] {
  const targets = new Map<string, (on: boolean) => void>([
    ['bus', (on) => bus.setOutage(on)],
    ['stream', (on) => stream.setOutage(on)],
    ['table', (on) => table.setOutage(on)],
  ]);
  return [
    {
      method: 'POST',
      path: '/_local/outages',
      does: '{target, on}',
      handle({ body }) {
        const read = readControlBody(outageSchema, body, '{"target":"bus","on":true}');
        if (!read.ok) return read.answer;
        const setOutage = targets.get(read.value.target);
        if (setOutage === undefined) return notThere(read.value.target, [...targets.keys()]);
        setOutage(read.value.on);
        if (!read.value.on) stream.retryNow();
        return controlAnswer(200, {
          outages: { bus: bus.isOut(), stream: stream.isOut(), table: table.isOut() },
        });
      },
    },
  ];
}

function notThere(target: string, targets: readonly string[]): Answer {
  const hint = `What can: ${targets.join(', ')}.`;
  return laterTargets.has(target)
    ? refusal(501, `'${target}' cannot be taken away yet.`, hint)
    : refusal(404, `There is no '${target}' to take away.`, hint);
}
