import type { Bet } from '../domain/bet/bet.ts';
import { capabilities } from '../domain/capabilities.ts';
import type { Command } from '../domain/cashout/decide.ts';
import { endPending } from '../domain/cashout/feed-evidence.ts';
import type { PlaceOutcome } from '../ports/cashout-provider.ts';
import type { Log } from '../ports/telemetry.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

/** Between two attempts to write an outcome while the table does not answer. */
const rewriteAfterMs = 500;

export interface RecordOutcomeNeeds extends ChangeNeeds {
  readonly log: Log;
}

/**
 * Writes what the provider said together with its event. Tried again whatever the fault, until the answer
 * is due; what could not be written by then is found by the sweeper when the lease is over.
 */
export async function recordOutcome(
  needs: RecordOutcomeNeeds,
  pending: Bet,
  cashoutId: string,
  outcome: PlaceOutcome,
  causationId: string,
  answerBy: number,
): Promise<Bet> {
  const { decidesHere } = capabilities[pending.provider];
  for (;;) {
    try {
      const { bet } = await changeBet(needs, pending, (current) => {
        const command = toCommand(outcome, needs.clock.now());
        const { bet: next, decision } = endPending(current, cashoutId, command, causationId);
        if (decision.outcome === 'no-row') {
          needs.log.warn('outcome came after its cashout had moved on', { cashoutId });
        }
        return { bet: next, result: null };
      });
      return bet;
    } catch (fault) {
      const late = needs.clock.now() + rewriteAfterMs >= answerBy;
      needs.log.error(late ? 'outcome not recorded' : 'outcome not recorded yet', fault, {
        cashoutId,
        outcome: outcome.outcome,
        // For the person who may have to settle it by hand; where the hub decides, nothing was paid yet.
        paid: outcome.outcome === 'accepted' && !decidesHere ? outcome.amount.value : undefined,
      });
      if (late) return pending;
      await needs.clock.sleep(rewriteAfterMs);
    }
  }
}

function toCommand(outcome: PlaceOutcome, at: number): Command {
  switch (outcome.outcome) {
    case 'accepted':
      return {
        name: 'provider-accepted',
        at,
        amount: outcome.amount,
        evidence: outcome.evidence ?? 'answer',
      };
    case 'declined':
      return {
        name: 'provider-declined',
        at,
        reason: outcome.reason,
        evidence: outcome.evidence ?? 'answer',
      };
    case 'never-sent':
      return { name: 'never-sent', at, reason: outcome.reason, evidence: outcome.evidence };
    case 'unclear':
      return { name: 'provider-unclear', at, evidence: outcome.evidence };
  }
}
