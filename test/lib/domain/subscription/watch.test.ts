import { describe, expect, it } from 'vitest';
import {
  interestUntil,
  maxViewers,
  withoutViewer,
  withViewer,
} from '../../../../lib/domain/subscription/watch.ts';

const now = 1_000_000;

describe('interest in a bet', () => {
  it.each([
    ['nobody', {}, null],
    ['one who is interested', { a: now + 1 }, now + 1],
    ['one whose interest ends at this instant', { a: now }, null],
    ['several', { a: now + 5, b: now + 9, c: now - 3 }, now + 9],
  ])('Given %s, then it ends with the last', (_, viewers, until) => {
    expect(interestUntil({ viewers }, now)).toBe(until);
  });

  it.each([
    ['a new viewer', {}, { me: now + 60 }],
    ['the same viewer for longer', { me: now + 10 }, { me: now + 60 }],
    ['the same viewer for less', { me: now + 90 }, { me: now + 90 }],
    ['another who has left', { other: now }, { me: now + 60 }],
    ['another who is there', { other: now + 1 }, { other: now + 1, me: now + 60 }],
    [
      'a viewer named as a member every object has',
      { toString: now + 1 },
      { toString: now + 1, me: now + 60 },
    ],
  ])('Given %s, when the viewer joins, then the later end counts', (_, viewers, expected) => {
    expect(withViewer(viewers, 'me', now + 60, now)).toEqual(expected);
  });

  it('Given a viewer with the name of an inherited member, when it joins, then nothing inherited is taken for its end', () => {
    expect(withViewer({}, 'constructor', now + 60, now)).toEqual({ constructor: now + 60 });
  });

  it('Given as many viewers as are kept, when one more joins, then the one who ends first gives way and the end stays', () => {
    const many = Object.fromEntries(Array.from({ length: maxViewers }, (_, n) => [`v${n}`, now + 1 + n]));
    const joined = withViewer(many, 'late', now + 2, now);
    expect(Object.keys(joined)).toHaveLength(maxViewers);
    expect(joined).not.toHaveProperty('v0');
    expect(interestUntil({ viewers: joined }, now)).toBe(interestUntil({ viewers: many }, now));
  });

  it.each([
    ['the only one', { me: now + 1 }, null],
    ['one of two', { me: now + 1, other: now + 2 }, { other: now + 2 }],
    ['the last one who is still interested', { me: now + 1, other: now }, null],
    ['one nobody knows', { other: now + 2 }, { other: now + 2 }],
  ])('Given %s leaves, then only who is still interested is left', (_, viewers, left) => {
    expect(withoutViewer(viewers, 'me', now)).toEqual(left);
  });
});
