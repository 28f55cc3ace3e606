import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../lib/ports/clock.ts';
import { routeTable } from '../gateway/routes.ts';
import { type Answer, type Outcome, refusal } from './answer.ts';
import {
  callFaultKinds,
  type FaultQueue,
  faultQueue,
  handshakeFaultKinds,
  messageFaultKinds,
} from './faults.ts';
import type { ReceivedCall } from './http-server.ts';
import { messageLine } from './message-line.ts';
import { performWithFault, statusAnswer } from './perform-with-fault.ts';
import { type Recorder, recordableHeaders, recorder } from './recorder.ts';
import type { SimulatedFeed, SimulatedOperation, SimulatedRequest, Simulator } from './simulator.ts';
import type { HandshakeOutcome } from './websocket-handshakes.ts';

/** A simulator with what the frame keeps for it. */
export interface ServedSimulator {
  readonly simulator: Simulator;
  readonly faults: FaultQueue;
  readonly recorder: Recorder;
}

export function served(
  make: Simulator | ((frame: Pick<ServedSimulator, 'faults' | 'recorder'>) => Simulator),
): ServedSimulator {
  const frame = { faults: faultQueue(), recorder: recorder() };
  return { simulator: typeof make === 'function' ? make(frame) : make, ...frame };
}

interface ServeOptions {
  readonly clock: Clock;
  /** Aborts when the simulators are closed. */
  readonly closing: AbortSignal;
}

/** Answers as the provider does; `target` is the request target without the provider's prefix. */
export async function serveProvider(
  served: ServedSimulator,
  target: string,
  received: ReceivedCall,
  options: ServeOptions,
): Promise<Outcome> {
  const { simulator, faults } = served;
  const call = recordedCall(served, target, received);
  const { method, path } = call;
  const operation = routeTable(simulator.operations)(method, path)?.route;
  if (operation === undefined) return noSuchOperation(simulator, method, path);
  const refused = operation.refuse(call);
  if (refused !== undefined) return refused;
  const fault = faults.take(operation.name, callFaultKinds);
  if (fault === undefined) return operation.perform(call, { reject: false });
  return performWithFault(operation, call, fault, options);
}

/** Lets a caller of the provider's feed in, or answers as the provider would. */
export async function serveHandshake(
  served: ServedSimulator,
  feed: SimulatedFeed,
  target: string,
  request: IncomingMessage,
  options: ServeOptions,
): Promise<HandshakeOutcome> {
  const { faults } = served;
  const { clock } = options;
  const call = recordedCall(served, target, { request, body: '' });
  const refused = feed.refuse(call) ?? (await failedHandshake(served, feed, options));
  if (refused !== undefined) {
    feed.refused(call, refused.status);
    return refused;
  }
  // Until it is opened nothing but promises runs: no other handshake was let in meanwhile.
  return {
    open(socket) {
      const over = new AbortController();
      socket.once('close', () => over.abort());
      const ended = over.signal;
      const sendData = messageLine({
        clock,
        ended,
        takeFault: () => faults.take(feed.name, messageFaultKinds),
        put: (text) => socket.send(text),
        close: () => socket.close(internalError),
      });
      feed.open(call, { socket, sendData, ended });
    },
  };
}

/** Of RFC 6455: what a server says that cannot go on. */
const internalError = 1011;

async function failedHandshake(
  { faults }: ServedSimulator,
  { name }: SimulatedFeed,
  { clock, closing }: ServeOptions,
): Promise<Answer | undefined> {
  const fault = faults.take(name, handshakeFaultKinds);
  if (fault === undefined) return undefined;
  if (fault.delayMs !== undefined) await clock.sleep(fault.delayMs, closing);
  return statusAnswer(fault);
}

function recordedCall(
  { recorder }: ServedSimulator,
  target: string,
  { request, body }: ReceivedCall,
): SimulatedRequest {
  const { method = '', headers } = request;
  recorder.record({ method, path: target, headers: recordableHeaders(headers), body });
  const [path, query] = splitTarget(target);
  return { method, target, path, query: new URLSearchParams(query), headers, body };
}

/** Path and query of a request target. */
export function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function noSuchOperation(simulator: Simulator, method: string, path: string): Outcome {
  const { provider, operations, feed } = simulator;
  if (path === feed?.path && method === 'GET') {
    const { status, headers, body } = refusal(
      426,
      'This is a websocket.',
      `Connect to ws://…/${provider}${path}.`,
    );
    return { status, headers: { ...headers, upgrade: 'websocket', connection: 'upgrade' }, body };
  }
  const known = operations.map((operation: SimulatedOperation) => `${operation.method} ${operation.path}`);
  if (feed !== undefined) known.push(`GET ${feed.path} (a websocket)`);
  if (known.length === 0) {
    return refusal(
      404,
      `${provider} serves no calls: it makes them.`,
      `Any wrong path below /_local/simulators/${provider}/ lists what there is.`,
    );
  }
  return refusal(
    404,
    `${provider} has no ${method} ${path}.`,
    `Under /${provider} there are: ${known.join('; ')}.`,
  );
}
