import type { Clock } from '../../../lib/ports/clock.ts';
import { type Answer, emptyAnswer, jsonType, type Outcome } from './answer.ts';
import type { CallFault, Fault } from './faults.ts';
import type { SimulatedOperation, SimulatedRequest } from './simulator.ts';

/** What an overloaded or broken back end answers when nobody said which status. */
const defaultFaultStatus = 500;

/** A gateway's error page. */
const htmlType = 'text/html; charset=utf-8';

/** The start of a JSON object that was cut off on the way. */
const unreadableBody = '{"betId":"';

/**
 * Performs a call the way its fault wants. `delayMs` comes first with every kind; what has an effect takes it
 * before its answer is lost, and also when the caller has left meanwhile, as a slow provider would.
 */
export async function performWithFault(
  operation: SimulatedOperation,
  request: SimulatedRequest,
  fault: CallFault,
  { clock, closing }: { readonly clock: Clock; readonly closing: AbortSignal },
): Promise<Outcome> {
  if (fault.delayMs !== undefined) await clock.sleep(fault.delayMs, closing);
  switch (fault.kind) {
    case 'delay':
      return operation.perform(request, { reject: false });
    case 'reject':
      return operation.perform(request, { reject: true });
    case 'timeout-before-effect':
      return 'never-answered';
    case 'timeout-after-effect':
      operation.perform(request, { reject: false });
      return 'never-answered';
    case 'status':
      return statusAnswer(fault);
    case 'status-after-effect':
      operation.perform(request, { reject: false });
      return statusAnswer(fault);
    case 'malformed':
      operation.perform(request, { reject: false });
      return { ...answerOf(fault, unreadableBody), status: 200 };
  }
}

/** The answer in place of the provider's own. */
export function statusAnswer(fault: Fault): Answer {
  return answerOf(fault, '');
}

function answerOf(fault: Fault, defaultBody: string): Answer {
  const status = fault.status ?? defaultFaultStatus;
  const body = fault.body === undefined ? defaultBody : sentText(fault.body);
  if (body === '') return emptyAnswer(status);
  return { status, headers: { 'content-type': body.startsWith('<') ? htmlType : jsonType }, body };
}

function sentText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
