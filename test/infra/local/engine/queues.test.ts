import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { hourMs, minuteMs, queueUnderTest, secondMs } from './queue-under-test.ts';

const ids = (count: number) => Array.from({ length: count }, (_, place) => `m${place}`);
const empty = { waiting: 0, inFlight: 0, deadLetters: 0 };

describe('deliveries', () => {
  it('Given messages of one turn, then they travel together, as many as a batch takes', async () => {
    const { batches, send, rest, counts } = queueUnderTest();
    send(...ids(25));
    await rest();
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(batches.flat().sort()).toEqual(ids(25).sort());
    expect(counts()).toEqual(empty);
  });

  it('Given messages in an order, then that order is lost, the same way for the same seed', async () => {
    const orderOf = async (seed: number) => {
      const { batches, send, rest } = queueUnderTest({ chaos: { seed, duplicates: 0 } });
      send(...ids(10));
      await rest();
      return batches.flat();
    };
    expect(await orderOf(7)).not.toEqual(ids(10));
    expect(await orderOf(7)).toEqual(await orderOf(7));
    expect(await orderOf(8)).not.toEqual(await orderOf(7));
  });

  it('Given duplicates are asked for, then each message is delivered twice and is not a dead letter of it', async () => {
    const { delivered, send, rest, counts } = queueUnderTest({
      chaos: { duplicates: 1 },
      consumer: { maxReceives: 2 },
    });
    send(...ids(12));
    await rest();
    for (const id of ids(12)) {
      expect(delivered.filter((one) => one.id === id).map(({ receives }) => receives)).toEqual([1, 2]);
    }
    expect(counts()).toEqual(empty);
  });

  it('Given a message is done by its last delivery, then it is not delivered once more, which would be its end', async () => {
    const { clock, send, rest, counts } = queueUnderTest({
      chaos: { duplicates: 1 },
      failing: ({ receives }) => receives === 1,
      consumer: { maxReceives: 2 },
    });
    send('m');
    await rest();
    await clock.advance(hourMs);
    expect(counts()).toEqual(empty);
  });

  it('Given duplicates as they come by default, then some of many messages are delivered twice', async () => {
    const { delivered, send, rest } = queueUnderTest({ chaos: {} });
    send(...ids(400));
    await rest();
    expect(new Set(delivered.map(({ id }) => id)).size).toBe(400);
    expect(delivered.length).toBeGreaterThan(400);
    expect(delivered.length).toBeLessThan(500);
  });

  it('Given a message in two queues, then each has its own fate', async () => {
    const { queues, send, rest, counts } = queueUnderTest({ failing: () => true });
    const other: string[] = [];
    queues.attach({
      name: 'other',
      batchSize: 1,
      maxReceives: 3,
      visibilityMs: minuteMs,
      async deliver({ Records }) {
        other.push(...Records.map(({ messageId }) => messageId));
        return { batchItemFailures: [] };
      },
    });
    queues.send([{ id: 'both', body: '{}', sentAt: 0, to: ['wallet', 'other'] }]);
    send('mine');
    await rest();
    expect(other).toEqual(['both']);
    expect(counts()).toEqual({ waiting: 2, inFlight: 0, deadLetters: 0 });
  });
});

describe('what fails', () => {
  it('Given a message fails, then it is hidden for its time, comes again with a count, and the others are done', async () => {
    const { clock, delivered, send, rest, counts } = queueUnderTest({
      failing: ({ id, receives }) => id === 'm1' && receives === 1,
    });
    send(...ids(3));
    await rest();
    expect(counts()).toEqual({ waiting: 1, inFlight: 0, deadLetters: 0 });
    await clock.advance(29 * secondMs);
    expect(delivered).toHaveLength(3);
    await clock.advance(2 * secondMs);
    expect(delivered.slice(3)).toMatchObject([{ id: 'm1', receives: 2, at: 30 * secondMs }]);
    expect(counts()).toEqual(empty);
  });

  it('Given a delivery throws, then all of its messages come again, and it is logged', async () => {
    let broken = true;
    const { clock, delivered, log, send, rest } = queueUnderTest({
      failing: () => {
        if (broken) throw new Error('broken');
        return false;
      },
    });
    send(...ids(2));
    await rest();
    broken = false;
    await clock.advance(minuteMs);
    expect(delivered.map(({ id }) => id).sort()).toEqual(['m0', 'm0', 'm1', 'm1']);
    expect(log.lines).toEqual(['error: a queue delivery failed']);
  });

  it('Given an answer names a message that was not delivered, then the whole batch counts as failed', async () => {
    const { send, rest, counts } = queueUnderTest({
      consumer: { deliver: async () => ({ batchItemFailures: [{ itemIdentifier: 'stranger' }] }) },
    });
    send(...ids(2));
    await rest();
    expect(counts()).toMatchObject({ waiting: 2 });
  });

  it('Given a message that always fails, then it is a dead letter after so many deliveries, and holds nobody up', async () => {
    const { clock, delivered, send, rest, counts } = queueUnderTest({ failing: ({ id }) => id === 'poison' });
    send('poison', 'good');
    await rest();
    await clock.advance(hourMs);
    expect(delivered.filter(({ id }) => id === 'poison')).toHaveLength(3);
    expect(delivered.filter(({ id }) => id === 'good')).toHaveLength(1);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 });
    send('later');
    await rest();
    expect(delivered.at(-1)).toMatchObject({ id: 'later' });
  });

  it('Given a delivery that outlasts its time, then its messages come again and its answer does not count', async () => {
    const answers: (() => void)[] = [];
    const { clock, send, rest, counts } = queueUnderTest({
      consumer: {
        maxReceives: 2,
        deliver: () => new Promise((resolve) => answers.push(() => resolve({ batchItemFailures: [] }))),
      },
    });
    send('slow');
    while (answers.length < 1) await Promise.resolve(setImmediatePromise());
    expect(counts()).toEqual({ waiting: 0, inFlight: 1, deadLetters: 0 });
    await clock.advance(31 * secondMs);
    expect(answers).toHaveLength(2);
    answers[0]?.();
    await setImmediatePromise();
    expect(counts()).toEqual({ waiting: 0, inFlight: 1, deadLetters: 0 });
    answers[1]?.();
    expect(await rest()).toBe(true);
    expect(counts()).toEqual(empty);
  });
});

function setImmediatePromise(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('hiding', () => {
  it.each([
    [0, 0],
    [1, 1],
    [90 * secondMs, 90],
    [90 * secondMs + 1, 91],
  ])('Given a failed message is hidden for %i ms, then it comes again after %i s', async (forMs, seconds) => {
    const { clock, queues, delivered, send } = queueUnderTest({
      consumer: {
        deliver: async ({ Records }) => {
          delivered.push(
            ...Records.map(({ messageId: id, receiptHandle }) => ({
              id,
              receives: 0,
              at: clock.now() - start,
              receiptHandle,
            })),
          );
          if (delivered.length > 1) return { batchItemFailures: [] };
          await queues.visibility.hide(
            Records.map(({ receiptHandle }) => ({ receiptHandle, forMs })),
            'wallet',
          );
          return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
        },
      },
    });
    const start = clock.now();
    send('m');
    await clock.advance(hourMs);
    expect(delivered.map(({ at }) => at)).toEqual([0, seconds * secondMs]);
  });

  it('Given something that is shown again at once each time, then it is a dead letter without any time passing', async () => {
    // Between two whole seconds, in which queues count otherwise.
    const clock = virtualClock(handDrivenTime(Date.UTC(2026, 10, 21, 12) + 345));
    const { queues, send, rest, counts } = queueUnderTest({
      clock,
      consumer: {
        maxReceives: 120,
        deliver: async ({ Records }) => {
          await queues.visibility.hide(
            Records.map(({ receiptHandle }) => ({ receiptHandle, forMs: 0 })),
            'wallet',
          );
          return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
        },
      },
    });
    send('poison');
    await rest();
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 });
  });

  it('Given a delivery that is over, then hiding its message is refused', async () => {
    const { queues, delivered, send, rest } = queueUnderTest();
    send('m');
    await rest();
    const { receiptHandle = '' } = delivered[0] ?? {};
    await expect(queues.visibility.hide([{ receiptHandle, forMs: 1 }], 'wallet')).rejects.toThrow(
      '1 deliveries',
    );
  });

  it('Given messages wait for a later time, then they can be tried at once', async () => {
    let failing = true;
    const { queues, delivered, send, rest, counts } = queueUnderTest({ failing: () => failing });
    send('m');
    await rest();
    failing = false;
    queues.retryNow();
    await rest();
    expect(delivered).toHaveLength(2);
    expect(counts()).toEqual(empty);
  });
});

describe('a consumer that is away', () => {
  it('Given 25 hours of it, then nothing is lost, no delivery is counted, and nobody waits for it', async () => {
    const { clock, queues, delivered, send, rest, counts } = queueUnderTest();
    queues.setOutage('wallet', true);
    expect(queues.isOut('wallet')).toBe(true);
    send(...ids(30));
    expect(await rest()).toBe(true);
    await clock.advance(25 * hourMs);
    expect(delivered).toEqual([]);
    expect(counts()).toEqual({ waiting: 30, inFlight: 0, deadLetters: 0 });
    queues.setOutage('wallet', false);
    await rest();
    expect(delivered.map(({ receives }) => receives)).toEqual(ids(30).map(() => 1));
    expect(counts()).toEqual(empty);
  });

  it('Given it goes away right after something was sent, then that waits too', async () => {
    const { queues, delivered, send, rest, counts } = queueUnderTest();
    send('m');
    queues.setOutage('wallet', true);
    await rest();
    expect(delivered).toEqual([]);
    expect(counts()).toEqual({ waiting: 1, inFlight: 0, deadLetters: 0 });
  });

  it('Given what failed before comes due meanwhile, then it waits too', async () => {
    const { clock, queues, delivered, send, rest } = queueUnderTest({
      failing: ({ receives }) => receives === 1,
    });
    send('m');
    await rest();
    queues.setOutage('wallet', true);
    await clock.advance(hourMs);
    expect(delivered).toHaveLength(1);
    queues.setOutage('wallet', false);
    await rest();
    expect(delivered).toHaveLength(2);
  });
});

describe('any course of things', () => {
  it('Given any failures, duplicates, outages and moves of the clock, then each message is done or dead, never both, never lost', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 1, max: 15 }) }),
        fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 100_000 }) }),
        fc.record({ do: fc.constant('outage' as const), on: fc.boolean() }),
        fc.record({ do: fc.constant('retry' as const) }),
      ),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (course, seed, share) => {
          const failed = (id: string, receives: number) => hashOf(`${id}/${receives}/${seed}`) < share;
          const { clock, queues, delivered, send, rest, counts } = queueUnderTest({
            chaos: { seed, duplicates: 0.3 },
            failing: ({ id, receives }) => failed(id, receives),
          });
          let sent = 0;
          for (const step of course) {
            if (step.do === 'send') send(...Array.from({ length: step.count }, () => `m${sent++}`));
            if (step.do === 'advance') await clock.advance(step.ms);
            if (step.do === 'outage') queues.setOutage('wallet', step.on);
            if (step.do === 'retry') queues.retryNow();
          }
          queues.setOutage('wallet', false);
          await clock.advance(hourMs);
          await rest();
          const all = Array.from({ length: sent }, (_, place) => `m${place}`);
          const done = all.filter((id) =>
            delivered.some((one) => one.id === id && !failed(id, one.receives)),
          );
          expect(new Set(delivered.map(({ id }) => id)).size).toBe(sent);
          expect(Math.max(0, ...delivered.map(({ receives }) => receives))).toBeLessThanOrEqual(3);
          expect(counts()).toMatchObject({ waiting: 0, inFlight: 0 });
          // What was done, and failed when it was delivered once more, may be among the dead as well.
          expect(counts().deadLetters).toBeGreaterThanOrEqual(sent - done.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** From 0 to 1, the same for the same text. */
function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}
