/** The only source of time. The local system and the tests move it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves once `ms` have passed on this clock; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts once `ms` have passed on this clock, unless `release` was called before. */
  deadline(ms: number): Deadline;
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** Lets go of the timer; call it when the guarded work is over. */
  release(): void;
}
