import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptedBody,
  aDatabetHub,
  address,
  type Callback,
  callbackKinds,
  declinedBody,
  type Sent,
  secret,
} from './databet-hub.ts';

const runs = 300;

const wrongSecrets = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    secret.slice(0, -1),
    `${secret} `,
    `${secret}\u0000`,
    secret.toLowerCase(),
    encodeURIComponent(`${secret}/..`),
    '../heartbeat',
    '__proto__',
    'constructor',
    'undefined',
    'null',
    '[object Object]',
    "' or 1=1 --",
    '{secret}',
    '%00',
    secret.normalize('NFD').replace('n', 'ｎ'),
    'x'.repeat(8_000),
  ),
  fc.string({ unit: 'binary' }),
);

const wrongAddresses = fc.oneof(
  fc.constantFrom(
    '',
    'localhost',
    '127.0.0.1',
    '::1',
    '::ffff:203.0.113.9',
    `${address}, 203.0.113.9`,
    `${address}:443`,
    '192.0.3.7',
    '0',
    '999.0.2.7',
    '192.0.2.7%eth0',
    '2001:db9::1',
  ),
  fc.ipV4().filter((given) => !given.startsWith('192.0.2.')),
);

/** Whatever somebody might hope is believed in place of what it should be. */
const headers = fc.dictionary(
  fc.constantFrom(
    'x-forwarded-for',
    'x-real-ip',
    'forwarded',
    'host',
    'authorization',
    'x-secret',
    'foreign-params',
    'x-correlation-id',
    'x-http-method-override',
    'idempotency-key',
  ),
  fc.oneof(
    fc.constantFrom(
      address,
      secret,
      `Bearer ${secret}`,
      `for=${address}`,
      '{"__proto__":{"player_id":"x"}}',
      '{"player_id":{"toString":"x"}}',
      '[',
      '\r\nx: y',
      'x'.repeat(9_000),
    ),
    fc.string(),
  ),
);

const deep = fc
  .integer({ min: 1, max: 30_000 })
  .map((levels) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);

const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    5,
    -5,
    5.5,
    1e21,
    '',
    ' ',
    '-5',
    '+5',
    '5e3',
    '1e-7',
    '5,5',
    '٥',
    '５',
    'NaN',
    'Infinity',
    '0x10',
    '9'.repeat(39),
    [],
    ['o1', 7],
    {},
    { value: '5', currency: 'EUR' },
    { $gt: '' },
    'a/b',
    'a#b',
    'é',
    '\u0000',
    '\ud800',
    'x'.repeat(129),
    Array(101).fill('o'),
  ),
  fc.jsonValue(),
);

/** One or more members that no callback may have: nothing of these can be taken. */
function brokenBody(valid: Readonly<Record<string, unknown>>) {
  const fits: Readonly<Record<string, (given: unknown) => boolean>> = {
    request_id: isId,
    bet_id: isId,
    cash_out_order_id: isId,
    amount: isAmount,
    refund_amount: isAmount,
    cash_out_order_ids: (given) =>
      Array.isArray(given) && given.length > 0 && given.every(isId) && given.length <= 100,
  };
  const names = Object.keys(valid);
  return fc
    .tuple(fc.constantFrom(...names), value)
    .filter(([name, given]) => !fits[name]?.(given))
    .map(([name, given]) => JSON.stringify({ ...valid, [name]: given }));
}

function isId(given: unknown): boolean {
  return typeof given === 'string' && /^[\x20-\x7e]{1,128}$/.test(given) && !/[/#]/.test(given);
}

function isAmount(given: unknown): boolean {
  return typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) && given.replace('.', '').length <= 38;
}

function brokenText(valid: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const text = JSON.stringify(valid);
  return fc.oneof(
    brokenBody(valid),
    brokenBody(valid),
    fc.nat({ max: text.length - 1 }).map((at) => text.slice(0, at)),
    fc.constantFrom(
      '',
      'null',
      '[]',
      `[${text}]`,
      `{"__proto__":${text}}`,
      `${text}${text}`,
      `\ufeff${text}`,
      '\u0000',
    ),
    deep,
    fc.integer({ min: 65_537, max: 300_000 }).map((length) => text.padEnd(length)),
    fc.string({ unit: 'binary' }).filter((given) => given.trim() !== text),
  );
}

const valid = { accepted: acceptedBody, declined: declinedBody };

const strangers: fc.Arbitrary<[Callback, Sent]> = fc.constantFrom(...callbackKinds).chain((callback) =>
  fc
    .record({
      caller: fc.oneof(
        wrongSecrets.map((given) => ({ secret: given })),
        wrongAddresses.map((given) => ({ address: given })),
        fc.tuple(wrongSecrets, wrongAddresses).map(([given, from]) => ({ secret: given, address: from })),
      ),
      headers,
      // Also what would be taken from those who may.
      body:
        callback === 'heartbeat'
          ? fc.constant('')
          : fc.oneof(fc.constant(valid[callback]), brokenText(valid[callback])),
    })
    .map(({ caller, ...sent }): [Callback, Sent] => [callback, { ...sent, ...caller }]),
);

const impostors: fc.Arbitrary<['accepted' | 'declined', Sent]> = fc
  .constantFrom('accepted' as const, 'declined' as const)
  .chain((callback) =>
    fc
      .record({ headers, body: brokenText(valid[callback]) })
      .map((sent): ['accepted' | 'declined', Sent] => [callback, sent]),
  );

describe('hostile callbacks', () => {
  it(`Given ${runs} from whoever may not call, then one answer to all, which tells nothing, and no bet has changed`, async () => {
    const { send, bet, logged } = aDatabetHub();
    await fc.assert(
      fc.asyncProperty(strangers, async ([callback, sent]) => {
        expect(await send(callback, sent)).toEqual({
          statusCode: 404,
          headers: { 'content-type': 'application/json' },
          body: '{"message":"Not Found"}',
        });
      }),
      { numRuns: runs },
    );
    expect((await bet()).version).toBe(0);
    expect(logged()).not.toContain('operation failed');
  });

  it(`Given ${runs} bodies no callback may have, from one who may call, then each is refused in their shape`, async () => {
    const { send, bet, logged } = aDatabetHub();
    const statuses = new Set<number | undefined>();
    await fc.assert(
      fc.asyncProperty(impostors, async ([callback, sent]) => {
        const { statusCode, body = '', headers: answered = {} } = await send(callback, sent);
        expect([400, 413]).toContain(statusCode);
        statuses.add(statusCode);
        expect(answered['content-type']).toBe('application/json');
        const { error } = JSON.parse(body);
        expect(error.code).toBe('internal_error');
        expect(['invalid-request', 'body-too-large']).toContain(error.data.reason);
        if (statusCode === 400) expect(error.data.errors.length).toBeGreaterThan(0);
        expect(error.data.errors?.length ?? 0).toBeLessThanOrEqual(20);
      }),
      { numRuns: runs },
    );
    expect([...statuses].sort()).toEqual([400, 413]);
    expect((await bet()).version).toBe(0);
    expect(logged()).not.toContain('operation failed');
    expect(({} as Record<string, unknown>)['player_id']).toBeUndefined();
  });
});
