/** Longer than any signature is taken for fresh, whatever the clocks say. */
export const keepRequestIdForMs = 24 * 3_600_000;

/** Ids of signed requests on BETCORE's own path, each good for one request. */
export interface RequestIdStore {
  /** True the first time within a day, for one of several that come at once; `now` in epoch milliseconds. */
  useOnce(requestId: string, now: number): Promise<boolean>;
}
