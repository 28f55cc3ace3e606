import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { readJson } from '../../contracts/json.ts';
import type { Clock } from '../../ports/clock.ts';

/** A changed secret is in use everywhere this long after, and reading it costs next to nothing. */
export const cacheSecretForMs = 5 * 60_000;

/** The secret is not what the deployment needs; says which members are wrong, never what is in them. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault';
}

export interface CachedSecretOptions<Content> {
  readonly client: SecretsManagerClient;
  readonly secretId: string;
  readonly schema: z.ZodMiniType<Content, unknown>;
  readonly clock: Clock;
}

/**
 * Reads a JSON secret at most every five minutes. While Secrets Manager does not answer, the content read
 * last stays in use.
 */
export function cachedSecret<Content>(options: CachedSecretOptions<Content>): () => Promise<Content> {
  let last: { readonly content: Content; readonly readAt: number } | undefined;
  let reading: Promise<Content> | undefined;
  return async () => {
    if (last !== undefined && options.clock.now() - last.readAt < cacheSecretForMs) return last.content;
    reading ??= read(options)
      .then((content) => {
        last = { content, readAt: options.clock.now() };
        return content;
      })
      .finally(() => {
        reading = undefined;
      });
    try {
      return await reading;
    } catch (fault) {
      if (last === undefined) throw fault;
      return last.content;
    }
  };
}

async function read<Content>({ client, secretId, schema }: CachedSecretOptions<Content>): Promise<Content> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const parsed = z.safeParse(schema, readJson(SecretString));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new SecretFault(`secret ${secretId} is missing or wrong in: ${places}`);
}
