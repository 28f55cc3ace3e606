import type { Bet, BetRef } from '../domain/bet/bet.ts';
import { type PublishNeeds, publishOutboxes } from './publish-outbox.ts';

/**
 * Publishes everything in the outboxes of these bets; answers the ones that must come again: those that still
 * hold something and those that could not be read.
 */
export async function relayOutbox(needs: PublishNeeds, refs: readonly BetRef[]): Promise<readonly BetRef[]> {
  const unreadable: BetRef[] = [];
  const read = await Promise.all(
    refs.map(async (ref): Promise<Bet | null> => {
      try {
        return await needs.bets.load(ref);
      } catch (fault) {
        const { provider, betId } = ref;
        needs.log.error('a changed bet could not be read', fault, { provider, betId });
        unreadable.push(ref);
        return null;
      }
    }),
  );
  const left = await publishOutboxes(
    needs,
    read.filter((bet) => bet !== null),
  );
  return [...left, ...unreadable];
}
