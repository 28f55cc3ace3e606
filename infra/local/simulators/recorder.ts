import type { IncomingHttpHeaders } from 'node:http';

export interface RecordedRequest {
  readonly method: string;
  /** With the query, without the provider's prefix. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent; empty when there was none. */
  readonly body: string;
}

/** What came of a request that was sent; small, as it counts for no limit. */
export type RecordedAnswer = Readonly<Record<string, string | number | boolean>>;

export interface Recorder {
  /** Answers how to add what a request that was sent came to. */
  record(request: RecordedRequest): (answer: RecordedAnswer) => void;
  /** Oldest first; without an `answer` those that were received, and those still on their way. */
  requests(): readonly (RecordedRequest & { readonly answer?: RecordedAnswer })[];
}

/** More than any test looks back at, and some ten megabytes of ordinary calls. */
export const maxRecordedRequests = 10_000;

/** All of it is shown in one text: even spelled with six characters a byte it fits the longest string there is. */
export const maxRecordedBytes = 64 * 1024 * 1024;

/** Remembers what a provider was sent, or sent itself; past either limit the oldest are forgotten. */
export function recorder(maxRequests = maxRecordedRequests, maxBytes = maxRecordedBytes): Recorder {
  const recorded: (RecordedRequest & { answer?: RecordedAnswer })[] = [];
  let bytes = 0;
  return {
    record(request) {
      const entry: (typeof recorded)[number] = { ...request };
      recorded.push(entry);
      bytes += bytesOf(request);
      while (recorded.length > maxRequests || bytes > maxBytes) {
        const oldest = recorded.shift();
        if (oldest !== undefined) bytes -= bytesOf(oldest);
      }
      return (answer) => {
        entry.answer = answer;
      };
    },
    requests: () => [...recorded],
  };
}

function bytesOf({ path, headers, body }: RecordedRequest): number {
  return Buffer.byteLength([path, ...Object.entries(headers).flat(), body].join(''));
}

/** Node's headers with repeated ones joined, as HTTP reads them. */
export function recordableHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
