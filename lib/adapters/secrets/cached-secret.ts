import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { readJson } from '../../contracts/json.ts';
import type { Clock } from '../../ports/clock.ts';

/** A changed secret is in use everywhere this long after, and reading it costs next to nothing. */
export const cacheSecretForMs = 5 * 60_000;

/**
 * A secret that could not be read, or was malformed, is not asked for again before: a stranger's call costs no read
 * each. Whoever has mended it waits no longer than this.
 */
export const rememberFaultForMs = 15_000;

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
 * Reads a JSON secret at most every five minutes, and after a fault at most every 15 seconds: until then what was
 * read last stays in use, and without that the same fault is thrown again.
 */
export function cachedSecret<Content>(options: CachedSecretOptions<Content>): () => Promise<Content> {
  let last: { readonly content: Content; readonly readAt: number } | undefined;
  let failed: { readonly fault: unknown; readonly at: number } | undefined;
  let reading: Promise<Content> | undefined;

  async function readNow(): Promise<Content> {
    try {
      const content = await read(options);
      last = { content, readAt: options.clock.now() };
      return content;
    } catch (fault) {
      failed = { fault, at: options.clock.now() };
      if (last === undefined) throw fault;
      return last.content;
    } finally {
      reading = undefined;
    }
  }

  return async () => {
    const now = options.clock.now();
    if (last !== undefined && now - last.readAt < cacheSecretForMs) return last.content;
    if (failed !== undefined && now - failed.at < rememberFaultForMs) {
      if (last === undefined) throw failed.fault;
      return last.content;
    }
    reading ??= readNow();
    return reading;
  };
}

async function read<Content>({ client, secretId, schema }: CachedSecretOptions<Content>): Promise<Content> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const parsed = z.safeParse(schema, readJson(SecretString));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new SecretFault(`secret ${secretId} is missing or wrong in: ${places}`);
}
