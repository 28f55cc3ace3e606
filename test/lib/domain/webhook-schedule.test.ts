import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isGivenUp,
  leastTrialMs,
  maxWebhookAttempts,
  webhookWaitMs,
} from '../../../lib/domain/webhook-schedule.ts';
import { longestHidingMs } from '../../../lib/ports/queue-visibility.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the schedule of webhooks', () => {
  it.each([
    [1, 5_000],
    [2, 5 * minuteMs],
    [3, 30 * minuteMs],
    [4, 120 * minuteMs],
    [5, 300 * minuteMs],
    [6, 600 * minuteMs],
    [7, 630 * minuteMs],
    [11, 630 * minuteMs],
    [500, 630 * minuteMs],
  ])('Given %i failed attempts, then the next one is %i ms later, give or take a tenth', (attempts, ms) => {
    expect(webhookWaitMs(attempts, 0.5)).toBe(ms);
    fc.assert(fc.property(random, (spread) => Math.abs(webhookWaitMs(attempts, spread) - ms) <= ms / 10 + 1));
  });

  it('Given any spread, then no wait is longer than a queue hides a message', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), random, (attempts, spread) => {
        return webhookWaitMs(attempts, spread) <= longestHidingMs;
      }),
    );
  });

  it('Given an endpoint that never takes it, then a message is given up after all attempts, at about three days', () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 200, maxLength: 200 }), (spreads) => {
        let [attempts, ageMs] = [1, 0];
        while (!isGivenUp(attempts, ageMs)) {
          ageMs += webhookWaitMs(attempts, spreads[attempts] ?? 0);
          attempts += 1;
        }
        expect(attempts).toBe(maxWebhookAttempts);
        expect(ageMs).toBeGreaterThan(2.6 * dayMs);
        expect(ageMs).toBeLessThan(3.3 * dayMs);
      }),
    );
  });

  it.each([
    ['deliveries without an attempt used up more than the schedule has', 50, leastTrialMs - 1],
    ['it waited for days before its first attempt', 1, 4 * dayMs],
    ['an attempt of the schedule is left', maxWebhookAttempts - 1, 9 * dayMs],
  ])('Given %s, then it is tried on', (_, attempts, ageMs) => {
    expect(isGivenUp(attempts, ageMs)).toBe(false);
  });
});
