import { afterEach, describe, expect, it, vi } from 'vitest';
import { EnvFault, readEnv } from '../../../lib/runtime/env.ts';
import { onLambda, type Part } from '../../../lib/runtime/lambda.ts';
import type { Operation } from '../../../lib/runtime/operation.ts';

type Handler = (event: string, context: { awsRequestId: string }) => Promise<string>;

const greeting = {
  env: ['GREETING'],
  make: (env) => ({ greeting: env.GREETING }),
} as const satisfies Part<'GREETING', object>;
const name = {
  env: ['NAME', 'TITLE'],
  make: (env) => ({ name: `${env.TITLE} ${env.NAME}` }),
} as const satisfies Part<'NAME' | 'TITLE', object>;

const operation: Operation<Handler, { greeting: string; name: string }> = {
  id: 'greet',
  bind: (needs) => async (event) => `${needs.greeting}, ${needs.name}: ${event}`,
};

afterEach(() => vi.unstubAllEnvs());

describe('onLambda', () => {
  it('Given missing variables of several parts, then the first call names them all, and only then', async () => {
    const handler = onLambda(operation, greeting, name);
    vi.stubEnv('TITLE', 'Dr');
    await expect(handler('hello', { awsRequestId: '1' })).rejects.toThrow(
      new EnvFault('missing environment variables: EXTRA_CURRENCIES, METRICS_NAMESPACE, GREETING, NAME'),
    );
  });

  it('Given the environment, then the operation is bound once and called with just its parts', async () => {
    const bind = vi.spyOn(operation, 'bind');
    const handler = onLambda(operation, greeting, name);
    expect(bind).not.toHaveBeenCalled();
    for (const [key, value] of Object.entries({
      EXTRA_CURRENCIES: '{}',
      METRICS_NAMESPACE: 'CashoutHub/test',
      GREETING: 'Hi',
      NAME: 'Jo',
      TITLE: 'Dr',
    })) {
      vi.stubEnv(key, value);
    }
    expect(await handler('one', { awsRequestId: '1' })).toBe('Hi, Dr Jo: one');
    expect(await handler('two', { awsRequestId: '2' })).toBe('Hi, Dr Jo: two');
    expect(bind).toHaveBeenCalledTimes(1);
  });

  it('Given a part is forgotten, then it does not compile', () => {
    // @ts-expect-error the operation needs `name`
    expect(typeof onLambda(operation, greeting)).toBe('function');
  });
});

describe('readEnv', () => {
  it('Given an empty value, then it counts as missing', () => {
    expect(() => readEnv(['A', 'B'], { A: '', B: 'b' })).toThrow('missing environment variables: A');
  });
});
