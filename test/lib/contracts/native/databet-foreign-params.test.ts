import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForeignParams } from '../../../../lib/contracts/native/databet-foreign-params.ts';

const allowed = ['player_id', 'internal_player_id'];

describe('Foreign-Params', () => {
  it.each<[string, string | undefined, Record<string, string>]>([
    [
      "the page's sample",
      '{   "some_token": "some_token_value",   "internal_player_id": "123" }',
      { internal_player_id: '123' },
    ],
    [
      'both names',
      '{"player_id":"p1","internal_player_id":"7"}',
      { player_id: 'p1', internal_player_id: '7' },
    ],
    ['a number', '{"player_id":123}', { player_id: '123' }],
    ['a number no double holds', '{"player_id":12345678901234567890}', { player_id: '12345678901234567890' }],
    ['128 characters', `{"player_id":"${'p'.repeat(128)}"}`, { player_id: 'p'.repeat(128) }],
    ['another script', '{"player_id":"\\u0438\\u0433\\u0440"}', { player_id: 'игр' }],
    ['no header', undefined, {}],
    ['an empty header', '', {}],
    ['blanks', '   ', {}],
    ['broken JSON', '{"player_id":"p1"', {}],
    ['two headers, joined', '{"player_id":"p1"},{"player_id":"p2"}', {}],
    ['a list', '[{"player_id":"p1"}]', {}],
    ['null', 'null', {}],
    ['a text', '"player_id"', {}],
    ['a number alone', '7', {}],
    ['a nested value', '{"player_id":{"id":"p1"},"internal_player_id":["7"]}', {}],
    ['truth and nothing', '{"player_id":true,"internal_player_id":null}', {}],
    ['an empty value', '{"player_id":""}', {}],
    ['a value too long', `{"player_id":"${'p'.repeat(129)}"}`, {}],
    ['a value with a line break', '{"player_id":"p1\\nadmin"}', {}],
    ['half of a surrogate pair', '{"player_id":"\\ud800"}', {}],
    ['another case', '{"Player_Id":"p1"}', {}],
    ['members of the prototype', '{"__proto__":{"player_id":"p1"},"constructor":{"player_id":"p2"}}', {}],
    ['more than a header holds', `{"x":"${'x'.repeat(10_240)}","player_id":"p1"}`, {}],
    ['brackets without end', '['.repeat(10_000), {}],
  ])('Given %s, then what is allowed and readable is kept', (_, header, kept) => {
    expect(readForeignParams(header, allowed)).toEqual(kept);
  });

  it('Given names that every object has, then none of them is found', () => {
    const names = ['toString', 'constructor', 'hasOwnProperty', '__proto__'];
    expect(readForeignParams('{"player_id":"p1"}', names)).toEqual({});
  });

  it('Given nothing is allowed, then nothing is kept', () => {
    expect(readForeignParams('{"player_id":"p1"}', [])).toEqual({});
  });

  it('Given any header at all, then short texts under allowed names and nothing else', () => {
    const objects = fc.dictionary(fc.constantFrom(...allowed, 'other', '__proto__'), fc.jsonValue());
    const headers = fc.oneof(
      fc.string(),
      fc.json(),
      objects.map((object) => JSON.stringify(object)),
    );
    fc.assert(
      fc.property(headers, (header) => {
        const kept = readForeignParams(header, allowed);
        for (const [name, value] of Object.entries(kept)) {
          expect(allowed).toContain(name);
          expect(typeof value).toBe('string');
          expect(value.length).toBeLessThanOrEqual(128);
        }
        expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
        expect(({} as Record<string, unknown>)['player_id']).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
