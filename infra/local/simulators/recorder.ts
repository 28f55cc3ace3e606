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

export interface Recorder {
  record(request: RecordedRequest): void;
  /** Oldest first. */
  requests(): readonly RecordedRequest[];
}

/** More than any test looks back at, and some ten megabytes of ordinary calls. */
export const maxRecordedRequests = 10_000;

/** Remembers what a provider was sent; past the limit the oldest are forgotten. */
export function recorder(limit = maxRecordedRequests): Recorder {
  const recorded: RecordedRequest[] = [];
  return {
    record(request) {
      recorded.push(request);
      if (recorded.length > limit) recorded.shift();
    },
    requests: () => [...recorded],
  };
}

/** Node's headers with repeated ones joined, as HTTP reads them. */
export function recordableHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
