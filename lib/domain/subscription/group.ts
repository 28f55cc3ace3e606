/** As many bets as one provider call takes: a group is renewed by one call and one write. */
export const maxBetsPerGroup = 100;

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
