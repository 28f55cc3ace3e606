import { StoreUnavailable } from '../../ports/bet-store.ts';

/** DynamoDB says these with status 400, although they mean "not now" and not "wrong". */
const throttlingNames: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** The SDK's own names for an answer that did not come in time. */
const timeoutNames: ReadonlySet<string> = new Set(['TimeoutError', 'AbortError', 'RequestTimeout']);

/** What Node says when a connection cannot be made or breaks. */
const networkCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * Hands the answer of an SDK call through. Throttling, timeouts, broken connections and server errors become
 * StoreUnavailable with the SDK's fault as cause; everything else (validation, missing table, refused rights)
 * is a bug of ours or of the deployment and stays as it is, a failed condition included.
 */
export async function served<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (fault) {
    if (isOutage(fault)) throw new StoreUnavailable('the store did not serve the call', { cause: fault });
    throw fault;
  }
}

function isOutage(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { name, code, $metadata } = fault as SdkFault;
  return (
    throttlingNames.has(name) ||
    timeoutNames.has(name) ||
    (typeof code === 'string' && networkCodes.has(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
}

interface SdkFault extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
