import fc from 'fast-check';
import { expect, it } from 'vitest';
import { locateMembers } from '../../../../infra/local/simulators/gr8/json-members.ts';

const objects = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), {
  selector: ([name]) => name.toLowerCase(),
});

it('finds every member of any JSON object, with exactly its text', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(0, 2, '\t'), (members, indent) => {
      // Object.fromEntries keeps a member named __proto__ an ordinary one.
      const text = JSON.stringify(Object.fromEntries(members), null, indent);
      const located = locateMembers(text);
      for (const [name, value] of members) {
        const member = located?.find(name);
        expect(member && JSON.stringify(JSON.parse(member.raw))).toBe(JSON.stringify(value));
      }
      const lines = text.split('\n');
      expect(located?.end).toEqual({ line: lines.length, position: lines.at(-1)?.length });
    }),
  );
});

it('takes comments for blanks, and none out of strings', () => {
  const located = locateMembers('{ /* a\n b */ "url": "http://x", // "n": 2\n "n": 1 }');
  expect(located?.find('url')).toEqual({
    kind: 'string',
    raw: '"http://x"',
    end: { line: 2, position: 23 },
  });
  expect(located?.find('n')).toEqual({ kind: 'number', raw: '1', end: { line: 3, position: 7 } });
});

it('counts the last of a repeated member, in any case', () => {
  expect(locateMembers('{"a":1,"A":null}')?.find('a')?.kind).toBe('null');
});

it.each(['', '[]', '"text"', 'null', '{"a":}', '{} {}'])('finds no object in %j', (text) => {
  expect(locateMembers(text)).toBeUndefined();
});
