import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { handDrivenTime } from '../hand-driven-time.ts';

const minuteMs = 60_000;

function given() {
  const time = handDrivenTime();
  const clock = virtualClock(time);
  const start = clock.now();
  const fired: string[] = [];
  const note = (name: string) => () => void fired.push(`${name} at +${clock.now() - start}`);
  return { time, clock, start, fired, note };
}

describe('a clock nobody moves', () => {
  it('is real time', () => {
    const { time, clock } = given();
    time.pass(1234);
    expect(clock.now()).toBe(time.real());
  });

  it('ends a sleep when real time has passed, and not before', async () => {
    const { time, clock } = given();
    let awake = false;
    const sleep = clock.sleep(1000).then(() => {
      awake = true;
    });
    time.pass(999);
    await Promise.resolve();
    expect(awake).toBe(false);
    time.pass(1);
    await sleep;
    expect(awake).toBe(true);
  });

  it('rejects a sleep with the reason of its signal, before or during it', async () => {
    const { clock } = given();
    const controller = new AbortController();
    const sleep = clock.sleep(1000, controller.signal);
    controller.abort('enough');
    await expect(sleep).rejects.toBe('enough');
    await expect(clock.sleep(1000, controller.signal)).rejects.toBe('enough');
  });

  it('aborts a deadline when its time is over, as a timeout', () => {
    const { time, clock } = given();
    const { signal } = clock.deadline(500);
    time.pass(499);
    expect(signal.aborted).toBe(false);
    time.pass(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('leaves a released deadline alone', () => {
    const { time, clock } = given();
    const { signal, release } = clock.deadline(500);
    release();
    time.pass(minuteMs);
    expect(signal.aborted).toBe(false);
  });

  it('wakes for timers further away than a real timer can wait', () => {
    const { time, clock, fired, note } = given();
    const monthMs = 30 * 24 * 60 * minuteMs;
    clock.at(clock.now() + monthMs, note('far'));
    time.pass(monthMs);
    expect(fired).toEqual([`far at +${monthMs}`]);
  });
});

describe('advance', () => {
  it('moves the offset by exactly what was asked', async () => {
    const { clock, start } = given();
    clock.at(start + 700, () => undefined);
    await clock.advance(1000);
    expect(clock.now()).toBe(start + 1000);
    expect(clock.offset()).toBe(1000);
  });

  it('keeps counting real time meanwhile', async () => {
    const { time, clock, start } = given();
    clock.onSettle(() => time.pass(5));
    await clock.advance(1000);
    expect(clock.offset()).toBe(1000);
    expect(clock.now()).toBe(start + 1000 + (time.real() - start));
  });

  it('stops at every due time in order, those of one instant as they were added', async () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 300, note('c'));
    clock.at(start + 100, note('a'));
    clock.at(start + 300, note('d'));
    clock.at(start + 200, note('b'));
    await clock.advance(1000);
    expect(fired).toEqual(['a at +100', 'b at +200', 'c at +300', 'd at +300']);
  });

  it('fires what is due at its very end and leaves the rest', async () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 1000, note('last'));
    clock.at(start + 1001, note('later'));
    await clock.advance(1000);
    expect(fired).toEqual(['last at +1000']);
  });

  it('also runs the timers that its own steps set', async () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 100, () => void clock.sleep(50).then(note('nested')));
    await clock.advance(1000);
    expect(fired).toEqual(['nested at +150']);
  });

  it('does not fire what was cancelled on the way', async () => {
    const { clock, start, fired, note } = given();
    const cancel = clock.at(start + 200, note('cancelled'));
    clock.at(start + 100, cancel);
    await clock.advance(1000);
    expect(fired).toEqual([]);
  });

  it('tells each move before anything due then fires, and settles after', async () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 100, note('timer'));
    clock.onMove(async (offset) => void fired.push(`move to ${offset}`));
    clock.onSettle(() => void fired.push('settle'));
    await clock.advance(150);
    expect(fired).toEqual(['settle', 'move to 100', 'timer at +100', 'settle', 'move to 150', 'settle']);
  });

  it('runs two advances one after the other', async () => {
    const { clock, start } = given();
    const visited: number[] = [];
    clock.onMove((offset) => void visited.push(offset));
    clock.at(start + 1500, () => undefined);
    await Promise.all([clock.advance(1000), clock.advance(1000)]);
    expect(visited).toEqual([1000, 1500, 2000]);
  });

  it('stays where it was when somebody who is told does not hear it, and fires nothing', async () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 100, note('timer'));
    clock.onMove(() => Promise.reject(new Error('nobody listens')));
    await expect(clock.advance(1000)).rejects.toThrow('nobody listens');
    expect([clock.offset(), clock.now(), fired]).toEqual([0, start, []]);
  });

  it('tells those who heard of a step that it was not taken', async () => {
    const { clock, start } = given();
    const heard: number[] = [];
    clock.at(start + 100, () => undefined);
    clock.onMove((offset) => void heard.push(offset));
    clock.onMove((offset) => {
      if (offset > 100) throw new Error('nobody listens');
    });
    await expect(clock.advance(1000)).rejects.toThrow('nobody listens');
    expect(heard).toEqual([100, 1000, 100]);
    expect(clock.offset()).toBe(100);
  });

  it('goes on after one that failed', async () => {
    const { clock } = given();
    let fail = true;
    clock.onMove(() => {
      if (fail) throw new Error('nobody listens');
    });
    await expect(clock.advance(1000)).rejects.toThrow('nobody listens');
    fail = false;
    await clock.advance(500);
    expect(clock.offset()).toBe(500);
  });

  it('loses its patience with work that hangs over and over, so that a day still ends', async () => {
    const { clock, start } = given();
    const patience: number[] = [];
    const tick = (due: number): void => {
      clock.at(due, () => tick(due + minuteMs));
    };
    tick(start + minuteMs);
    clock.onSettle((patienceMs) => {
      patience.push(patienceMs);
      return false;
    });
    await clock.advance(25 * 60 * minuteMs);
    const spentMs = patience.reduce((sum, ms) => sum + ms, 0);
    expect(patience.length).toBeGreaterThan(1500);
    expect(patience[0]).toBe(1000);
    expect(spentMs).toBeLessThan(2 * minuteMs);
  });

  it('keeps its patience with work that always comes to an end', async () => {
    const { clock, start } = given();
    const patience = new Set<number>();
    for (let minute = 1; minute <= 200; minute += 1) clock.at(start + minute * minuteMs, () => undefined);
    clock.onSettle((patienceMs) => {
      patience.add(patienceMs);
      return true;
    });
    await clock.advance(200 * minuteMs);
    expect([...patience]).toEqual([1000]);
  });

  it('reaches a due time between two milliseconds in whole ones', async () => {
    const { clock, start } = given();
    const offsets: number[] = [];
    clock.onMove((offset) => void offsets.push(offset));
    clock.at(start + 99.5, () => undefined);
    await clock.advance(200);
    expect(offsets).toEqual([100, 200]);
  });
});

describe('setOffset', () => {
  it('fires what became due at once, in order', () => {
    const { clock, start, fired, note } = given();
    clock.at(start + 200, note('b'));
    clock.at(start + 100, note('a'));
    clock.setOffset(1000);
    expect(fired).toEqual(['a at +1000', 'b at +1000']);
  });
});
