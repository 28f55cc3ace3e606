import { isCashedOut } from '../domain/bet/bet.ts';
import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { type ReasonCode, reason } from '../domain/reasons.ts';
import { isSubscribed, maxBetsPerGroup } from '../domain/subscription/group.ts';
import { interestUntil, type Watch, withViewer } from '../domain/subscription/watch.ts';
import { type BetStore, maxBetsPerLoad } from '../ports/bet-store.ts';
import { maxWatchesPerLoad } from '../ports/watch-store.ts';
import { type Subscribed, startWatching, type Viewer, type WatchingNeeds } from './start-watching.ts';

export interface SubscribeNeeds extends WatchingNeeds {
  readonly bets: Pick<BetStore, 'loadMany'>;
}

export type { Subscribed };

export interface SubscribeAsked {
  /** Each once. */
  readonly betIds: readonly string[];
  readonly viewerId: string;
  readonly keepForMs: number;
  /**
   * Until when (epoch ms) the provider is waited for.
   * @default as long as API Gateway waits
   */
  readonly answerBy?: number;
}

/** API Gateway cuts a call off after 30 s. */
const answerWithinMs = 25_000;

/** A thousand bets are ten batches; their writes queue for the connections of one container. */
const batchesAtOnce = 4;
const writesAtOnce = 16;

/** A round that begins later may not end in time. */
const lastRoundMs = 10_000;

/** Each lost race means another call for the same bet won, and then this one mostly finds it watched. */
const maxRounds = 5;

/**
 * Has the viewer follow these bets, but for those the ledger knows to be over: what is quoted of them would be read
 * from their watch alone. A bet that is watched already costs no provider call. Answers every bet, in the order asked.
 */
export function subscribeBets(needs: SubscribeNeeds, asked: SubscribeAsked): Promise<readonly Subscribed[]> {
  return follow(needs, asked, (betIds) => betsThatAreOver(needs, betIds));
}

/** The same whatever the ledger says of the bets: how a cashout ended is to be known of a closed bet too. */
export function followAnyBets(needs: WatchingNeeds, asked: SubscribeAsked): Promise<readonly Subscribed[]> {
  return follow(needs, asked, async () => new Map());
}

type ReasonsAgainst = ReadonlyMap<string, ReasonCode>;

async function follow(
  needs: WatchingNeeds,
  asked: SubscribeAsked,
  reasonsAgainst: (betIds: readonly string[]) => Promise<ReasonsAgainst>,
): Promise<readonly Subscribed[]> {
  const { answerBy = needs.clock.now() + answerWithinMs } = asked;
  const { betsPerCall } = await needs.subscriptions.limits();
  const size = Math.min(betsPerCall, maxBetsPerGroup, maxWatchesPerLoad, maxBetsPerLoad);
  const done = await inParallel(chunks(asked.betIds, size), batchesAtOnce, (betIds) =>
    followBatch(needs, { ...asked, betIds }, answerBy, reasonsAgainst(betIds)),
  );
  return done.flat();
}

async function betsThatAreOver({ bets }: SubscribeNeeds, betIds: readonly string[]): Promise<ReasonsAgainst> {
  const found = await bets.loadMany(betIds.map((betId) => ({ provider: 'odds88', betId })));
  const reasons = new Map<string, ReasonCode>();
  for (const bet of found) {
    if (isCashedOut(bet)) reasons.set(bet.betId, 'already-cashed-out');
    else if (bet.closed !== null) reasons.set(bet.betId, 'bet-not-open');
  }
  return reasons;
}

async function followBatch(
  needs: WatchingNeeds,
  { betIds, viewerId, keepForMs }: SubscribeAsked,
  answerBy: number,
  lookingUp: Promise<ReasonsAgainst>,
): Promise<readonly Subscribed[]> {
  const answers = new Map<string, Subscribed>();
  let open = betIds;
  for (let round = 0; round < maxRounds && open.length > 0; round += 1) {
    if (round > 0 && needs.clock.now() > answerBy - lastRoundMs) break;
    const [loaded, reasonsAgainst] = await Promise.all([needs.watches.loadMany(open), lookingUp]);
    const found = open.map((betId, place) => ({ betId, watch: loaded[place] ?? null }));
    const allowed = found.filter(({ betId }) => !reasonsAgainst.has(betId));
    for (const [betId, code] of reasonsAgainst) answers.set(betId, failed(betId, code));
    const subscribed = await alreadySubscribed(
      needs,
      allowed.map(({ watch }) => watch),
    );
    const viewer = { viewerId, until: needs.clock.now() + keepForMs };
    await inParallel(subscribed, writesAtOnce, async (watch) => {
      const expiresAt = await joinWatch(needs, watch, viewer);
      if (expiresAt !== null) {
        answers.set(watch.betId, { betId: watch.betId, outcome: 'subscribed', expiresAt });
      }
    });
    const unwatched = allowed.filter(({ watch }) => watch === null || !subscribed.includes(watch));
    for (const answer of await startWatching(needs, unwatched, viewer, answerBy)) {
      answers.set(answer.betId, answer);
    }
    open = open.filter((betId) => !answers.has(betId));
  }
  // Others wrote first time and again: a moment later it mostly is followed.
  return betIds.map((betId) => answers.get(betId) ?? failed(betId, 'provider-throttled'));
}

/**
 * The watches whose bets are subscribed at the provider by what their groups say. The others were begun by
 * somebody who may have died on the way, or wait for a renewal that is late: those are begun anew.
 */
async function alreadySubscribed(
  { groups, clock }: WatchingNeeds,
  watches: readonly (Watch | null)[],
): Promise<readonly Watch[]> {
  const now = clock.now();
  const live = watches.filter((watch) => watch !== null && interestUntil(watch, now) !== null) as Watch[];
  const ids = [...new Set(live.map(({ group }) => group))];
  const found = ids.length === 0 ? [] : await groups.loadMany(ids);
  const subscribed = new Set(
    found.flatMap((group) =>
      group !== null && isSubscribed(group, now) ? group.betIds.map((betId) => `${group.id} ${betId}`) : [],
    ),
  );
  return live.filter(({ group, betId }) => subscribed.has(`${group} ${betId}`));
}

/** When the viewer's interest ends now; null when somebody else wrote first. */
async function joinWatch(
  { watches, clock }: WatchingNeeds,
  watch: Watch,
  { viewerId, until }: Viewer,
): Promise<number | null> {
  const viewers = withViewer(watch.viewers, viewerId, until, clock.now());
  const saved = await watches.save({ ...watch, viewers }, watch);
  return saved?.viewers[viewerId] ?? null;
}

function failed(betId: string, code: ReasonCode): Subscribed {
  return { betId, outcome: 'failed', reason: reason(code) };
}
