import { odds88Paths } from '../../contracts/native/odds88.ts';
import { type ReasonCode, reason } from '../../domain/reasons.ts';
import type { SubscriptionOutcome, SubscriptionProvider } from '../../ports/subscription-provider.ts';
import { faultCode } from '../http/fault-code.ts';
import { type PostResult, postOnce } from '../http/post-once.ts';
import { withToken } from '../http/with-token.ts';
import { callHeaders, type Odds88Calls, settingsOf } from './calls.ts';

/** Puts bets into Odds88's feed and takes them out. Neither call moves money, and both may be repeated. */
export function odds88Subscriptions(calls: Odds88Calls): SubscriptionProvider {
  const post = async (operation: Operation, betIds: readonly string[], by: number) => {
    const answer = await postBetIds(operation, betIds, by, calls).catch((fault: unknown) =>
      // A bug of ours; its message may quote what it choked on.
      failed('provider-error', faultCode(fault)),
    );
    if (answer.cause !== null) {
      calls.log.warn('odds88 subscriptions not changed', {
        operation,
        bets: betIds.length,
        cause: answer.cause,
      });
    }
    return answer.outcome;
  };
  return {
    limits: async () => {
      const settings = await settingsOf(calls);
      // Without settings each call fails by itself, which is where it is told.
      const { maxBetIdsPerCall = 100, callsPerSecond = 1 } = settings ?? {};
      return { betsPerCall: maxBetIdsPerCall, callsPerSecond };
    },
    subscribe: (betIds, by) => post('subscribe', betIds, by),
    unsubscribe: (betIds, by) => post('unsubscribe', betIds, by),
  };
}

type Operation = 'subscribe' | 'unsubscribe';

/** `cause` is in our own words, for the log; null when nothing went wrong. */
interface Answer {
  readonly outcome: SubscriptionOutcome;
  readonly cause: string | null;
}

async function postBetIds(
  operation: Operation,
  betIds: readonly string[],
  by: number,
  calls: Odds88Calls,
): Promise<Answer> {
  const { token, clock } = calls;
  const settings = await settingsOf(calls);
  if (settings === undefined) return failed('provider-unreachable', 'settings not available');
  // One deadline for all of it, a new token and a second call included.
  const endBy = Math.min(by, clock.now() + settings.deadlineMs);
  const attempt = (authorization: string): Promise<PostResult> =>
    postOnce(
      {
        url: `${settings.baseUrl}${odds88Paths[operation]}`,
        headers: callHeaders(authorization),
        body: JSON.stringify({ betIds }),
        deadlineMs: endBy - clock.now(),
        mayLeave: () => true,
      },
      clock,
    );
  const isUnauthorized = (result: PostResult) => result.kind === 'answered' && result.status === 401;
  const posted = await withToken(token, endBy, attempt, isUnauthorized);
  if (posted.kind === 'no-token') return failed('provider-unreachable', `no token: ${posted.cause}`);
  return judge(posted.answer);
}

function judge(result: PostResult): Answer {
  if (result.kind !== 'answered') return failed('provider-unreachable', result.cause);
  const { status } = result;
  const cause = `answered ${status}`;
  // The page shows neither body nor what makes it up: "No content".
  if (status === 200 || status === 204) return { outcome: { outcome: 'done' }, cause: null };
  if (status === 429) return failed('provider-throttled', cause);
  // About our credentials, not about the bets.
  if (status === 401) return failed('provider-error', 'answered 401 twice');
  // What a framework says of a body; 403, 404 and their like are about us or our settings, and pass.
  if (status === 400 || status === 422) {
    return { outcome: { outcome: 'refused', reason: reason('provider-rejected') }, cause };
  }
  return failed('provider-error', cause);
}

function failed(code: ReasonCode, cause: string): Answer {
  return { outcome: { outcome: 'failed', reason: reason(code) }, cause };
}
