/**
 * BETCORE's API for providers of games (providers/betcore.seed.txt; what goes beyond it is in betcore.facts.md), as far
 * as money goes to the player by it.
 */
export const betcorePaths = {
  payOut: '/v1/sessions/{sessionId}/bets/pay-out',
  balance: '/v1/sessions/{sessionId}/balance',
} as const;

/** The path of a session's own call, as it is requested and signed. */
export function betcorePath(path: keyof typeof betcorePaths, sessionId: string): string {
  return betcorePaths[path].replace('{sessionId}', encodeURIComponent(sessionId.toWellFormed()));
}

export const betcoreHeaders = {
  counterpartyId: 'X-Counterparty-Id',
  timestamp: 'X-Timestamp',
  requestId: 'X-Request-Id',
  signature: 'X-Sign',
} as const;

/** The values of `_responseCode` that somebody has explained. */
export const betcoreCodes = {
  success: 1,
  /** Of 2 to 8, which all are final, the first stands here for whatever has no code of its own. */
  rejected: 2,
  unauthorized: 8,
  undetermined: 99,
  /** On a repeat: the first attempt went through. */
  repeated: 104,
} as const;

/** What a signature is made over. */
export interface SignedMessage {
  /** As on the wire; empty where there is none. */
  readonly body: string;
  readonly counterpartyId: string;
  /** Unix milliseconds. */
  readonly timestamp: string;
  readonly requestId: string;
  readonly method: string;
  /** Below the base URL, without a query. */
  readonly path: string;
}

/** A request with the signature it came with; what was not sent is empty. */
export interface SignedRequest extends SignedMessage {
  readonly signature: string;
}

/** Takes a request's headers, by lower-case name, for what they say. */
export function readSignedRequest(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  message: Pick<SignedMessage, 'body' | 'method' | 'path'>,
): SignedRequest {
  const header = (name: keyof typeof betcoreHeaders): string => {
    const value = headers[betcoreHeaders[name].toLowerCase()];
    return typeof value === 'string' ? value : '';
  };
  return {
    ...message,
    counterpartyId: header('counterpartyId'),
    timestamp: header('timestamp'),
    requestId: header('requestId'),
    signature: header('signature'),
  };
}
