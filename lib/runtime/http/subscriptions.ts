import { readBetId } from '../../contracts/http/fields.ts';
import { toWireReason } from '../../contracts/http/resources.ts';
import type { SubscriptionBody } from '../../contracts/http/subscribe-bets.ts';
import { capabilities } from '../../domain/capabilities.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { Problem } from './problems.ts';

export interface NamedBets {
  /** Each once. */
  readonly betIds: readonly string[];
  /** No ids at all, each once. */
  readonly impossible: readonly FailedBet[];
}

interface FailedBet {
  readonly betId: string;
  readonly reason: Reason;
}

/** The bets a body names, or the problem when their provider has no subscriptions. */
export function namedBets({ provider, betIds }: SubscriptionBody): NamedBets | { readonly problem: Problem } {
  if (!capabilities[provider].subscriptions) {
    const detail = `${provider} has no subscriptions. GET /v1/providers lists what each provider can do.`;
    return { problem: { code: 'operation-not-supported', detail } };
  }
  const named = [...new Set(betIds)];
  const isPossible = (betId: string) => readBetId(provider, betId) !== undefined;
  return {
    betIds: named.filter(isPossible),
    impossible: named
      .filter((betId) => !isPossible(betId))
      .map((betId) => ({ betId, reason: reason('bet-not-found') })),
  };
}

/** Each client has viewers of its own, so that none ends another's interests; the hub's own is nobody's. */
export function viewerOf(client: string | null, viewerId: string): string {
  return `${client ?? ''}/${viewerId}`;
}

/** The failed ones as answers list them. */
export function toWireFailures(failed: readonly FailedBet[]) {
  return failed.map(({ betId, reason: why }) => ({ betId, reason: toWireReason(why) }));
}
