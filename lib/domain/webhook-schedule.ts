const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const longestWaitMs = 10.5 * hour;

/**
 * How long to wait after the first, second, … failed attempt: soon at first, then up to three days in all. A queue
 * hides a message for less than twelve hours, and the longest wait still has to be spread.
 */
const waitsMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  ...Array.from({ length: 5 }, () => longestWaitMs),
];

/** Attempts of an endpoint that never takes a message, as long as each delivery of the queue leads to one. */
export const maxWebhookAttempts = waitsMs.length + 1;

/**
 * Before that no message is given up, whatever its deliveries were used up by: a function that is throttled counts
 * them without an attempt. Less than the waits add up to, however they are spread.
 */
export const leastTrialMs = 60 * hour;

/** Spread, so that all that failed together does not come together again. */
const spread = 0.1;

/** Milliseconds until the next attempt; `attempts` have failed. `random` from 0 up to 1. */
export function webhookWaitMs(attempts: number, random: number): number {
  const place = Math.min(Math.max(attempts, 1), waitsMs.length) - 1;
  const wait = waitsMs[place] ?? longestWaitMs;
  return Math.round(wait * (1 + spread * (2 * random - 1)));
}

/** Whether a message of this age is a matter for a person after so many failed attempts. */
export function isGivenUp(attempts: number, ageMs: number): boolean {
  return attempts >= maxWebhookAttempts && ageMs >= leastTrialMs;
}
