import { isProvider, type Provider } from '../../../lib/domain/provider.ts';
import { routeTable } from '../gateway/routes.ts';
import { type Answer, emptyAnswer, jsonAnswer, refusal } from './answer.ts';
import { changeBet, seedBet, showBet } from './control-bets.ts';
import { readControlBody } from './control-body.ts';
import { callFaultKinds, faultSchema, feedFaultKinds } from './faults.ts';
import type { ServedSimulator } from './provider-api.ts';
import type { Simulator } from './simulator.ts';

export const simulatorsPrefix = '/_local/simulators';

export interface ControlCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: string;
}

/** Serves everything below `/_local/simulators`: seeding, breaking and looking into the providers. */
export function serveControl(
  simulators: ReadonlyMap<Provider, ServedSimulator>,
  { method, path, body }: ControlCall,
): Answer | Promise<Answer> {
  const [name = '', collection = '', ...rest] = path.slice(simulatorsPrefix.length + 1).split('/');
  const served = isProvider(name) ? simulators.get(name) : undefined;
  if (served === undefined) return unknownProvider(simulators, name);
  const { simulator, faults, recorder } = served;
  const own = routeTable(simulator.control ?? [])(method, `/${[collection, ...rest].join('/')}`);
  if (own !== undefined) return own.route.handle({ pathParameters: own.pathParameters, body });
  const [betId] = rest;
  const call = `${method} ${[collection, ...rest.map(() => '{betId}')].join('/')}`;
  switch (call) {
    case 'POST bets':
      return seedBet(simulator, body);
    case 'GET bets/{betId}':
      return showBet(simulator, betId ?? '');
    case 'PATCH bets/{betId}':
      return changeBet(simulator, betId ?? '', body);
    case 'POST faults':
      return orderFault(served, body);
    case 'DELETE faults':
      faults.clear();
      return emptyAnswer(204);
    case 'GET requests':
      return jsonAnswer(200, { requests: recorder.requests().map((request) => ({ ...request })) });
    case 'GET feed':
      if (simulator.feed !== undefined) return jsonAnswer(200, simulator.feed.state());
  }
  return unknownCall(simulator, method, path);
}

function orderFault({ simulator, faults }: ServedSimulator, body: string): Answer {
  const read = readControlBody(faultSchema, body, '{operation, kind, times, status?, body?, delayMs?}');
  if (!read.ok) return read.answer;
  const { operation, kind } = read.value;
  const operations = faultKindsOf(simulator);
  const kinds = operations.get(operation);
  if (kinds === undefined) {
    return refusal(
      400,
      `operation '${operation}' is not one of ${simulator.provider}.`,
      `Its operations are: ${[...operations.keys()].join(', ')}.`,
    );
  }
  if (!kinds.includes(kind)) {
    return refusal(
      400,
      `kind '${kind}' is not one of operation '${operation}'.`,
      `Its kinds are: ${kinds.join(', ')}.`,
    );
  }
  faults.add(read.value);
  return jsonAnswer(201, read.value);
}

/** What can go wrong at a provider, by operation. */
function faultKindsOf({
  operations,
  feed,
  callbacks = [],
}: Simulator): ReadonlyMap<string, readonly string[]> {
  return new Map<string, readonly string[]>([
    ...operations.map(({ name }) => [name, callFaultKinds] as const),
    ...(feed === undefined ? [] : [[feed.name, feedFaultKinds] as const]),
    ...callbacks.map(({ name, kinds }) => [name, kinds] as const),
  ]);
}

function unknownProvider(simulators: ReadonlyMap<Provider, ServedSimulator>, name: string): Answer {
  return refusal(
    404,
    name === '' ? 'No provider is named.' : `'${name}' is no provider.`,
    `Call ${simulatorsPrefix}/{provider}/… with one of: ${[...simulators.keys()].join(', ')}.`,
  );
}

function unknownCall({ provider, feed, control = [] }: Simulator, method: string, path: string): Answer {
  const calls = [
    'POST /bets',
    'GET and PATCH /bets/{betId}',
    'POST and DELETE /faults',
    'GET /requests',
    ...(feed === undefined ? [] : ['GET /feed']),
    ...control.map((own) => `${own.method} ${own.path} ${own.does}`),
  ];
  return refusal(
    404,
    `There is no ${method} ${path}.`,
    `Under ${simulatorsPrefix}/${provider} there are: ${calls.join('; ')}.`,
  );
}
