import type { Cashout } from '../cashout/cashout.ts';
import type { Bet } from './bet.ts';

/** Whoever asks again does so within a day: by then only a stray repeat still names a declined cashout. */
export const archiveAfterMs = 24 * 3_600_000;

/**
 * A bet with no more declined cashouts than this keeps them. An archive costs two writes, and from then on a read per
 * request under a new key: few bets come this far, and half of what a bet takes in requests is still free then.
 */
export const declinedKept = 25;

/** Callbacks are not counted against any limit: past this many, some 100 kB, they move at any age. */
export const declinedAtMost = 200;

/** What most requests never look at again is read as a whole by the few that do: some 50 kB. */
export const cashoutsPerArchive = 100;

/** When archiving is next due (epoch ms); null while the bet may keep what it has. */
export function archiveDueAt(bet: Bet): number | null {
  if (bet.cashouts.filter(({ status }) => status === 'declined').length <= declinedKept) return null;
  const movable = movableOf(bet);
  const [oldest] = movable;
  if (oldest === undefined) return null;
  if (movable.length > declinedAtMost) return oldest.updatedAt;
  // Many at once: an archive for each as it comes of age would be read by every later request.
  const last = movable[declinedKept - 1] ?? movable.at(-1) ?? oldest;
  return last.updatedAt + archiveAfterMs;
}

/**
 * The cashouts that move into the bet's next archive at `now` (epoch ms), declined longest first, at most
 * `cashoutsPerArchive`; none exactly while `archiveDueAt` has not come.
 */
export function cashoutsToArchive(bet: Bet, now: number): readonly Cashout[] {
  const dueAt = archiveDueAt(bet);
  if (dueAt === null || dueAt > now) return [];
  const movable = movableOf(bet);
  const moving =
    movable.length > declinedAtMost
      ? movable
      : movable.filter(({ updatedAt }) => updatedAt + archiveAfterMs <= now);
  return moving.slice(0, cashoutsPerArchive);
}

/**
 * What can never change again, and no event is still to be made from: declined by hub or provider. What was only
 * inferred, or said by a person, the provider can still contradict. Declined longest first.
 */
function movableOf({ cashouts, outbox }: Bet): readonly Cashout[] {
  const unpublished = new Set(outbox.map(({ cashoutId }) => cashoutId));
  return cashouts
    .filter(
      ({ status, decidedBy, cashoutId }) =>
        status === 'declined' &&
        (decidedBy === 'hub' || decidedBy === 'provider') &&
        !unpublished.has(cashoutId),
    )
    .toSorted((one, other) => one.updatedAt - other.updatedAt);
}

/**
 * The bet without what its archive of this number holds, the archive counted. The very same bet where it is not the
 * next one: then somebody else has counted it.
 */
export function withoutArchived(bet: Bet, number: number, held: readonly Cashout[]): Bet {
  if (number !== bet.archives + 1) return bet;
  const ids = new Set(held.map(({ cashoutId }) => cashoutId));
  const cashouts = bet.cashouts.filter(({ cashoutId }) => !ids.has(cashoutId));
  return { ...bet, cashouts, archives: number };
}

/**
 * The bet as if these had never been archived, to decide on what is known already and to show, never to save. Oldest
 * first; the very same bet where there are none.
 */
export function withArchived(bet: Bet, archived: readonly Cashout[]): Bet {
  if (archived.length === 0) return bet;
  const cashouts = [...archived, ...bet.cashouts].toSorted((one, other) => one.createdAt - other.createdAt);
  return { ...bet, cashouts };
}
