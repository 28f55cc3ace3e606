import type { Bet } from '../domain/bet/bet.ts';
import { askAt, longestPauseMs, type Reading, readingOf, takeReading } from '../domain/bet/inquiry.ts';
import { capabilities } from '../domain/capabilities.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Currencies } from '../domain/money/currency.ts';
import type { Provider } from '../domain/provider.ts';
import { hubViewerId } from '../domain/subscription/watch.ts';
import type { QuoteReader } from '../ports/cashout-provider.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';
import type { WatchingNeeds } from './start-watching.ts';
import { followAnyBets } from './subscribe-bets.ts';

export interface AskNeeds extends ChangeNeeds, WatchingNeeds {
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
  readonly currencies: Currencies;
}

/** Writes at once: more would queue for the connections of one container. */
const writesAtOnce = 8;

interface Question {
  readonly bet: Bet;
  readonly cashout: Cashout;
  readonly playerId: string | null;
}

/**
 * Asks the providers about unknown cashouts whose time for that has come, and writes what follows from the
 * answers. A bet that cannot be written is asked about again in the next run.
 */
export async function askAboutUnknowns(needs: AskNeeds, bets: readonly Bet[], runId: string): Promise<void> {
  const startedAt = needs.clock.now();
  const questions = bets.flatMap((bet) => questionsAbout(bet, startedAt));
  if (questions.length === 0) return;
  const readings = await readAll(needs, questions);
  const endedAt = needs.clock.now();
  await inParallel(questions, writesAtOnce, async ({ bet, cashout }) => {
    const { reading, toldAt } = readings.get(bet) ?? noAnswer;
    try {
      await changeBet(needs, bet, (current) => ({
        bet: takeReading(current, cashout.cashoutId, reading, { startedAt, endedAt, toldAt }, runId),
        result: null,
      }));
    } catch (fault) {
      const { provider, betId } = bet;
      needs.log.error('a reading could not be written; it is asked for again', fault, { provider, betId });
    }
  });
}

/** One at most: while a cashout is unknown, its bet takes no other. */
function questionsAbout(bet: Bet, now: number): readonly Question[] {
  for (const cashout of bet.cashouts) {
    const at = askAt(bet, cashout);
    if (at !== null && at <= now) {
      return [{ bet, cashout, playerId: cashout.playerId }];
    }
  }
  return [];
}

interface Read {
  readonly reading: Reading;
  /** Null where it is of the moment it was asked for. */
  readonly toldAt: number | null;
}

const noAnswer: Read = { reading: 'no-answer', toldAt: null };

async function readAll(needs: AskNeeds, questions: readonly Question[]): Promise<ReadonlyMap<Bet, Read>> {
  const { quoteReaders, currencies, log } = needs;
  const readings = new Map<Bet, Read>();
  const asksOf = new Set(questions.map(({ bet }) => bet.provider));
  await Promise.all(
    [...asksOf].map(async (provider) => {
      const asked = questions.filter(({ bet }) => bet.provider === provider);
      try {
        if (capabilities[provider].subscriptions) await follow(needs, asked);
        const queries = asked.map(({ bet, playerId }) => ({ betId: bet.betId, playerId }));
        const quotes = await quoteReaders[provider]?.readQuotes(queries, {});
        for (const [index, { bet, cashout }] of asked.entries()) {
          const quote = quotes?.[index];
          const reading = readingOf(bet, cashout, quote, currencies);
          readings.set(bet, { reading, toldAt: quote?.quotedAt ?? null });
        }
      } catch (fault) {
        log.error('a provider could not be asked about unknown cashouts', fault, { provider });
      }
    }),
  );
  return readings;
}

/**
 * Has the hub itself follow these bets until long after they are asked about again, and subscribes them anew: that is
 * when the feed tells what they are worth at this moment. What it tells is read the next time.
 */
async function follow(needs: AskNeeds, asked: readonly Question[]): Promise<void> {
  const betIds = asked.map(({ bet }) => bet.betId);
  const keepForMs = 2 * longestPauseMs;
  const by = needs.clock.now() + subscribeWithinMs;
  const followed = await followAnyBets(needs, { betIds, viewerId: hubViewerId, keepForMs, answerBy: by });
  // Who did not take one call will not take the next.
  if (!followed.some(({ outcome }) => outcome === 'subscribed')) return;
  const { betsPerCall } = await needs.subscriptions.limits();
  await Promise.all(chunks(betIds, betsPerCall).map((part) => needs.subscriptions.subscribe(part, by)));
}

/** What waits for it is not urgent, and the sweeper has other things to do. */
const subscribeWithinMs = 5_000;
