import type { IncomingMessage } from 'node:http';
import { reasonOf } from '../reason-of.ts';
import { type Answer, refusal } from '../simulators/answer.ts';
import type { ForwardToSimulators } from './control-api.ts';

/** A simulator answers at once, except for a callback it delivers in several copies. */
const answerWithinMs = 60_000;

/** Hands calls on to the simulators, wherever they run, and their answers back, both unchanged. */
export function forwardToSimulators(simulatorsUrl: string): ForwardToSimulators {
  return async (request, body) => {
    try {
      const response = await fetch(`${simulatorsUrl}${request.url}`, {
        method: request.method ?? 'GET',
        headers: contentTypeOf(request),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithinMs),
        ...(body.length === 0 ? {} : { body }),
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
