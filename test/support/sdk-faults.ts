import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

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
