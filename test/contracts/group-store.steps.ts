import type { Group } from '../../lib/domain/subscription/group.ts';
import type { GroupCursor, GroupPage, GroupStore } from '../../lib/ports/group-store.ts';
import { renewalShards } from '../../lib/ports/group-store.ts';
import { noon } from '../support/sample-bets.ts';

let groups = 0;

/** The id of a group no test has touched, as long as real ones are. */
export function unseenGroupId(): string {
  groups += 1;
  return `7d0f1c5e-0000-4000-8000-${String(groups).padStart(12, '0')}`;
}

/** A group that has not been stored yet. */
export function aGroup(given: Partial<Group> = {}): Group {
  return {
    id: unseenGroupId(),
    betIds: ['bet-a', 'bet-b'],
    renewedAt: noon,
    dueAt: noon + 480_000,
    version: 0,
    ...given,
  };
}

/** Saves where nobody interferes; a lost save fails the test. */
export async function savedGroup(store: GroupStore, group: Group): Promise<Group> {
  const saved = await store.save(group);
  if (saved === null) throw new Error(`the save of version ${group.version} lost`);
  return saved;
}

/** Every page of one shard. */
export async function duePages(
  store: GroupStore,
  shard: number,
  before: number,
): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  let cursor: GroupCursor | null = null;
  do {
    const page: GroupPage = await store.listDue(shard, before, cursor);
    pages.push(page.ids);
    cursor = page.cursor;
  } while (cursor !== null);
  return pages;
}

/** The due groups of all shards, every page of them. */
export async function dueGroups(store: GroupStore, before: number): Promise<readonly string[]> {
  const due: string[] = [];
  for (let shard = 0; shard < renewalShards; shard += 1)
    due.push(...(await duePages(store, shard, before)).flat());
  return due;
}
