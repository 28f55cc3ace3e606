import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import {
  cachedSecret,
  cacheSecretForMs,
  rememberFaultForMs,
} from '../../../../lib/adapters/secrets/cached-secret.ts';
import { noon } from '../../../support/builders.ts';

const schema = z.object({ user: z.string(), key: z.string() });

/** Secrets Manager as far as it is called: answers what `content` holds, or fails while that is an error. */
function subject(content: { now: string | Error }) {
  const clock = manualClock(noon);
  const calls: string[] = [];
  const client = {
    send: async ({ input }: { input: { SecretId: string } }) => {
      calls.push(input.SecretId);
      if (content.now instanceof Error) throw content.now;
      return { SecretString: content.now };
    },
  } as unknown as SecretsManagerClient;
  return { clock, calls, read: cachedSecret({ client, secretId: 'gr8', schema, clock }) };
}

const one = JSON.stringify({ user: 'u', key: 'one' });
const two = JSON.stringify({ user: 'u', key: 'two' });

describe('cachedSecret', () => {
  it('Given many reads within five minutes, also at once, then Secrets Manager is asked once', async () => {
    const { clock, calls, read } = subject({ now: one });
    await Promise.all([read(), read(), read()]);
    await clock.advance(cacheSecretForMs - 1);
    expect(await read()).toEqual({ user: 'u', key: 'one' });
    expect(calls).toEqual(['gr8']);
  });

  it('Given a rotated secret, then the new one is used five minutes later', async () => {
    const content = { now: one };
    const { clock, read } = subject(content);
    await read();
    content.now = two;
    expect((await read()).key).toBe('one');
    await clock.advance(cacheSecretForMs);
    expect((await read()).key).toBe('two');
  });

  it('Given Secrets Manager is away, then the last content stays in use, and without one it is a fault', async () => {
    const content: { now: string | Error } = { now: new Error('away') };
    const { clock, read } = subject(content);
    await expect(read()).rejects.toThrow('away');
    content.now = one;
    await clock.advance(rememberFaultForMs);
    expect((await read()).key).toBe('one');
    content.now = new Error('away');
    await clock.advance(cacheSecretForMs);
    expect((await read()).key).toBe('one');
  });

  it.each([
    ['cannot be read', new Error('away'), 'away'],
    ['is malformed', '{}', 'missing or wrong'],
  ])(
    'Given it %s, then many calls ask once in 15 s, and then the mended one is used',
    async (_, bad, why) => {
      const content: { now: string | Error } = { now: bad };
      const { clock, calls, read } = subject(content);
      for (let call = 0; call < 1_000; call += 1) await expect(read()).rejects.toThrow(why);
      content.now = one;
      await clock.advance(rememberFaultForMs - 1);
      await expect(read()).rejects.toThrow(why);
      expect(calls).toHaveLength(1);
      await clock.advance(1);
      expect((await read()).key).toBe('one');
      expect(calls).toHaveLength(2);
    },
  );

  it('Given an old content and nothing newer to be had, then it is asked for once in 15 s', async () => {
    const content: { now: string | Error } = { now: one };
    const { clock, calls, read } = subject(content);
    await read();
    content.now = new Error('away');
    await clock.advance(cacheSecretForMs);
    for (let call = 0; call < 1_000; call += 1) expect((await read()).key).toBe('one');
    expect(calls).toHaveLength(2);
    content.now = two;
    await clock.advance(rememberFaultForMs);
    expect((await read()).key).toBe('two');
  });

  it.each([
    ['a missing member', JSON.stringify({ user: 'sesame' }), 'key'],
    ['no JSON', 'sesame', 'the whole'],
  ])(
    'Given %s, then the fault names the place and shows nothing of the content',
    async (_, content, place) => {
      const { read } = subject({ now: content });
      const fault = await read().catch((thrown: Error) => thrown);
      expect(String(fault)).toContain(`missing or wrong in: ${place}`);
      expect(String(fault)).not.toContain('sesame');
    },
  );
});
