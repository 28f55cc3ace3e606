import * as z from 'zod/mini';
import { reasonOf } from '../local/reason-of.ts';
import type { DeadLetterTarget, ShownLetter } from './dead-letter-target.ts';
import { DlqFault } from './dlq-fault.ts';

const queuesSchema = z.object({
  queues: z.array(z.object({ name: z.string(), deadLetters: z.int() })),
});

const pageSchema = z.object({
  deadLetters: z.array(
    z.object({
      messageId: z.string(),
      receives: z.int(),
      since: z.string(),
      cause: z.optional(z.string()),
      event: z.unknown(),
    }),
  ),
  next: z.nullable(z.string()),
});

const redrivenSchema = z.object({ redriven: z.int() });
const refusalSchema = z.object({ error: z.string(), hint: z.string() });

/** A hub on this machine answers at once, also in the middle of a step of its clock. */
const answerWithinMs = 30_000;

/** A hub that runs on this machine, by its control API. */
export function localTarget(url: string): DeadLetterTarget {
  async function call<Schema extends z.ZodMiniType>(
    schema: Schema,
    method: string,
    path: string,
  ): Promise<z.output<Schema>> {
    const { status, text } = await answer(method, `${url}/_local${path}`);
    const said = parse(text);
    const { data: refused } = refusalSchema.safeParse(said);
    if (refused !== undefined)
      throw new DlqFault(1, `${url} answers ${status}: ${refused.error} ${refused.hint}`);
    const { data } = schema.safeParse(said);
    if (status === 200 && data !== undefined) return data as z.output<Schema>;
    throw new DlqFault(
      1,
      `What answers at ${url} is no Cashout Hub started with npm start (${method} /_local${path}: ${status}). Say where yours is with --url, or with --stage for AWS.`,
    );
  }

  async function answer(method: string, target: string): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(answerWithinMs);
      const response = await fetch(target, { method, redirect: 'manual', signal });
      return { status: response.status, text: await response.text() };
    } catch (fault) {
      const start = 'Start a hub with npm start, say where it is with --url, or --stage for AWS.';
      throw new DlqFault(1, `Nothing answers at ${url}: ${reasonOf(fault)}. ${start}`);
    }
  }

  const counts = async () => (await call(queuesSchema, 'GET', '/queues')).queues;

  return {
    place: url,
    names: async () => (await counts()).map(({ name }) => name),
    list: async () =>
      (await counts()).map(({ name, deadLetters }) => ({
        name,
        holds: name.endsWith(failuresEnd) ? 'what was put aside or given up' : 'dead letters',
        messages: deadLetters,
      })),
    async show(name, limit) {
      const { deadLetters, next } = await call(
        pageSchema,
        'GET',
        `${pathOf(name)}/dead-letters?limit=${limit}`,
      );
      const letters = deadLetters.map(
        ({ event: body, cause = null, ...letter }): ShownLetter => ({ ...letter, cause, body }),
      );
      const more = `These are the oldest ${limit}; there are more (--limit).`;
      return { letters, notes: next === null ? [] : [more] };
    },
    async plan(name) {
      if (name.endsWith(failuresEnd)) throw notRedriven(name);
      const messages = (await counts()).find((queue) => queue.name === name)?.deadLetters ?? 0;
      const enabling = ['enable its webhook endpoint again, where it was disabled'];
      const steps = name.startsWith('deliver-webhooks') ? enabling : [];
      return { messages, steps: [...steps, 'put all dead letters back, each as if it had just been sent'] };
    },
    async redrive(name) {
      if (name.endsWith(failuresEnd)) throw notRedriven(name);
      return (await call(redrivenSchema, 'POST', `${pathOf(name)}/redrive`)).redriven;
    },
  };
}

/** Of names of queues of what operations could not do, which nobody consumes. */
const failuresEnd = '/failures';

function notRedriven(name: string): DlqFault {
  const why = 'Nothing consumes it, and what it is about is still in the ledger';
  return new DlqFault(
    2,
    `${name} cannot be redriven. ${why}: mend the cause, and sweep-due-work publishes it.`,
  );
}

function pathOf(name: string): string {
  return `/queues/${encodeURIComponent(name)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
