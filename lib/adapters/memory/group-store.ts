import { isDeepStrictEqual } from 'node:util';
import { assert } from '../../domain/assert.ts';
import type { Group } from '../../domain/subscription/group.ts';
import {
  type GroupCursor,
  type GroupStore,
  maxGroupsPerLoad,
  renewalShards,
} from '../../ports/group-store.ts';
import { groupPk, renewalShardOf } from '../dynamodb/keys.ts';

export interface MemoryGroupStoreOptions {
  /** @default 500 */
  readonly idsPerPage?: number;
}

/**
 * Renewal groups in this process: the twin of the DynamoDB store, with the same refusals. What it holds is
 * frozen and handed out as it is, and each shard has a list of its own, so that a poll looks at no other's.
 */
export function memoryGroupStore({ idsPerPage = 500 }: MemoryGroupStoreOptions = {}): GroupStore {
  const shards = Array.from({ length: renewalShards }, () => new Map<string, Group>());

  function shardOf(id: string): Map<string, Group> {
    const shard = shards[renewalShardOf(groupPk(id))];
    assert(shard !== undefined, 'every group has a shard');
    return shard;
  }

  return {
    async loadMany(ids) {
      assert(ids.length <= maxGroupsPerLoad, `at most ${maxGroupsPerLoad} groups in one call`);
      return ids.map((id) => shardOf(id).get(id) ?? null);
    },

    async save(group) {
      const shard = shardOf(group.id);
      const current = shard.get(group.id);
      const next = frozen({ ...group, betIds: [...group.betIds], version: group.version + 1 });
      if ((current?.version ?? 0) === group.version) {
        shard.set(group.id, next);
        return next;
      }
      return isDeepStrictEqual(current, next) ? next : null;
    },

    async remove({ id, version }) {
      const shard = shardOf(id);
      if (shard.has(id) && shard.get(id)?.version !== version) return false;
      shard.delete(id);
      return true;
    },

    async listDue(shard, before, cursor) {
      const after = fromCursor(cursor);
      const rest: Group[] = [];
      for (const group of shards[shard]?.values() ?? []) {
        if (group.dueAt < before && (after === null || inOrder(after, group) < 0)) rest.push(group);
      }
      const page = rest.sort(inOrder).slice(0, idsPerPage);
      return {
        ids: page.map(({ id }) => id),
        cursor: rest.length > page.length ? (page.at(-1) ?? null) : null,
      };
    },
  };
}

/** Earliest first; those of one instant in an order of their own, so that a cursor has one place. */
function inOrder(a: Group, b: Group): number {
  if (a.dueAt !== b.dueAt) return a.dueAt - b.dueAt;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function frozen(group: Group): Group {
  const { renewedAt, dueAt } = group;
  assert([renewedAt ?? 0, dueAt].every(Number.isSafeInteger), 'a group is renewed at instants');
  Object.freeze(group.betIds);
  return Object.freeze(group);
}

/** Only this store hands such cursors out. */
function fromCursor(cursor: GroupCursor): Group | null {
  return cursor as Group | null;
}
