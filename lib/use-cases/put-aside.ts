import { AssertionFault } from '../domain/assert.ts';
import type { Clock } from '../ports/clock.ts';
import type { FailureQueue, PutAside } from '../ports/failure-queue.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { UnreadableItem } from '../ports/unreadable-item.ts';

export interface PutAsideNeeds {
  readonly failures: FailureQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A line on a terminal. */
const maxMessageLength = 300;

/** Puts aside what can never be done; false when it is not known to be there, and so must come again. */
export async function putAside(
  { failures, clock, log, metrics }: PutAsideNeeds,
  what: Omit<PutAside, 'cause' | 'at'>,
  fault: unknown,
): Promise<boolean> {
  const { operation: _, ...facts } = what;
  try {
    await failures.put({ ...what, cause: causeOf(fault), at: clock.now() });
  } catch (putFault) {
    log.error('what can never be done could not be put aside', putFault, facts);
    return false;
  }
  metrics.count('PutAside');
  log.error('what can never be done was put aside', fault, facts);
  return true;
}

/** Only our own faults are known to say nothing of what stands in an item. */
function causeOf(fault: unknown): PutAside['cause'] {
  if (!(fault instanceof Error)) return { fault: 'unknown', message: inTheLog };
  const ours = fault instanceof UnreadableItem || fault instanceof AssertionFault;
  return { fault: fault.name, message: ours ? fault.message.slice(0, maxMessageLength) : inTheLog };
}

const inTheLog = 'what it says is in the log';
