import { canonicalGuid } from '../../contracts/native/gr8.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import type { ProviderQuote } from '../../domain/quote/quote.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { QuoteOptions, QuoteQuery, QuoteReader } from '../../ports/cashout-provider.ts';
import { getJson, type ReadResult } from '../http/get-json.ts';
import { withToken } from '../http/with-token.ts';
import { readAmountsAnswer, unavailable } from './amounts-answer.ts';
import { type AmountsBatch, amountsBatches } from './amounts-batches.ts';
import { callHeaders, type Gr8Calls, settingsOf } from './calls.ts';
import { refusalText } from './refusal-text.ts';
import type { Gr8Settings } from './settings.ts';

/**
 * What each bet can be cashed out for now, in the order asked; gives up at `by` (epoch ms). Never throws.
 */
export type AmountsReader = (
  bets: readonly QuoteQuery[],
  options: QuoteOptions,
  by: number,
) => Promise<readonly ProviderQuote[]>;

export function gr8Quotes(read: AmountsReader): QuoteReader {
  return { readQuotes: (bets, options) => read(bets, options, Number.POSITIVE_INFINITY) };
}

/** GET amounts, one call per player and hundred bets (gr8.seed.txt). */
export function gr8Amounts(calls: Gr8Calls): AmountsReader {
  return async (bets, options, by) => {
    const read = new Map<string, ProviderQuote>();
    const settings = await settingsOf(calls);
    if (settings !== undefined) {
      const batches = amountsBatches(bets, options, settings);
      // However many batches there are, a GR8 that does not answer costs one deadline.
      const readBy = Math.min(by, calls.clock.now() + settings.deadlineMs);
      await inParallel(batches, settings.maxReadsAtOnce, async (batch) => {
        const quoteOf = await readBatch(batch, settings, readBy, calls);
        for (const guid of batch.guids) read.set(key(batch.playerId, guid), quoteOf(guid));
      });
    }
    const notRead = unavailable(settings === undefined ? 'provider-unreachable' : 'provider-error');
    return bets.map(({ betId, playerId }) => {
      const guid = canonicalGuid(betId);
      // GR8 cannot know such an id, nor a bet of nobody, and was not asked.
      if (guid === undefined || playerId === null) return unavailable('bet-not-found');
      return read.get(key(playerId, guid)) ?? notRead;
    });
  };
}

async function readBatch(
  batch: AmountsBatch,
  settings: Gr8Settings,
  by: number,
  calls: Gr8Calls,
): Promise<(guid: string) => ProviderQuote> {
  const answer = await getAmounts(batch, settings, by, calls);
  if (answer.kind === 'answered') return readAmountsAnswer(answer.json);
  calls.log.warn('gr8 amounts not read', { cause: answer.cause, bets: batch.guids.length });
  return () => ({ status: 'unavailable', reason: answer.reason, openBetAvailable: null });
}

type Amounts =
  | { readonly kind: 'answered'; readonly json: unknown }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly cause: string };

/** An answer, and what it was asked with. */
interface Attempt {
  readonly answer: ReadResult;
  readonly authorization: string;
}

async function getAmounts(
  { playerId, url }: AmountsBatch,
  settings: Gr8Settings,
  by: number,
  { token, clock }: Gr8Calls,
): Promise<Amounts> {
  const attempt = async (authorization: string): Promise<Attempt> => {
    const headers = callHeaders(settings, authorization, playerId);
    const deadlineMs = Math.min(settings.deadlineMs, by - clock.now());
    return { answer: await getJson({ url, headers, deadlineMs }, clock), authorization };
  };
  const isUnauthorized = ({ answer }: Attempt) => answer.kind === 'answered' && answer.status === 401;
  let read = await withToken(token, by, attempt, isUnauthorized);
  const waitMs = read.kind === 'answered' ? retryAfterOf(read.answer.answer) : undefined;
  if (waitMs !== undefined && clock.now() + waitMs < by) {
    // Throttled means not executed, and a read may be repeated: once, when GR8 says when.
    await clock.sleep(waitMs);
    read = await withToken(token, by, attempt, isUnauthorized);
  }
  return read.kind === 'no-token' ? failed(reason('provider-unreachable'), read.cause) : judge(read.answer);
}

function judge({ answer, authorization }: Attempt): Amounts {
  if (answer.kind === 'unreachable') return failed(reason('provider-unreachable'), answer.cause);
  const { status, text = '', json } = answer;
  const cause = `status ${status}`;
  switch (status) {
    case 200:
      return { kind: 'answered', json };
    case 400: {
      // A margin or a player it does not take: the caller's to mend, and no fault that passes.
      const said = { code: String(status), message: refusalText(text, authorization), restrictions: [] };
      return failed(reason('provider-rejected', said), cause);
    }
    case 429:
      return failed(reason('provider-throttled'), cause);
    default:
      return failed(reason('provider-error'), cause);
  }
}

function failed(why: Reason, cause: string): Amounts {
  return { kind: 'failed', reason: why, cause };
}

/** How long a throttled read is asked to wait, in milliseconds; undefined when it is not, or not told. */
function retryAfterOf(answer: ReadResult): number | undefined {
  return answer.kind === 'answered' && answer.status === 429 ? answer.retryAfterMs : undefined;
}

/** Player ids are free text, canonical bet ids have one length: no two pairs share a key. */
function key(playerId: string, guid: string): string {
  return `${guid}${playerId}`;
}
