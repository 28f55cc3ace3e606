import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PutAsideMessage } from '../../lib/contracts/put-aside.ts';
import type { FailureQueue, PutAside } from '../../lib/ports/failure-queue.ts';

export interface FailureQueueUnderTest {
  readonly failures: FailureQueue;
  /** What a person finds there, in the order it came. */
  held(): readonly PutAsideMessage[];
  setAvailable(available: boolean): void;
  stop(): Promise<void>;
}

const aside: PutAside = {
  operation: 'relay-outbox',
  item: 'BET#gr8#bet "ü"',
  cause: { fault: 'CorruptRow', message: 'row is corrupt at cashouts.0.s: "invalid"' },
  eventId: 'e-1',
  sequence: '000000000000000000007',
  at: Date.UTC(2026, 2, 1, 12, 0, 0, 1),
};

/** What every FailureQueue guarantees. */
export function failureQueueContract(name: string, start: () => Promise<FailureQueueUnderTest>): void {
  describe(`FailureQueue: ${name}`, () => {
    let subject: FailureQueueUnderTest;
    let before: number;
    beforeAll(async () => {
      subject = await start();
    });
    beforeEach(() => {
      before = subject.held().length;
    });
    afterAll(() => subject.stop());

    it('Given something is put aside, When a person looks, Then all of it is told', async () => {
      await subject.failures.put(aside);
      expect(subject.held().slice(before)).toStrictEqual([{ ...aside, at: '2026-03-01T12:00:00.001Z' }]);
    });

    it('Given the same twice, When a person looks, Then it is told at least once', async () => {
      await subject.failures.put(aside);
      await subject.failures.put(aside);
      expect(subject.held().length).toBeGreaterThan(before);
    });

    it('Given the queue is away, When something is put aside, Then the call throws and nothing is there', async () => {
      subject.setAvailable(false);
      await expect(subject.failures.put(aside)).rejects.toThrow();
      subject.setAvailable(true);
      expect(subject.held()).toHaveLength(before);
    });
  });
}
