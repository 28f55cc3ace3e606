import type { Bet } from '../domain/bet/bet.ts';
import { askAt, type Reading, readingOf, takeReading } from '../domain/bet/inquiry.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Currencies } from '../domain/money/currency.ts';
import type { Provider } from '../domain/provider.ts';
import type { QuoteReader } from '../ports/cashout-provider.ts';
import type { Log } from '../ports/telemetry.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export interface AskNeeds extends ChangeNeeds {
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
  readonly currencies: Currencies;
  readonly log: Log;
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
    const reading = readings.get(bet) ?? 'no-answer';
    try {
      await changeBet(needs, bet, (current) => ({
        bet: takeReading(current, cashout.cashoutId, reading, startedAt, endedAt, runId),
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

async function readAll(
  { quoteReaders, currencies, log }: AskNeeds,
  questions: readonly Question[],
): Promise<ReadonlyMap<Bet, Reading>> {
  const readings = new Map<Bet, Reading>();
  const asksOf = new Set(questions.map(({ bet }) => bet.provider));
  await Promise.all(
    [...asksOf].map(async (provider) => {
      const asked = questions.filter(({ bet }) => bet.provider === provider);
      try {
        const queries = asked.map(({ bet, playerId }) => ({ betId: bet.betId, playerId }));
        const quotes = await quoteReaders[provider]?.readQuotes(queries, {});
        for (const [index, { bet, cashout }] of asked.entries()) {
          readings.set(bet, readingOf(bet, cashout, quotes?.[index], currencies));
        }
      } catch (fault) {
        log.error('a provider could not be asked about unknown cashouts', fault, { provider });
      }
    }),
  );
  return readings;
}
