import * as z from 'zod/mini';
import type { EndpointStates } from '../../../lib/ports/endpoint-states.ts';
import { refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import type { LocalWebhooks } from '../webhooks/start-webhooks.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

export interface ControlledWebhooks {
  readonly webhooks: Pick<LocalWebhooks, 'endpoint' | 'url' | 'receiver'>;
  readonly endpointStates: Pick<EndpointStates, 'enable'>;
}

const faultSchema = z.strictObject(
  {
    status: z
      .int({ error: 'must be an HTTP status' })
      .check(z.minimum(200, 'must be at least 200'), z.maximum(599, 'must be at most 599')),
    times: z
      .int({ error: 'must be a whole number' })
      .check(z.minimum(1, 'must be at least 1'), z.maximum(1_000_000, 'must be at most 1000000')),
  },
  wholeBody,
);

/** What the built-in receiver of webhooks got, and what it answers. */
export function webhookRoutes({ webhooks, endpointStates }: ControlledWebhooks): readonly ControlRoute[] {
  const { endpoint, url, receiver } = webhooks;
  const path = '/_local/webhooks';
  return [
    {
      method: 'GET',
      path,
      does: '',
      handle: () => controlAnswer(200, { url, received: receiver?.received() ?? [] }),
    },
    {
      method: 'POST',
      path,
      does: '{status, times}',
      handle({ body }) {
        const read = readControlBody(faultSchema, body, '{"status":500,"times":3}');
        if (!read.ok) return read.answer;
        if (receiver === null) {
          const hint = 'Start without CASHOUT_WEBHOOK_URL to have one that can be told what to answer.';
          return refusal(409, `Webhooks go to ${url}.`, hint);
        }
        receiver.answerWith(read.value.status, read.value.times);
        return controlAnswer(200, read.value);
      },
    },
    {
      method: 'DELETE',
      path,
      does: '(the receiver answers as it should again, also after a 410)',
      async handle() {
        receiver?.answerWith(0, 0);
        await endpointStates.enable(endpoint);
        return controlAnswer(200, { url });
      },
    },
  ];
}
