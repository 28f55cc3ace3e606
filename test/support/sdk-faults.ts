import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Inside the SDK's retries, around each single attempt. */
const everyAttempt = { step: 'deserialize', priority: 'high' } as const;

/**
 * The next write of this client reaches its table, but its answer does not come back: the SDK repeats it.
 * `meanwhile` runs between the two.
 */
export function loseNextAnswer(
  client: DynamoDBClient,
  meanwhile: () => Promise<unknown> = async () => {},
): void {
  let lost = false;
  client.middlewareStack.add(
    (next) => async (call) => {
      const answer = await next(call);
      if (lost) return answer;
      lost = true;
      await meanwhile();
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    everyAttempt,
  );
}

/** No call of this command is ever answered, whether or not it arrives. */
export function loseEveryAnswerOf(
  client: DynamoDBClient,
  command: string,
  { arrives }: { readonly arrives: boolean } = { arrives: true },
): void {
  client.middlewareStack.add(
    (next, context) => async (call) => {
      if (context['commandName'] !== command) return next(call);
      if (arrives) await next(call).catch(() => undefined);
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    everyAttempt,
  );
}

/** Changes what this client's calls answer, once per attempt that succeeds. */
export function alterAnswers(client: DynamoDBClient, alter: (output: object, input: object) => object): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      const answer = await next(call);
      return { ...answer, output: alter(answer.output, call.input) as typeof answer.output };
    },
    { step: 'initialize' },
  );
}

type Item = Record<string, AttributeValue>;

export interface BatchInput {
  readonly RequestItems?: Record<string, { readonly Keys: readonly Item[] }>;
}

interface BatchOutput {
  readonly Responses?: Record<string, readonly Item[]>;
}

/** Each call serves its last key only and hands the others back. */
export function serveOneKeyPerCall(client: DynamoDBClient, table: string): void {
  alterAnswers(client, (output: BatchOutput, input: BatchInput) => {
    const asked = input.RequestItems?.[table]?.Keys ?? [];
    const served = asked.at(-1)?.['pk']?.S;
    const left = asked.slice(0, -1);
    return {
      ...output,
      Responses: { [table]: (output.Responses?.[table] ?? []).filter(({ pk }) => pk?.S === served) },
      UnprocessedKeys: left.length === 0 ? {} : { [table]: { Keys: left } },
    };
  });
}

/** What this client's calls are asked for, in their order. */
export function inputsSent(client: DynamoDBClient): readonly object[] {
  const inputs: object[] = [];
  client.middlewareStack.add(
    (next) => (call) => {
      inputs.push(call.input);
      return next(call);
    },
    { step: 'initialize' },
  );
  return inputs;
}

/** What this client sends, by command name. */
export function countCalls(client: DynamoDBClient): readonly string[] {
  const names: string[] = [];
  client.middlewareStack.add(
    (next, context) => (call) => {
      names.push(context.commandName ?? 'unknown');
      return next(call);
    },
    { step: 'initialize' },
  );
  return names;
}
