import { describe, expect, it } from 'vitest';
import { deliveryCauses } from '../../../../infra/local/engine/delivery-causes.ts';
import { queueMessage } from '../../../support/queue-messages.ts';
import { silentLog } from '../silent-log.ts';
import { hourMs, queueUnderTest } from './queue-under-test.ts';

/** A queue whose consumer tells the log what is given here, and fails. */
async function causeAfter(told: (log: ReturnType<typeof deliveryCauses>['log']) => void) {
  const log = silentLog();
  const causes = deliveryCauses(log);
  const queue = queueUnderTest({
    causes,
    consumer: {
      async deliver({ Records }) {
        told(causes.log);
        return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
    },
  });
  const { body } = queueMessage('ev_1');
  queue.queues.send([{ id: 'm1', body, sentAt: 0, to: ['wallet'] }]);
  await queue.rest();
  await queue.clock.advance(hourMs);
  return { cause: queue.queues.deadLetters('wallet', 1, null).letters[0]?.cause, log };
}

describe('the cause of a dead letter', () => {
  it('Given the consumer logs why by the event, then that is it, on one line', async () => {
    const { cause, log } = await causeAfter((consumerLog) =>
      consumerLog.error('not done', new Error('the disk\nis full'), { eventId: 'ev_1' }),
    );
    expect(cause).toBe('not done: the disk is full');
    expect(log.lines).toContain('error: not done');
  });

  it('Given a warning about the message, then outcome and cause are told with it', async () => {
    const fields = { messageId: 'm1', outcome: 'failed', cause: 'ECONNRESET' };
    const { cause } = await causeAfter((consumerLog) => consumerLog.warn('not delivered', fields));
    expect(cause).toBe('not delivered: failed: ECONNRESET');
  });

  it('Given the log is about another event, then nothing is claimed', async () => {
    const { cause } = await causeAfter((consumerLog) => consumerLog.warn('failed', { eventId: 'ev_2' }));
    expect(cause).toBeUndefined();
  });

  it('Given a delivery throws, then what it threw', async () => {
    const { cause } = await causeAfter(() => {
      throw new Error('the handler is broken');
    });
    expect(cause).toBe('the handler is broken');
  });
});
