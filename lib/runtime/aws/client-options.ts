/*
 * AWS answers these calls within milliseconds: one that takes over a second is lost and worth sending again.
 * Every write of ours is conditional and recognises itself, events carry their own ids, so a repeat is safe.
 */
const connectionTimeoutMs = 500;
const requestTimeoutMs = 1_500;
const attempts = 3;

/** What every AWS client of ours is made with: three attempts, and an end to waiting after 6 s in all. */
export const awsClientOptions = {
  maxAttempts: attempts,
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // Without it the timeout above is only warned about and the call waits on.
    throwOnRequestTimeout: true,
  },
} as const;
