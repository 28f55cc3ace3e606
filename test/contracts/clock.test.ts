import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../infra/local/engine/clock.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { handDrivenTime } from '../infra/local/hand-driven-time.ts';
import { noon } from '../support/sample-bets.ts';
import { clockContract } from './clock.contract.ts';

clockContract('system', () => ({
  clock: systemClock(),
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

clockContract('manual', () => {
  const clock = manualClock(noon);
  return { clock, pass: clock.advance };
});

clockContract('virtual, moved by hand', () => {
  const clock = virtualClock(handDrivenTime());
  return { clock, pass: clock.advance };
});

clockContract('virtual, in its own time', () => {
  const time = handDrivenTime();
  return {
    clock: virtualClock(time),
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += 1) {
        time.pass(1);
        // Whoever is woken looks at the clock in a turn of its own.
        await nextTurn();
      }
    },
  };
});

describe('Manual clock', () => {
  it('Given nothing waits, When it is moved, Then it says exactly the new time', async () => {
    const clock = manualClock(noon);
    await clock.advance(90_000_000);
    expect(clock.now()).toBe(noon + 90_000_000);
  });

  it('Given sleeps and deadlines, When it is moved past them, Then each sees its own time, in order', async () => {
    const clock = manualClock(noon);
    const seen: [string, number][] = [];
    const note = (what: string) => () => seen.push([what, clock.now() - noon]);
    void clock.sleep(300).then(note('third'));
    clock.deadline(200).signal.addEventListener('abort', note('second'));
    void clock.sleep(100).then(note('first'));
    void clock.sleep(300).then(note('third too'));
    void clock.sleep(501).then(note('not yet'));
    await clock.advance(500);
    expect(seen).toStrictEqual([
      ['first', 100],
      ['second', 200],
      ['third', 300],
      ['third too', 300],
    ]);
  });

  it('Given a loop that sleeps, When it is moved far, Then every round runs at its time', async () => {
    const clock = manualClock(noon);
    const rounds: number[] = [];
    const loop = async (): Promise<void> => {
      while (rounds.length < 5) {
        await clock.sleep(60_000);
        rounds.push(clock.now() - noon);
      }
    };
    const done = loop();
    await clock.advance(300_000);
    await done;
    expect(rounds).toStrictEqual([60_000, 120_000, 180_000, 240_000, 300_000]);
  });

  it('Given two moves at once, When both are over, Then their times add up', async () => {
    const clock = manualClock(noon);
    await Promise.all([clock.advance(10), clock.advance(20)]);
    expect(clock.now()).toBe(noon + 30);
  });

  it('Given a settle of its own, When it is moved, Then it waits for that after each wake-up', async () => {
    let settled = 0;
    const clock = manualClock(noon, async () => {
      settled += 1;
    });
    void clock.sleep(10);
    void clock.sleep(20);
    await clock.advance(100);
    expect(settled).toBe(3);
  });
});

describe('System clock', () => {
  it('Given a wait longer than a timer can count, When it is asked for, Then it is refused', () => {
    expect(() => systemClock().deadline(2 ** 31)).toThrow('longer than a timer');
  });
});
