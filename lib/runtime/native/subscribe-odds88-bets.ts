import { defaultKeepForSeconds, defaultViewerId } from '../../contracts/http/subscribe-bets.ts';
import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import { odds88Paths } from '../../contracts/native/odds88.ts';
import { badRequest, emptyOk, serverError, tooManyRequests } from '../../contracts/native/odds88-answers.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { type SubscribeNeeds, subscribeBets } from '../../use-cases/subscribe-bets.ts';
import { type UnsubscribeNeeds, unsubscribeBets } from '../../use-cases/unsubscribe-bets.ts';
import { viewerOf } from '../http/subscriptions.ts';

/** This wire names no viewer and no time: its bets are followed for an hour, or until they are unsubscribed. */
const keepForMs = defaultKeepForSeconds * 1_000;

/** Follows bets asked for on Odds88's own path; the hub renews them from there on. */
export async function subscribeOdds88Bets(
  needs: SubscribeNeeds,
  client: string | null,
  betIds: readonly string[],
): Promise<NativeAnswer> {
  const viewerId = viewerOf(client, defaultViewerId);
  const answers = await subscribeBets(needs, { betIds, viewerId, keepForMs });
  return answerOf(odds88Paths.subscribe, answers);
}

/** Ends what was begun on the path above. */
export async function unsubscribeOdds88Bets(
  needs: UnsubscribeNeeds,
  client: string | null,
  betIds: readonly string[],
): Promise<NativeAnswer> {
  const viewerId = viewerOf(client, defaultViewerId);
  const answers = await unsubscribeBets(needs, { betIds, viewerId });
  return answerOf(odds88Paths.unsubscribe, answers);
}

/** However often it is asked: refused by the provider, or known to be over. */
const notTaken: ReadonlySet<ReasonCode> = new Set([
  'provider-rejected',
  'bet-not-open',
  'already-cashed-out',
]);

/** One status for all bets: a caller told of a failure repeats the call, which is safe. */
function answerOf(
  path: string,
  answers: readonly { readonly outcome: string; readonly reason?: { readonly code: ReasonCode } }[],
): NativeAnswer {
  const failed = answers.flatMap(({ reason }) => (reason === undefined ? [] : [reason.code]));
  if (failed.length === 0) return emptyOk;
  if (failed.every((code) => notTaken.has(code))) {
    return badRequest(path, [`betIds: ${failed.length} of ${answers.length} are not taken.`]);
  }
  const detail = `${failed.length} of ${answers.length} bets failed. Please repeat the call.`;
  const isThrottled = failed.every((code) => code === 'provider-throttled');
  return isThrottled ? tooManyRequests(path, detail) : serverError(path, detail);
}
