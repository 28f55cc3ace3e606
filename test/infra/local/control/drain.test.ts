import { describe, expect, it } from 'vitest';
import { drain } from '../../../../infra/local/control/drain.ts';

/** What is due at each look, and how often it was swept. */
function given(dueAtEachLook: readonly (readonly string[])[], options: { idle?: boolean } = {}) {
  let looks = 0;
  let sweeps = 0;
  const waits: number[] = [];
  const outcome = drain({
    activity: {
      inFlight: () => 0,
      async idle(withinMs) {
        waits.push(withinMs);
        return options.idle ?? true;
      },
    },
    async workDueNow() {
      looks += 1;
      return dueAtEachLook[looks - 1] ?? [];
    },
    async sweep() {
      sweeps += 1;
    },
    real: () => 0,
  });
  return { outcome, sweeps: () => sweeps, waits };
}

describe('drain', () => {
  it('is over when nothing is in flight and nothing is due', async () => {
    const { outcome, sweeps } = given([]);
    expect(await outcome).toBe(true);
    expect(sweeps()).toBe(0);
  });

  it('sweeps what is due until nothing is', async () => {
    const { outcome, sweeps } = given([['a', 'b'], ['b'], []]);
    expect(await outcome).toBe(true);
    expect(sweeps()).toBe(2);
  });

  it('does not wait for what a sweep could not move', async () => {
    const { outcome, sweeps } = given([['a'], ['a'], ['a']]);
    expect(await outcome).toBe(true);
    expect(sweeps()).toBe(1);
  });

  it('says that it did not come to rest while there is time to answer within thirty seconds', async () => {
    const { outcome, waits } = given([], { idle: false });
    expect(await outcome).toBe(false);
    expect(waits).toEqual([29_000]);
  });
});
