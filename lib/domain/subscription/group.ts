/** As many bets as one provider call takes: a group is renewed by one call and one write. */
export const maxBetsPerGroup = 100;

/** What Odds88 states: a subscription that is not renewed ends this long after. */
export const lapseAfterMs = 10 * 60_000;

/** Two minutes before it would lapse, which leaves room for a run that failed and one that was lost. */
export const renewAfterMs = 8 * 60_000;

/**
 * A new group becomes due this soon, before anybody has subscribed its bets: should whoever makes it die half
 * way, the next renewals finish the work. Until then nobody looks into it, so its watches can be written, also by
 * clocks a minute apart and stores that take their time.
 */
export const adoptAfterMs = 5 * 60_000;

/** Bets whose subscriptions are renewed together. */
export interface Group {
  readonly id: string;
  /** At most `maxBetsPerGroup`. A bet whose watch names another group, or that has none, is here by mistake. */
  readonly betIds: readonly string[];
  /** When the call that last subscribed all of them was begun (epoch ms); null when none has been yet. */
  readonly renewedAt: number | null;
  /** When they are to be renewed next (epoch ms). */
  readonly dueAt: number;
  /** 0 when it has never been stored; every write moves it one up. */
  readonly version: number;
}

/** Whether its bets are subscribed at the provider at `now` (epoch ms), as far as anybody has written. */
export function isSubscribed({ renewedAt }: Group, now: number): boolean {
  return renewedAt !== null && now < renewedAt + lapseAfterMs;
}

/** The group after the call that was begun at `renewedAt` has subscribed these bets. */
export function renewed(group: Group, betIds: readonly string[], renewedAt: number): Group {
  return { ...group, betIds, renewedAt, dueAt: renewedAt + renewAfterMs };
}

/** A burst of new groups is spread over so many runs, the earliest of them four minutes after it. */
const spreadOverRuns = 5;
const betweenRunsMs = 60_000;

/**
 * The same of a group that is new: its second time comes up to four minutes early, each group at a time of its own,
 * so that what was followed in one minute is not renewed in one minute for ever.
 */
export function settled(group: Group, renewedAt: number): Group {
  const next = renewed(group, group.betIds, renewedAt);
  return { ...next, dueAt: next.dueAt - (sumOf(group.id) % spreadOverRuns) * betweenRunsMs };
}

function sumOf(text: string): number {
  return [...text].reduce((sum, character) => sum + character.charCodeAt(0), 0);
}

export interface Move {
  readonly from: Group;
  readonly to: Group;
  readonly betIds: readonly string[];
}

/**
 * Empties the smallest groups into the room the others have, so that no more are left than the bets need and
 * one in twenty. Groups that stay within that are left alone: each bet moved costs a write of its own.
 */
export function consolidate(groups: readonly Group[]): readonly Move[] {
  const bySize = [...groups].sort((a, b) => b.betIds.length - a.betIds.length);
  const bets = groups.reduce((sum, { betIds }) => sum + betIds.length, 0);
  const enough = Math.ceil((bets / maxBetsPerGroup) * slack);
  const kept = bySize.slice(0, enough);
  const emptied = bySize.slice(enough).flatMap((from) => from.betIds.map((betId) => ({ from, betId })));
  const moves: Move[] = [];
  for (const to of kept) {
    const incoming = emptied.splice(0, maxBetsPerGroup - to.betIds.length);
    for (const from of new Set(incoming.map((bet) => bet.from))) {
      const betIds = incoming.filter((bet) => bet.from === from).map(({ betId }) => betId);
      moves.push({ from, to, betIds });
    }
  }
  return moves;
}

/** Half of the 5 % that renewals may cost above the least. */
const slack = 1.025;
