import type { FeedValue } from './feed-value.ts';

/** The latest the feed has told of a bet. */
export type FeedQuote = Pick<FeedValue, 'at' | 'status' | 'amount' | 'reason'>;

/**
 * Who wants to follow a bet's cashout amount, and the renewal group that keeps its subscription at the provider
 * alive. It exists while there is an interest, and is the one truth about it: a group lists the bet only on behalf
 * of the watch that names the group.
 */
export interface Watch {
  readonly betId: string;
  /** Until when (epoch ms) each viewer is interested. */
  readonly viewers: Readonly<Record<string, number>>;
  /** Id of its renewal group. */
  readonly group: string;
  /** Null until the feed has told anything. Whoever keeps it moves no version. */
  readonly quote: FeedQuote | null;
  /** 1 when it begins; every write moves it one up. */
  readonly version: number;
}

/** A bet is its player's own: more devices than this are a client that makes up a new name at each call. */
export const maxViewers = 50;

/**
 * The hub itself, which follows bets it does not know the outcome of, closed ones too. No client's viewers are called
 * so: theirs begin with the client's name and a slash.
 */
export const hubViewerId = 'hub';

/** When the last interest ends (epoch ms); null when none is left at `now`. */
export function interestUntil({ viewers }: Pick<Watch, 'viewers'>, now: number): number | null {
  const last = Math.max(0, ...Object.values(viewers));
  return last > now ? last : null;
}

/** Whether anybody but the hub is interested: nobody else may follow a bet that is over. */
export function hasViewers({ viewers }: Pick<Watch, 'viewers'>, now: number): boolean {
  return Object.entries(viewers).some(([id, end]) => id !== hubViewerId && end > now);
}

/**
 * The viewers once one of them is interested until `until`, or longer if it was. Of too many, the one whose
 * interest ends first gives way: the bet is watched as long as with it.
 */
export function withViewer(
  viewers: Watch['viewers'],
  viewerId: string,
  until: number,
  now: number,
): Watch['viewers'] {
  const others = Object.entries(viewers).filter(([id, end]) => id !== viewerId && end > now);
  const known = Object.hasOwn(viewers, viewerId) ? viewers[viewerId] : undefined;
  const kept = others.sort(([, a], [, b]) => b - a).slice(0, maxViewers - 1);
  return Object.fromEntries([...kept, [viewerId, Math.max(until, known ?? 0)]]);
}

/** The viewers without one of them; null when none is left that is still interested. */
export function withoutViewer(
  viewers: Watch['viewers'],
  viewerId: string,
  now: number,
): Watch['viewers'] | null {
  const others = Object.entries(viewers).filter(([id, end]) => id !== viewerId && end > now);
  return others.length === 0 ? null : Object.fromEntries(others);
}
