import { inParallel } from '../domain/in-parallel.ts';
import { consolidate, type Group, type Move } from '../domain/subscription/group.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log } from '../ports/telemetry.ts';
import type { WatchStore } from '../ports/watch-store.ts';

export interface WriteGroupsNeeds {
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

const writesAtOnce = 16;

/** A moved bet joins a group that was written within this time: long before anybody looks into that group. */
const moveWithinMs = 60_000;

/**
 * Writes each group, packed. A group that takes bets in is written before their watches name it, and the one
 * that gives them away after: wherever this dies, every bet is in the group its watch names.
 */
export async function writeGroups(needs: WriteGroupsNeeds, groups: readonly Group[]): Promise<void> {
  const moves = consolidate(groups);
  const takers = new Set(moves.map(({ to }) => to));
  const moved = new Set<string>();
  await inParallel([...takers], writesAtOnce, (group) =>
    attempt(needs, async () => {
      const incoming = moves.filter(({ to }) => to === group);
      for (const betId of await takeIn(needs, group, incoming)) moved.add(betId);
    }),
  );
  const others = groups.filter((group) => !takers.has(group));
  await inParallel(others, writesAtOnce, (group) =>
    attempt(needs, async () => {
      const betIds = group.betIds.filter((betId) => !moved.has(betId));
      await (betIds.length === 0 ? needs.groups.remove(group) : needs.groups.save({ ...group, betIds }));
    }),
  );
}

/** Often enough for a bet that comes right again, and seldom enough for one that never does. */
const apartForMs = 4 * 60_000;

/**
 * Moves bets the provider chokes on into a group of their own, which is tried again by itself. Answers the bets that
 * are in it now.
 */
export async function setApart(
  needs: WriteGroupsNeeds,
  { id: from, renewedAt }: Group,
  betIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  if (betIds.length === 0) return moved;
  await attempt(needs, async () => {
    const dueAt = needs.clock.now() + apartForMs;
    const apart = await needs.groups.save({ id: needs.ids.next(), betIds, renewedAt, dueAt, version: 0 });
    if (apart === null) return;
    await inParallel(betIds, writesAtOnce, async (betId) => {
      if (await needs.watches.move(betId, from, apart.id)) moved.add(betId);
    });
  });
  return moved;
}

/** Answers the bets that are no longer in the group they come from. */
async function takeIn(
  { groups, watches, clock }: WriteGroupsNeeds,
  group: Group,
  moves: readonly Move[],
): Promise<readonly string[]> {
  const begunAt = clock.now();
  const incoming = moves.flatMap(({ from, betIds }) => betIds.map((betId) => ({ from, betId })));
  // Due when the first of all its bets is.
  const oldest = moves.reduce((first, { from }) => (startsBefore(from, first) ? from : first), group);
  const betIds = [...group.betIds, ...incoming.map(({ betId }) => betId)];
  const { renewedAt, dueAt } = oldest;
  if ((await groups.save({ ...group, betIds, renewedAt, dueAt })) === null) return [];
  const moved: string[] = [];
  await inParallel(incoming, writesAtOnce, async ({ from, betId }) => {
    if (clock.now() > begunAt + moveWithinMs) return;
    // Where it is not in that group any more, it is not that group's any more either.
    await watches.move(betId, from.id, group.id);
    moved.push(betId);
  });
  return moved;
}

function startsBefore(a: Group, b: Group): boolean {
  return a.dueAt < b.dueAt;
}

/** One group that cannot be written stays due, and stops no other. */
async function attempt({ log }: WriteGroupsNeeds, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (fault) {
    log.error('a renewed group could not be written', fault);
  }
}
