import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { activity } from '../../../../infra/local/engine/activity.ts';
import { handDrivenTime } from '../hand-driven-time.ts';

function given() {
  const time = handDrivenTime();
  const work = activity(time);
  const start = () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const tracked = work.track(() => promise);
    return { end: resolve, fail: reject, tracked };
  };
  return { time, work, start };
}

/** Whether it has resolved by now, and to what. */
async function outcomeOf(promise: Promise<boolean>): Promise<boolean | 'open'> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  return Promise.race([promise, Promise.resolve('open' as const)]);
}

describe('track', () => {
  it('hands the result through and counts the work while it lasts', async () => {
    const { work, start } = given();
    const piece = start();
    expect(work.inFlight()).toBe(1);
    piece.end('done');
    expect(await piece.tracked).toBe('done');
    expect(work.inFlight()).toBe(0);
  });

  it('counts work that failed as ended', async () => {
    const { work, start } = given();
    const piece = start();
    piece.fail(new Error('broken'));
    await expect(piece.tracked).rejects.toThrow('broken');
    expect(work.inFlight()).toBe(0);
  });
});

describe('idle', () => {
  it('waits for the last piece, and for what that one started', async () => {
    const { work, start } = given();
    const first = start();
    const idle = work.idle(1000);
    void first.tracked.then(() => start());
    first.end('');
    expect(await outcomeOf(idle)).toBe('open');
    expect(work.inFlight()).toBe(1);
  });

  it('is true at once when nothing is in flight', async () => {
    expect(await given().work.idle(0)).toBe(true);
  });

  it('is false when the time is over first', async () => {
    const { time, work, start } = given();
    start();
    const idle = work.idle(1000);
    await nextTurn();
    time.pass(1000);
    expect(await outcomeOf(idle)).toBe(false);
  });
});

describe('settled', () => {
  it('is true when everything ended', async () => {
    const { work, start } = given();
    const piece = start();
    const settled = work.settled(1000);
    expect(await outcomeOf(settled)).toBe('open');
    piece.end('');
    expect(await outcomeOf(settled)).toBe(true);
  });

  it('gives up on what hangs once it is too old, and says so once', async () => {
    const { time, work, start } = given();
    start();
    const first = work.settled(1000);
    await nextTurn();
    time.pass(1000);
    expect(await outcomeOf(first)).toBe(false);
    expect(await outcomeOf(work.settled(1000))).toBe(true);
  });

  it('still waits for younger work next to what hangs', async () => {
    const { time, work, start } = given();
    start();
    time.pass(2000);
    const young = start();
    const settled = work.settled(1000);
    expect(await outcomeOf(settled)).toBe('open');
    young.end('');
    expect(await outcomeOf(settled)).toBe(true);
  });
});
