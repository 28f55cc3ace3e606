import { inParallel } from '../domain/in-parallel.ts';
import { applyToPayOut } from '../domain/pay-out/apply.ts';
import { commandOfCashout } from '../domain/pay-out/cashout-state.ts';
import type { PayOutCommand } from '../domain/pay-out/decide.ts';
import { claimableAt, payOutNeededAt } from '../domain/pay-out/due.ts';
import { type CashoutOwner, type PayOut, sameOwner } from '../domain/pay-out/pay-out.ts';
import { sweepPayOut } from '../domain/pay-out/sweep.ts';
import type { Log } from '../ports/telemetry.ts';
import { type LookUpNeeds, readCashout } from './archive-lookup.ts';
import { type AttemptNeeds, attemptPayOut } from './attempt-pay-out.ts';
import { type ChangePayOutNeeds, changePayOut } from './change-pay-out.ts';
import { readPage } from './read-page.ts';
import { writesAtOnce } from './sweep-bets.ts';

export interface SweepPayOutsNeeds extends ChangePayOutNeeds, LookUpNeeds {
  readonly log: Log;
}

/** While BETCORE hangs each takes 8 s: as many as are done before a run has to end, over connections of their own. */
const payOutsAtOnce = 16;

/**
 * A page of due pay-outs after what time and their cashouts decide; without those that could not be read or written.
 * BETCORE is not asked.
 */
export async function sweepPayOuts(
  needs: SweepPayOutsNeeds,
  betcoreBetIds: readonly string[],
  runId: string,
): Promise<readonly PayOut[]> {
  const { payOuts } = needs;
  const read = await readPage(betcoreBetIds, payOuts.loadMany, (id) =>
    payOuts.load(id).catch((fault: unknown) => failed(needs, 'a due pay-out could not be read', fault, id)),
  );
  const swept = await inParallel(read, writesAtOnce, (payOut) =>
    sweepOne(needs, payOut, runId).catch((fault: unknown) =>
      failed(needs, 'a due pay-out could not be swept', fault, payOut.betcoreBetId),
    ),
  );
  return swept.filter((payOut) => payOut !== null);
}

/**
 * Attempts what may be paid by now, and begins no attempt after `until` (epoch ms). What its cashout says is looked at
 * before: the event that it was taken back may be lost.
 */
export async function payWhatIsDue(
  needs: AttemptNeeds & LookUpNeeds,
  payOuts: readonly PayOut[],
  runId: string,
  until: number,
): Promise<void> {
  const startedAt = needs.clock.now();
  const due = payOuts.filter((payOut) => (claimableAt(payOut) ?? Number.POSITIVE_INFINITY) <= startedAt);
  await inParallel(due, payOutsAtOnce, async (payOut) => {
    if (needs.clock.now() >= until) return;
    await payOne(needs, payOut, runId, until).catch((fault: unknown) =>
      failed(needs, 'a due pay-out could not be attempted', fault, payOut.betcoreBetId),
    );
  });
}

async function payOne(
  needs: AttemptNeeds & LookUpNeeds,
  payOut: PayOut,
  runId: string,
  until: number,
): Promise<void> {
  const { asked } = payOut;
  const commandAt = await readCommand(needs, payOut);
  await attemptPayOut(needs, payOut, runId, (current) => {
    const command = commandAt(needs.clock.now());
    const after = command === null ? current : applyToPayOut(current, command, runId).payOut;
    // Whoever was let in meanwhile is the next run's: its own cashout is to be looked at.
    const isSame = asked !== null && after.asked !== null && sameOwner(after.asked.owner, asked.owner);
    return { payOut: after, result: null, attempt: isSame && needs.clock.now() < until };
  });
}

/** What its cashout has come to; of a cashout the bet does not have, what an event has said holds. */
async function readCommand(
  needs: LookUpNeeds,
  { betcoreBetId, asked }: PayOut,
): Promise<(at: number) => PayOutCommand | null> {
  const owner = asked?.owner ?? 'native';
  if (owner === 'native') return () => null;
  const { provider, betId, cashoutId } = owner;
  const { cashout } = await readCashout(needs, { provider, betId }, cashoutId);
  if (cashout?.payOut?.betcoreBetId !== betcoreBetId) return () => null;
  return (at) => commandOfCashout({ provider, betId }, cashout, at);
}

async function sweepOne(needs: SweepPayOutsNeeds, payOut: PayOut, runId: string): Promise<PayOut> {
  const checkOf = isToBeChecked(payOut, needs.clock.now()) ? await checkCashout(needs, payOut) : null;
  const change = await changePayOut(needs, payOut, (current) => {
    const now = needs.clock.now();
    const checked =
      checkOf !== null && isToBeChecked(current, now)
        ? applyToPayOut(current, checkOf(now), runId).payOut
        : current;
    const swept = sweepPayOut(checked, now, runId);
    const nothingYet = swept === current && (payOutNeededAt(current) ?? Number.POSITIVE_INFINITY) > now;
    const wokenEarly = nothingYet && current.dueAt !== null && current.dueAt <= now;
    // Writing the same state moves `dueAt` to when it is really needed.
    return { payOut: wokenEarly ? { ...current } : swept, result: null };
  });
  return change.payOut;
}

/** Reserved for so long that its request has ended, or its event was lost. */
function isToBeChecked({ status, checkAt }: PayOut, now: number): boolean {
  return status === 'reserved' && checkAt !== null && checkAt <= now;
}

/** What its cashout says by now; null where it is none of a cashout. */
async function checkCashout(
  needs: SweepPayOutsNeeds,
  { betcoreBetId, asked }: PayOut,
): Promise<((at: number) => PayOutCommand) | null> {
  const owner = asked?.owner ?? 'native';
  if (owner === 'native') return null;
  const { provider, betId, cashoutId } = owner;
  const { cashout } = await readCashout(needs, { provider, betId }, cashoutId);
  // One of that id which is paid out elsewhere, or not at all, never asked for this.
  if (cashout?.payOut?.betcoreBetId !== betcoreBetId) return orphanOf(owner);
  return (at) => commandOfCashout({ provider, betId }, cashout, at) ?? { name: 'found', at, owner };
}

function orphanOf(owner: CashoutOwner): (at: number) => PayOutCommand {
  return (at) => ({ name: 'orphan', at, owner, evidence: 'the bet has no such cashout' });
}

function failed(
  { log, metrics }: Pick<SweepPayOutsNeeds, 'log' | 'metrics'>,
  what: string,
  fault: unknown,
  betcoreBetId: string,
): null {
  metrics.count('SweepFailures');
  log.error(what, fault, { provider: 'betcore', betcoreBetId });
  return null;
}
