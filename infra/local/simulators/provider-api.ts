import type { Clock } from '../../../lib/ports/clock.ts';
import { type Outcome, refusal } from './answer.ts';
import { type FaultQueue, faultQueue } from './faults.ts';
import type { ReceivedCall } from './http-server.ts';
import { performWithFault } from './perform-with-fault.ts';
import { type Recorder, recordableHeaders, recorder } from './recorder.ts';
import type { SimulatedOperation, Simulator } from './simulator.ts';

/** A simulator with what the frame keeps for it. */
export interface ServedSimulator {
  readonly simulator: Simulator;
  readonly faults: FaultQueue;
  readonly recorder: Recorder;
}

export function served(simulator: Simulator): ServedSimulator {
  return { simulator, faults: faultQueue(), recorder: recorder() };
}

/** Answers as the provider does; `target` is the request target without the provider's prefix. */
export async function serveProvider(
  { simulator, faults, recorder }: ServedSimulator,
  target: string,
  { request, body }: ReceivedCall,
  options: { readonly clock: Clock; readonly closing: AbortSignal },
): Promise<Outcome> {
  const { method = '', headers } = request;
  recorder.record({ method, path: target, headers: recordableHeaders(headers), body });
  const [path, query] = splitTarget(target);
  const call = { method, target, path, query: new URLSearchParams(query), headers, body };
  const operation = simulator.operations.find((one) => one.method === method && one.path === path);
  if (operation === undefined) return noSuchOperation(simulator, method, path);
  const refused = operation.refuse(call);
  if (refused !== undefined) return refused;
  const fault = faults.take(operation.name);
  if (fault === undefined) return operation.perform(call, { reject: false });
  return performWithFault(operation, call, fault, options);
}

/** Path and query of a request target. */
export function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function noSuchOperation({ provider, operations }: Simulator, method: string, path: string): Outcome {
  const known = operations.map((operation: SimulatedOperation) => `${operation.method} ${operation.path}`);
  return refusal(
    404,
    `${provider} has no ${method} ${path}.`,
    `Under /${provider} there are: ${known.join('; ')}.`,
  );
}
