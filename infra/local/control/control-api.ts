import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodePath } from '../gateway/event.ts';
import { readBody } from '../gateway/read-body.ts';
import { type Route, routeTable } from '../gateway/routes.ts';
import { reasonOf } from '../reason-of.ts';
import { type Answer, refusal } from '../simulators/answer.ts';
import { isMeantForLoopback } from '../simulators/loopback.ts';

export interface ControlCall {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As sent; empty when there was none. */
  readonly body: string;
}

/** One call of the control API, with what it does in a few words for whoever asked for something else. */
export interface ControlRoute extends Route {
  readonly does: string;
  readonly handle: (call: ControlCall) => Promise<Answer> | Answer;
}

/** Calls below this path go to the simulators as they are. */
export const simulatorsPath = '/_local/simulators/';

export type ForwardToSimulators = (request: IncomingMessage, body: Buffer) => Promise<Answer>;

/** The largest thing said here is the body of a simulated callback. */
const maxBodyBytes = 1024 * 1024;

/**
 * The control API of the local system: no token, therefore for callers on this machine alone. Everything it
 * refuses it answers with `{error, hint}`.
 */
export function controlApi(
  routes: readonly ControlRoute[],
  forward: ForwardToSimulators,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const findRoute = routeTable(routes);

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (!isMeantForLoopback(request.headers)) return notLoopback;
    const { pathname, query } = partsOf(request.url ?? '');
    const path = decodePath(pathname);
    const body = await readBody(request, maxBodyBytes);
    if (body === 'too-large') return tooLarge;
    if (path?.startsWith(simulatorsPath) === true) return forward(request, body);
    const matched = path === undefined ? undefined : findRoute(request.method ?? '', path);
    if (matched === undefined) return unknown(request, routes);
    try {
      return await matched.route.handle({
        pathParameters: matched.pathParameters,
        query,
        body: body.toString('utf8'),
      });
    } catch (fault) {
      return refusal(500, `The call failed: ${reasonOf(fault)}`, 'Nothing is known about how far it came.');
    }
  }

  return async (request, response) => {
    const { status, headers, body } = await answerTo(request);
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, { ...headers, ...length });
    response.end(body);
  };
}

/** At the first question mark, as everywhere: the rest of the target may hold more of them. */
function partsOf(target: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const at = target.indexOf('?');
  return at < 0
    ? { pathname: target, query: new URLSearchParams() }
    : { pathname: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}

/** An answer of any JSON value. */
export function controlAnswer(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

const notLoopback = refusal(
  403,
  'The Host or Origin header names another machine.',
  'Call the control API from this machine, as 127.0.0.1 or localhost.',
);

const tooLarge = refusal(413, `The body is larger than ${maxBodyBytes} bytes.`, 'Send a smaller body.');

function unknown({ method, url }: IncomingMessage, routes: readonly ControlRoute[]): Answer {
  const known = routes.map((route) => `${route.method} ${route.path} ${route.does}`.trim());
  return refusal(
    404,
    `There is no ${method} ${url}.`,
    `There are: ${known.join('; ')}; ${simulatorsPath}{provider}/… of the simulators.`,
  );
}
