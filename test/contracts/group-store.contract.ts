import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Group } from '../../lib/domain/subscription/group.ts';
import type { GroupStore } from '../../lib/ports/group-store.ts';
import { renewalShards } from '../../lib/ports/group-store.ts';
import { anyBetId, anyInstant } from '../support/arbitraries.ts';
import { noon } from '../support/sample-bets.ts';
import { aGroup, dueGroups, duePages, savedGroup, unseenGroupId } from './group-store.steps.ts';

export interface GroupStoreUnderTest {
  /** A store whose pages of due groups hold at most three. */
  readonly store: GroupStore;
  stop(): Promise<void>;
}

/** What every GroupStore guarantees. Tests share one store and never a group. */
export function groupStoreContract(name: string, start: () => Promise<GroupStoreUnderTest>): void {
  describe(`GroupStore: ${name}`, () => {
    let subject: GroupStoreUnderTest;
    let store: GroupStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    async function stored(id: string): Promise<Group | null | undefined> {
      return (await store.loadMany([id]))[0];
    }

    describe('Given a group nobody has stored', () => {
      it('When it is loaded, Then there is none', async () => {
        expect(await store.loadMany([unseenGroupId()])).toStrictEqual([null]);
      });

      it('When it is saved, Then it is stored at version 1', async () => {
        const group = aGroup();
        expect(await store.save(group)).toStrictEqual({ ...group, version: 1 });
        expect(await stored(group.id)).toStrictEqual({ ...group, version: 1 });
      });

      it('When it is saved at a version it never had, Then the save loses and there is still none', async () => {
        const group = aGroup({ version: 3 });
        expect(await store.save(group)).toBeNull();
        expect(await stored(group.id)).toBeNull();
      });

      it('When it is removed, Then it is gone already', async () => {
        const group = aGroup({ version: 3 });
        expect(await store.remove(group)).toBe(true);
        expect(await stored(group.id)).toBeNull();
      });
    });

    describe('Given any group the types allow', () => {
      it('When it is saved, Then it comes back exactly, one version up', async () => {
        const anyGroup = fc.record({
          betIds: fc.array(anyBetId, { maxLength: 20 }),
          renewedAt: fc.option(anyInstant, { nil: null }),
          dueAt: anyInstant,
        });
        const property = fc.asyncProperty(anyGroup, async (content) => {
          const group = { id: unseenGroupId(), ...content, version: 0 };
          expect(await store.save(group)).toStrictEqual({ ...group, version: 1 });
          expect(await stored(group.id)).toStrictEqual({ ...group, version: 1 });
        });
        await fc.assert(property, { numRuns: 50 });
      });

      it.each<[string, Partial<Group>]>([
        ['due', { dueAt: Number.NaN }],
        ['due', { dueAt: 1.5 }],
        ['renewed', { renewedAt: Number.POSITIVE_INFINITY }],
      ])('When it is %s at no instant, Then the save is refused as a mistake of ours', async (_, given) => {
        await expect(store.save(aGroup(given))).rejects.toThrow('at instants');
      });
    });

    describe('Given a stored group', () => {
      it('When it is saved again and again, Then each save moves the version by one', async () => {
        let group = await savedGroup(store, aGroup({ renewedAt: null }));
        for (const version of [2, 3, 4]) {
          const betIds = [...group.betIds, `bet ${version}`];
          const renewedAt = version === 4 ? null : noon + version;
          const next = { ...group, betIds, renewedAt, dueAt: group.dueAt + version };
          group = await savedGroup(store, next);
          expect(group).toStrictEqual({ ...next, version });
          expect(await stored(group.id)).toStrictEqual(group);
        }
      });

      it.each([0, 1, 3])(
        'When a save comes from version %i, Then it loses and nothing changes',
        async (version) => {
          const first = await savedGroup(store, aGroup());
          const current = await savedGroup(store, { ...first, betIds: ['bet-c'] });
          expect(await store.save({ ...current, betIds: ['late'], version })).toBeNull();
          expect(await stored(first.id)).toStrictEqual(current);
        },
      );

      it.each([0, 1])('When many save at version %i at once, Then exactly one wins', async (version) => {
        const base = version === 0 ? aGroup() : await savedGroup(store, aGroup());
        const saves = Array.from({ length: 12 }, (_, n) => ({ ...base, betIds: [`bet ${n}`] }));
        const results = await Promise.all(saves.map((group) => store.save(group)));
        const winners = results.filter((result) => result !== null);
        expect(winners).toHaveLength(1);
        expect(winners[0]?.version).toBe(version + 1);
        expect(await stored(base.id)).toStrictEqual(winners[0]);
      });

      it.each([0, 1])(
        'When the very same save of version %i comes again, Then it is answered as before and writes nothing',
        async (version) => {
          const base = version === 0 ? aGroup() : await savedGroup(store, aGroup());
          const group = { ...base, betIds: ['bet-x'] };
          const first = await savedGroup(store, group);
          expect(await store.save(group)).toStrictEqual(first);
          expect(await stored(base.id)).toStrictEqual(first);
        },
      );

      it('When a caller changes what it saved or loaded, Then the stored group stays', async () => {
        const given = aGroup({ betIds: ['bet-a'] });
        const kept = structuredClone(await savedGroup(store, given));
        for (const held of [given, await stored(given.id)]) {
          // A store may freeze what it hands out: then nothing can be changed at all.
          Reflect.set(held?.betIds ?? [], 0, 'another');
          Reflect.set(held ?? {}, 'dueAt', 0);
        }
        expect(await stored(given.id)).toStrictEqual(kept);
      });
    });

    describe('Given a group to be removed', () => {
      it('When it is as it was read, Then it is gone, and gone it stays', async () => {
        const group = await savedGroup(store, aGroup());
        expect(await store.remove(group)).toBe(true);
        expect(await stored(group.id)).toBeNull();
        expect(await store.remove(group)).toBe(true);
        expect(await store.save(group)).toBeNull();
        expect(await stored(group.id)).toBeNull();
      });

      it.each([0, 1, 3])(
        'When version %i of it was read, Then that is refused and it stays',
        async (version) => {
          const first = await savedGroup(store, aGroup());
          const current = await savedGroup(store, { ...first, betIds: [] });
          expect(await store.remove({ ...current, version })).toBe(false);
          expect(await stored(first.id)).toStrictEqual(current);
        },
      );

      it('When it is removed and saved at once, Then exactly one of them wins', async () => {
        const group = await savedGroup(store, aGroup());
        const [removed, saved] = await Promise.all([
          store.remove(group),
          store.save({ ...group, betIds: ['bet-c'] }),
        ]);
        expect(removed).toBe(saved === null);
        expect(await stored(group.id)).toStrictEqual(saved);
      });
    });

    describe('Given many groups due at different times', () => {
      const dueAt = (position: number): number => noon + (position % 20) * 1000;
      const before = dueAt(9);
      const own = new Map<string, number>();
      beforeAll(async () => {
        for (let position = 0; position < 120; position += 1) {
          const group = await savedGroup(store, aGroup({ dueAt: dueAt(position) }));
          own.set(group.id, group.dueAt);
        }
      });

      it('When all shards are paged through, Then each group due before the instant is listed once', async () => {
        const listed = (await dueGroups(store, before)).filter((id) => own.has(id));
        const expected = [...own].filter(([, at]) => at < before).map(([id]) => id);
        expect(listed.toSorted()).toStrictEqual(expected.toSorted());
        expect(expected.length).toBeGreaterThan(0);
      });

      it('When a shard is paged through, Then pages are small and the earliest comes first', async () => {
        let pages = 0;
        for (let shard = 0; shard < renewalShards; shard += 1) {
          const found = await duePages(store, shard, dueAt(19) + 1);
          pages += found.length;
          for (const page of found) expect(page.length).toBeLessThanOrEqual(3);
          const times = found.flat().flatMap((id) => own.get(id) ?? []);
          expect(times).toStrictEqual(times.toSorted((a, b) => a - b));
        }
        expect(pages).toBeGreaterThan(renewalShards);
      });

      it('When nothing is due yet, Then the first page is empty and the last', async () => {
        for (let shard = 0; shard < renewalShards; shard += 1) {
          expect(await store.listDue(shard, 0, null)).toStrictEqual({ ids: [], cursor: null });
        }
      });

      it('When one is renewed or removed, Then it is listed by its new time or not at all', async () => {
        const renewed = await savedGroup(store, aGroup({ dueAt: noon - 2 }));
        const removed = await savedGroup(store, aGroup({ dueAt: noon - 1 }));
        const listed = async (before: number): Promise<readonly string[]> =>
          (await dueGroups(store, before)).filter((id) => id === renewed.id || id === removed.id);
        expect(new Set(await listed(noon))).toStrictEqual(new Set([renewed.id, removed.id]));
        await savedGroup(store, { ...renewed, dueAt: noon + 1 });
        await store.remove(removed);
        expect(await listed(noon + 1)).toStrictEqual([]);
        expect(await listed(noon + 2)).toStrictEqual([renewed.id]);
      });
    });

    describe('Given many groups asked for at once', () => {
      it('When some are not there and some named twice, Then all come back in the order asked', async () => {
        const ids = Array.from({ length: 80 }, () => unseenGroupId());
        const kept = new Map<string, Group>();
        for (const [n, id] of ids.entries()) {
          if (n % 3 !== 0) kept.set(id, await savedGroup(store, aGroup({ id, betIds: [`bet ${n}`] })));
        }
        const asked = [...ids, ...ids.slice(0, 20).toReversed()];
        expect(asked).toHaveLength(100);
        const expected = asked.map((id) => kept.get(id) ?? null);
        expect(await store.loadMany(asked)).toStrictEqual(expected);
      });

      it('When none is asked for, Then none comes back', async () => {
        expect(await store.loadMany([])).toStrictEqual([]);
      });

      it('When more than 100 are asked for, Then the call is refused', async () => {
        const ids = Array.from({ length: 101 }, () => unseenGroupId());
        await expect(store.loadMany(ids)).rejects.toThrow('at most 100 groups');
      });
    });
  });
}
