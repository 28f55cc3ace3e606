import type { BetRef } from '../domain/bet/bet.ts';
import { type PublishNeeds, publishOutboxes } from './publish-outbox.ts';

/** Publishes everything in the outboxes of these bets; answers the ones that still hold something. */
export async function relayOutbox(needs: PublishNeeds, refs: readonly BetRef[]): Promise<readonly BetRef[]> {
  const bets = await Promise.all(refs.map((ref) => needs.bets.load(ref)));
  return publishOutboxes(needs, bets);
}
