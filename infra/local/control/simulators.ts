import type { IncomingMessage } from 'node:http';
import { reasonOf } from '../reason-of.ts';
import { type Answer, refusal } from '../simulators/answer.ts';
import type { ForwardToSimulators } from './control-api.ts';

/** A simulator answers at once, except for a callback it delivers in several copies. */
const answerWithinMs = 60_000;

/** Methods no client of HTTP lets itself be made to send. */
const unsendable: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** Those whose bodies mean nothing, and which no client sends with one. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** A segment `.` or `..` in any spelling that a URL resolves: it would lead out of the simulators' calls. */
const dotSegment = /[/\\](?:\.|%2e){1,2}(?=[/\\]|$)/i;

/**
 * Hands calls on to the simulators, wherever they run, and their answers back, both unchanged. Before each of
 * them `agreeOnTime` sees to it that simulators which were started anew have the hub's time.
 */
export function forwardToSimulators(
  simulatorsUrl: string,
  agreeOnTime: () => Promise<void> = async () => undefined,
): ForwardToSimulators {
  return async (request, body) => {
    const { method = 'GET', url = '' } = request;
    if (unsendable.has(method)) {
      return noSuchCall(request, 'The simulators are called with GET, POST, PUT, PATCH and DELETE.');
    }
    const [path = ''] = url.split('?');
    if (dotSegment.test(path)) return noSuchCall(request, 'Write the path without . and .. in it.');
    try {
      await agreeOnTime();
    } catch (fault) {
      return refusal(502, reasonOf(fault), 'Are they still running?');
    }
    try {
      const response = await fetch(`${simulatorsUrl}${url}`, {
        method,
        headers: contentTypeOf(request),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithinMs),
        ...(body.length === 0 || bodiless.has(method) ? {} : { body }),
      });
      return await toAnswer(response);
    } catch (fault) {
      return refusal(
        502,
        `The simulators at ${simulatorsUrl} do not answer: ${reasonOf(fault)}.`,
        'Are they still running?',
      );
    }
  };
}

function noSuchCall({ method, url }: IncomingMessage, hint: string): Answer {
  return refusal(404, `There is no ${method} ${url}.`, hint);
}

function contentTypeOf({ headers }: IncomingMessage): Record<string, string> {
  const type = headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}

async function toAnswer(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    headers: type === null ? {} : { 'content-type': type },
    body: await response.text(),
  };
}
