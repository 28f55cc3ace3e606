import { readJsonWithNumberLiterals } from '../../contracts/json.ts';
import type { Clock } from '../../ports/clock.ts';
import { faultCode } from './fault-code.ts';

export interface JsonRead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Connecting and reading the whole answer together. */
  readonly deadlineMs: number;
}

export type ReadResult =
  /** `json` holds every number as its literal text; undefined when the body is no JSON, as `text` is when it is over-long. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string | undefined;
      readonly json: unknown;
      /** Of a `Retry-After` in seconds, the form the facts speak of; a date is not read. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'unreachable'; readonly cause: string };

/** A hundred amounts take about 25 kB; ten times that is not an answer to what was asked. */
const maxAnswerBytes = 256 * 1024;

/** One GET of JSON: no retry, no redirect followed (it would carry the token elsewhere). Never throws. */
export async function getJson(read: JsonRead, clock: Clock): Promise<ReadResult> {
  if (read.deadlineMs <= 0) return { kind: 'unreachable', cause: 'no time left' };
  const deadline = clock.deadline(read.deadlineMs);
  try {
    const answer = await fetch(read.url, {
      headers: read.headers,
      redirect: 'error',
      signal: deadline.signal,
    });
    const text = await textOf(answer);
    const retryAfter = answer.headers.get('retry-after') ?? '';
    return {
      kind: 'answered',
      status: answer.status,
      text,
      json: text === undefined ? undefined : readJsonWithNumberLiterals(text),
      ...(/^\d{1,5}$/.test(retryAfter) ? { retryAfterMs: Number(retryAfter) * 1_000 } : {}),
    };
  } catch (fault) {
    return { kind: 'unreachable', cause: deadline.signal.aborted ? 'deadline' : faultCode(fault) };
  } finally {
    deadline.release();
  }
}

/** Undefined when it is over-long; what is left of it is not read. */
async function textOf(answer: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream and closes the connection.
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
