import * as z from 'zod/mini';
import type { LocalBus } from '../engine/bus.ts';
import type { LocalQueues } from '../engine/queues.ts';
import type { LocalStream } from '../engine/stream.ts';
import { refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

/** What of the local system can be taken away. */
export interface Outages {
  readonly bus: Pick<LocalBus, 'setOutage' | 'isOut'>;
  readonly stream: Pick<LocalStream, 'setOutage' | 'isOut' | 'retryNow'>;
  readonly table: { setOutage(on: boolean): void; isOut(): boolean };
  /** Each consumer by its name, and queues of failures. */
  readonly queues: Pick<LocalQueues, 'names' | 'setOutage' | 'isOut' | 'retryNow' | 'holdsFailures'>;
}

const outageSchema = z.strictObject(
  { target: z.string({ error: 'must be a string' }), on: z.boolean({ error: 'must be true or false' }) },
  wholeBody,
);

/** Takes a dependency or a consumer away and gives it back; whatever waited for it is then tried again at once. */
export function outageRoutes({ bus, stream, table, queues }: Outages): readonly ControlRoute[] {
  const parts: Readonly<Record<string, Pick<LocalBus, 'setOutage' | 'isOut'>>> = { bus, stream, table };

  function setOutage(target: string, on: boolean): void {
    queues.setOutage(target, on);
    parts[target]?.setOutage(on);
    if (on || (parts[target] === undefined && !queues.holdsFailures(target))) return;
    stream.retryNow();
    // Consumers work on the table as well.
    if (target === 'table') queues.retryNow();
  }

  return [
    {
      method: 'POST',
      path: '/_local/outages',
      does: '{target, on}',
      handle({ body }) {
        const read = readControlBody(outageSchema, body, '{"target":"bus","on":true}');
        if (!read.ok) return read.answer;
        const { target, on } = read.value;
        const targets = [...Object.keys(parts), ...queues.names()];
        if (!targets.includes(target)) {
          return refusal(404, `There is no '${target}' to take away.`, `There are: ${targets.join(', ')}.`);
        }
        setOutage(target, on);
        return controlAnswer(200, {
          outages: Object.fromEntries([
            ...Object.entries(parts).map(([name, part]) => [name, part.isOut()]),
            ...queues.names().map((name) => [name, queues.isOut(name)]),
          ]),
        });
      },
    },
  ];
}
