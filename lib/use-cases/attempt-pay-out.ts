import { assert } from '../domain/assert.ts';
import { applyToPayOut } from '../domain/pay-out/apply.ts';
import type { PayOutCommand } from '../domain/pay-out/decide.ts';
import { claimableAt } from '../domain/pay-out/due.ts';
import { type AskedPayOut, nameOf, type PayOut } from '../domain/pay-out/pay-out.ts';
import { winOddOf } from '../domain/pay-out/win-odd.ts';
import type { PayOutOutcome, PayOutProvider } from '../ports/pay-out-provider.ts';
import type { Log } from '../ports/telemetry.ts';
import { type ChangePayOutNeeds, changePayOut, type PayOutChange } from './change-pay-out.ts';

/**
 * After the claim: BETCORE's longest deadline of 20 s still ends within half the lease, so that no clock that is 30 s
 * ahead takes the lease for over while the request is on its way.
 */
export const sendWithinMs = 10_000;

/** After the claim, every retried write of the outcome included; who calls waits for it, and the lease lasts longer. */
export const recordWithinMs = 25_000;

/** Between two attempts to write an outcome while the table does not answer. */
const rewriteAfterMs = 500;

export interface AttemptNeeds extends ChangePayOutNeeds {
  readonly payOutProvider: PayOutProvider;
  readonly log: Log;
}

export interface PayOutDecision<Result> extends PayOutChange<Result> {
  /**
   * Whether to pay what may be paid.
   * @default true
   */
  readonly attempt?: boolean;
}

/** What one write made ours to send. */
interface Claim {
  readonly asked: AskedPayOut;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Decides, and pays what may be paid then, once: the claim is durable, in the same write as the decision, before anything
 * leaves, and whoever's write did not win sends nothing. Whatever happens after that, the item tells the sweeper.
 */
export async function attemptPayOut<Result>(
  needs: AttemptNeeds,
  read: PayOut,
  causationId: string,
  decide: (payOut: PayOut) => PayOutDecision<Result>,
): Promise<PayOutChange<Result>> {
  const { payOut, result } = await changePayOut(needs, read, (current) => {
    const { payOut: before, result: decided, attempt = true } = decide(current);
    // Not read before: what has just become due would not be due yet.
    const at = needs.clock.now();
    const after = attempt ? claimedAt(before, at, causationId) : before;
    return { payOut: after, result: { decided, claim: claimOf(before, after, at) } };
  });
  const { decided, claim } = result;
  if (claim === null) return { payOut, result: decided };
  const outcome = await pay(needs, payOut.betcoreBetId, claim);
  const recorded = await recordOutcome(needs, payOut, claim, outcome, causationId);
  needs.metrics.count('PayOuts', 1, { outcome: outcome.outcome });
  return { payOut: recorded, result: decided };
}

/** The same object where there is nothing to pay, or not yet. */
function claimedAt(payOut: PayOut, at: number, causationId: string): PayOut {
  const claimable = claimableAt(payOut);
  if (claimable === null || claimable > at) return payOut;
  return applyToPayOut(payOut, { name: 'claim', at }, causationId).payOut;
}

function claimOf(before: PayOut, after: PayOut, at: number): Claim | null {
  if (after === before) return null;
  assert(after.asked !== null, 'what is claimed says what is asked');
  return { asked: after.asked, at };
}

/** A provider client promises not to throw; if it does, nobody knows what left. */
async function pay(
  { payOutProvider, log }: AttemptNeeds,
  betcoreBetId: string,
  { asked, at }: Claim,
): Promise<PayOutOutcome> {
  const { sessionId, amount } = asked;
  assert(amount !== null, 'what is due has an amount');
  const winOdd = winOddOf(asked) ?? null;
  try {
    return await payOutProvider.payOut({
      sessionId,
      betcoreBetId,
      amount,
      winOdd,
      sendBefore: at + sendWithinMs,
    });
  } catch (fault) {
    log.error('pay-out client failed', fault, { betcoreBetId });
    return { outcome: 'undetermined', evidence: 'the pay-out client failed' };
  }
}

/**
 * Writes what BETCORE said together with its event. Tried again whatever the fault, for a while; what could not be
 * written by then is found by the sweeper when the lease is over, and BETCORE is asked again under the same bet id.
 */
async function recordOutcome(
  needs: AttemptNeeds,
  claimed: PayOut,
  { asked, at: claimedAt }: Claim,
  outcome: PayOutOutcome,
  causationId: string,
): Promise<PayOut> {
  const { betcoreBetId } = claimed;
  for (;;) {
    try {
      const { payOut, result: newlyContradicted } = await changePayOut(needs, claimed, (current) => {
        const command = commandOf(outcome, asked, needs.clock.now());
        const applied = applyToPayOut(current, command, causationId);
        if (applied.outcome === 'no-row') {
          needs.log.warn('outcome came after its pay-out had moved on', { betcoreBetId });
        }
        return { payOut: applied.payOut, result: applied.payOut.contradicted && !claimed.contradicted };
      });
      // Nobody else is told: there is no event, since nothing is decided.
      if (newlyContradicted) needs.metrics.count('PayOutsContradicted');
      return payOut;
    } catch (fault) {
      const late = needs.clock.now() + rewriteAfterMs >= claimedAt + recordWithinMs;
      needs.log.error(late ? 'pay-out outcome not recorded' : 'pay-out outcome not recorded yet', fault, {
        betcoreBetId,
        owner: nameOf(asked.owner),
        outcome: outcome.outcome,
      });
      if (late) return claimed;
      await needs.clock.sleep(rewriteAfterMs);
    }
  }
}

function commandOf(outcome: PayOutOutcome, { owner }: AskedPayOut, at: number): PayOutCommand {
  switch (outcome.outcome) {
    case 'paid': {
      const { transactionId, balance } = outcome;
      return { name: 'succeeded', at, owner, transactionId, balance, evidence: 'answer' };
    }
    case 'repeated':
      return { name: 'paid-before', at, owner, evidence: outcome.evidence };
    case 'rejected':
      return { name: 'rejected', at, owner, evidence: outcome.evidence };
    case 'never-sent': {
      // What the wire cannot say no repeat will say either: a person must pay it.
      const name = outcome.cause === 'not-expressible' ? 'rejected' : 'not-sent';
      return { name, at, owner, evidence: outcome.evidence };
    }
    case 'undetermined':
      return { name: 'unclear', at, owner, evidence: outcome.evidence };
  }
}
