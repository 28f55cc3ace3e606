import * as z from 'zod/mini';
import { type Answer, jsonAnswer, refusal } from '../answer.ts';
import { readControlBody, wholeBody } from '../control-body.ts';
import type { SimulatedControlCall } from '../simulator.ts';
import { type TargetSetting, webhookTarget } from './target.ts';

const example = 'http://127.0.0.1:4000/webhooks/databet/your-secret';

const schema = z.strictObject(
  {
    webhookUrl: z.string({ error: 'must be a string' }),
    unlessTold: z._default(z.boolean({ error: 'must be true or false' }), false),
  },
  wholeBody,
);

/** PUT target: where callbacks go from now on, waiting ones included. */
export function targetCall(target: TargetSetting): SimulatedControlCall {
  return {
    method: 'PUT',
    path: '/target',
    does: '{webhookUrl, unlessTold?: true keeps one that was told before} says where callbacks go; a hub does so when it starts',
    handle({ body }): Answer {
      const read = readControlBody(schema, body, `{"webhookUrl":"${example}"}`);
      if (!read.ok) return read.answer;
      const given = webhookTarget(read.value.webhookUrl);
      if (given === undefined) {
        return refusal(
          400,
          'webhookUrl is no http or https URL without query, fragment and user.',
          `Send {"webhookUrl":"${example}"}.`,
        );
      }
      const kept = read.value.unlessTold ? target.current() : undefined;
      if (kept === undefined) target.set(given);
      return jsonAnswer(200, { webhookUrl: (kept ?? given).shownUrl });
    },
  };
}

/** The answer as long as nobody has said where to call. */
export function refuseWithoutTarget(target: TargetSetting): Answer | undefined {
  if (target.current() !== undefined) return undefined;
  return refusal(
    409,
    'Nobody has said yet where DATA.BET is to call.',
    `Start a hub with CASHOUT_SIMULATORS_URL set to these simulators, or name a server of your own: PUT /_local/simulators/databet/target {"webhookUrl":"${example}"}.`,
  );
}
