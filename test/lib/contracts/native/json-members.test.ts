import fc from 'fast-check';
import { expect, it } from 'vitest';
import { locateMembers } from '../../../../lib/contracts/native/json-members.ts';

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

it.each(['', '[]', '"text"', 'null', '{"a":}', '{} {}', '{"a":1} /* b', '{} /*/', '{"a":"b'])(
  'finds no object in %j',
  (text) => {
    expect(locateMembers(text)).toBeUndefined();
  },
);

it.each([
  ['strings', '"\\'],
  ['comments', '/*x'],
])('reads %s that never end in about the time an honest body takes', (_, endless) => {
  const bytes = 1_000_000;
  const honestMs = Math.max(...spentThrice(`{"a":"${'\\"'.repeat(bytes / 2)}"}`));
  // In small steps, so that work growing faster than the body is noticed before it takes minutes.
  for (let size = 15_625; size <= bytes; size *= 2) {
    const hostile = `{${endless.repeat(size / endless.length)}}`;
    expect(locateMembers(hostile)).toBeUndefined();
    expect(Math.min(...spentThrice(hostile))).toBeLessThan(20 * honestMs);
  }
});

function spentThrice(text: string): readonly number[] {
  return [1, 2, 3].map(() => {
    const from = performance.now();
    locateMembers(text);
    return performance.now() - from;
  });
}
