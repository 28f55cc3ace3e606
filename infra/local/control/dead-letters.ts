import * as z from 'zod/mini';
import type { DeadLetter } from '../engine/dead-letters.ts';
import type { LocalQueues } from '../engine/queues.ts';
import { type Answer, refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlCall, type ControlRoute, controlAnswer } from './control-api.ts';

export interface ControlledDeadLetters {
  readonly queues: Pick<LocalQueues, 'names' | 'deadLetters' | 'redrive' | 'holdsFailures'>;
  /** Lets webhooks go out again where this consumer is an endpoint that was disabled; nothing for any other. */
  readonly enableEndpoint: (consumer: string) => Promise<void>;
}

/** An answer a person still scrolls through, and what a test wants at once. */
const defaultLimit = 100;
const maxLimit = 1_000;

const redriveSchema = z.strictObject(
  {
    messageIds: z.exactOptional(
      z
        .array(z.string({ error: 'must be a string' }), { error: 'must be a list of message ids' })
        .check(z.minLength(1, 'must name at least one message; without it all of them are meant')),
    ),
  },
  wholeBody,
);

/** Looks at what consumers and operations could not do, and gives consumers theirs once more. */
export function deadLetterRoutes(parts: ControlledDeadLetters): readonly ControlRoute[] {
  return [
    ...routesOf(parts, '/_local/queues/{consumer}', (consumer) => consumer),
    ...routesOf(parts, '/_local/queues/{operation}/failures', (operation) => `${operation}/failures`),
  ];
}

function routesOf(
  { queues, enableEndpoint }: ControlledDeadLetters,
  path: string,
  nameOf: (parameter: string) => string,
): readonly ControlRoute[] {
  const nameIn = ({ pathParameters }: ControlCall): string => nameOf(Object.values(pathParameters)[0] ?? '');
  return [
    {
      method: 'GET',
      path: `${path}/dead-letters`,
      does: '?limit=&from=',
      handle(call) {
        const name = nameIn(call);
        if (!queues.names().includes(name)) return unknown(name, queues);
        const limit = Number(call.query.get('limit') ?? defaultLimit);
        if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
          return refusal(400, `limit must be a whole number from 1 to ${maxLimit}.`, 'Leave it out for 100.');
        }
        const { letters, next } = queues.deadLetters(name, limit, call.query.get('from'));
        return controlAnswer(200, { deadLetters: letters.map(toAnswer), next });
      },
    },
    {
      method: 'POST',
      path: `${path}/redrive`,
      does: '{messageIds?}',
      async handle(call) {
        const name = nameIn(call);
        if (!queues.names().includes(name)) return unknown(name, queues);
        if (queues.holdsFailures(name)) return refusal(409, `Nothing consumes ${name}.`, whatToDoInstead);
        const shape = '{"messageIds":["…"]}, or nothing for all';
        const read = readControlBody(redriveSchema, call.body === '' ? '{}' : call.body, shape);
        if (!read.ok) return read.answer;
        // First: what comes back to an endpoint that is still disabled waits for hours.
        await enableEndpoint(name);
        return controlAnswer(200, { redriven: queues.redrive(name, read.value.messageIds ?? 'all') });
      },
    },
  ];
}

const whatToDoInstead =
  'What it is about is still in the ledger: mend the cause, and sweep-due-work publishes it.';

function unknown(consumer: string, queues: Pick<LocalQueues, 'names'>): Answer {
  return refusal(404, `There is no consumer '${consumer}'.`, `There are: ${queues.names().join(', ')}.`);
}

function toAnswer({ id, receives, since, cause, body }: DeadLetter) {
  return {
    messageId: id,
    receives,
    since: new Date(since).toISOString(),
    ...(cause === undefined ? {} : { cause }),
    event: toEvent(body),
  };
}

/** What is no JSON is shown as the text it is. */
function toEvent(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
