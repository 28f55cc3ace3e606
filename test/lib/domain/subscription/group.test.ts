import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consolidate,
  type Group,
  lapseAfterMs,
  maxBetsPerGroup,
  renewAfterMs,
  renewed,
} from '../../../../lib/domain/subscription/group.ts';

function groupsOf(sizes: readonly number[]): readonly Group[] {
  return sizes.map((size, place) => ({
    id: `g${place}`,
    betIds: Array.from({ length: size }, (_, bet) => `b${place}-${bet}`),
    renewedAt: 0,
    dueAt: renewAfterMs,
    version: 1,
  }));
}

/** What is in each group once all moves are made. */
function afterMoves(groups: readonly Group[]): ReadonlyMap<string, readonly string[]> {
  const contents = new Map(groups.map(({ id, betIds }) => [id, [...betIds]]));
  for (const { from, to, betIds } of consolidate(groups)) {
    for (const betId of betIds) {
      const source = contents.get(from.id) ?? [];
      expect(source).toContain(betId);
      source.splice(source.indexOf(betId), 1);
      contents.get(to.id)?.push(betId);
    }
  }
  return contents;
}

describe('renewal groups', () => {
  it('Given a renewed group, then it is due while there is time for two more attempts before it lapses', () => {
    const [group] = groupsOf([2]);
    const next = renewed(group as Group, ['x'], 5_000);
    expect(next).toMatchObject({ betIds: ['x'], renewedAt: 5_000, dueAt: 5_000 + renewAfterMs });
    expect(5_000 + lapseAfterMs - next.dueAt).toBe(2 * 60_000);
  });

  it.each([
    ['full groups', [100, 100, 100], 3],
    ['two halves', [50, 50], 1],
    ['many small ones', Array.from({ length: 40 }, () => 10), 5],
    ['a single small one', [3], 1],
    ['empty ones', [0, 0, 7], 1],
    ['nothing', [], 0],
    ['a few holes within one in forty', Array.from({ length: 100 }, () => 99), 100],
  ])('Given %s, then no more are left than needed and one in forty', (_, sizes, left) => {
    const filled = [...afterMoves(groupsOf(sizes)).values()].filter(({ length }) => length > 0);
    expect(filled.length).toBeLessThanOrEqual(
      Math.max(left, Math.ceil((sizes.reduce((a, b) => a + b, 0) / 100) * 1.025)),
    );
  });

  it('Given any sizes, when they are packed, then no bet is lost or doubled, no group overfull, and none both gives and takes', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: maxBetsPerGroup }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (given) => {
        const groups = groupsOf(given);
        const after = [...afterMoves(groups).values()];
        expect(after.flat().sort()).toEqual(groups.flatMap(({ betIds }) => betIds).sort());
        expect(Math.max(0, ...after.map(({ length }) => length))).toBeLessThanOrEqual(maxBetsPerGroup);
        const bets = after.flat().length;
        expect(after.filter(({ length }) => length > 0).length).toBeLessThanOrEqual(
          Math.ceil((bets / maxBetsPerGroup) * 1.025),
        );
        const moves = consolidate(groups);
        const givers = new Set(moves.map(({ from }) => from));
        expect(moves.filter(({ to }) => givers.has(to))).toEqual([]);
      }),
    );
  });
});
