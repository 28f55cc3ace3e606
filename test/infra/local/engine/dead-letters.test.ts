import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../../infra/local/engine/dead-letters.ts';
import { forgetfulKeeper } from '../../../../infra/local/engine/queue-keeper.ts';
import { silentLog } from '../silent-log.ts';

function given(keeper = forgetfulKeeper) {
  let now = 1_000;
  const letters = deadLetters({ consumer: 'wallet', clock: { now: () => now }, keeper, log: silentLog() });
  letters.bury({ id: 'a', body: '{}', sentAt: 0, receives: 3, cause: 'broken' });
  now = 5_000;
  return letters;
}

describe('dead letters of a queue', () => {
  it('Given one is taken out, then it is as old as a message sent now, and nothing of its past counts', () => {
    const letters = given();
    expect(letters.takeOut('all')).toEqual([{ id: 'a', body: '{}', sentAt: 5_000, receives: 0 }]);
    expect(letters.count()).toBe(0);
    expect(letters.takeOut('all')).toEqual([]);
  });

  it('Given that cannot be kept, then it stays a dead letter', () => {
    const letters = given({
      ...forgetfulKeeper,
      redriven() {
        throw new Error('the disk is full');
      },
    });
    expect(() => letters.takeOut(['a'])).toThrow('the disk is full');
    expect(letters.page(1, null).letters).toMatchObject([{ id: 'a', since: 1_000, cause: 'broken' }]);
  });
});
