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
  /** 0 when it has never been stored; every write moves it one up. */
  readonly version: number;
}
