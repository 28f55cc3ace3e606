import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswerJson } from '../../../../lib/adapters/betcore/answer-json.ts';

describe('readAnswerJson', () => {
  it("Given the page's own sample, then it is read", () => {
    const text = '{\n  "transactionId": "389",\n  "balance": 1588.5,\n  "_responseCode": 1,\n}';
    expect(readAnswerJson(text)).toEqual({ transactionId: '389', balance: 1588.5, _responseCode: 1 });
  });

  it.each([
    ['{"a":[1,2,],}', { a: [1, 2] }],
    ['{"a":",}",}', { a: ',}' }],
    ['{"a":"\\",}" , }', { a: '",}' }],
    ['[{},]', [{}]],
    ['[true , ]', [true]],
  ])('Given %s, then its trailing commas are overlooked', (text, expected) => {
    expect(readAnswerJson(text)).toEqual(expected);
  });

  it.each([
    '{,}',
    '[,]',
    '{"a":1,,}',
    '[1,,]',
    '{"a":,}',
    ',',
    '{"a":1},',
    '{"a":1;}',
    "{'a':1}",
    '{a:1}',
    '{"a":1}}',
    '{"a":1 // so\n}',
    '{"a":NaN}',
    '{"a":01}',
    '{"a":"',
    '<html>',
    '',
  ])('Given %j, then it is no JSON', (text) => {
    expect(readAnswerJson(text)).toBeUndefined();
  });

  it('Given any JSON, then what JSON.parse makes of it, also with a comma at every end', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(readAnswerJson(JSON.stringify(value))).toEqual(value);
        expect(readAnswerJson(withCommas(value))).toEqual(value);
      }),
    );
  });

  it('Given a text that never ends, of the longest size, then it is no JSON at once', () => {
    expect(readAnswerJson(`{"a":${'"\\'.repeat(32_000)}`)).toBeUndefined();
    expect(readAnswerJson(`[${', '.repeat(32_000)}`)).toBeUndefined();
    expect(readAnswerJson(`[1,${' '.repeat(64_000)}`)).toBeUndefined();
  });
});

const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(',', ',}', '",]', '\\'), fc.integer());
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.stringMatching(/^[a-z",}]{1,4}$/), tie('value'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
})).value;

/** JSON as the page writes it: a comma after the last member of whatever has any. */
function withCommas(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map(withCommas)
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${withCommas(member)}`);
  return `${open}${members.map((member) => `${member},\n`).join('')}${close}`;
}
