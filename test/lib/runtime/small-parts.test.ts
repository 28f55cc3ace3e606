import { describe, expect, it } from 'vitest';
import { readKey } from '../../../lib/runtime/http/idempotency-key.ts';
import { redact } from '../../../lib/runtime/redact.ts';

describe('idempotency key', () => {
  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['a b', 'a b'],
    ['k'.repeat(255), 'k'.repeat(255)],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('Given %s, then the key is %s', (given, key) => {
    expect(readKey(given)).toBe(key);
  });

  it.each(['"abc', '""', '"a"b"', 'k'.repeat(256), 'ü', 'a\tb', '"a\\b"'])(
    'Given %j, then it is no key',
    (given) => {
      expect(readKey(given)).toBeUndefined();
    },
  );
});

describe('redaction', () => {
  it('Given fields with telling names at any depth, then their values are hidden and the others kept', () => {
    const logged = JSON.stringify(
      {
        authorization: 'Bearer abc',
        headers: { 'X-Sign': 'abc', Cookie: 'abc' },
        clientSecret: 'abc',
        access_token: 'abc',
        body: { amount: 'abc' },
        auth: 'abc',
        betId: 'kept',
        author: 'kept',
        nothing: null,
      },
      redact,
    );
    expect(logged).not.toContain('abc');
    expect(logged.match(/kept/g)).toHaveLength(2);
    expect(logged).toContain('"nothing":null');
  });
});
