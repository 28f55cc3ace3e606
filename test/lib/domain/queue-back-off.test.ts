import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { walletConsumer } from '../../../infra/local/wallet/wallet-consumer.ts';
import { backOffMs, patienceMs } from '../../../lib/domain/queue-back-off.ts';

const hourMs = 3_600_000;

describe('the back-off of queues', () => {
  it('Given receives from none to very many, then the wait grows from 5 s to 15 minutes and stays finite', () => {
    expect([0, 1, 2, 3, 8, 9, 2_000].map(backOffMs)).toEqual(
      [5, 5, 10, 20, 640, 900, 900].map((seconds) => seconds * 1_000),
    );
  });

  it.each([
    ...manifest.flatMap(({ id, trigger }) =>
      trigger.type === 'queue' ? [{ id, maxReceives: trigger.maxReceives }] : [],
    ),
    { id: 'wallet', maxReceives: walletConsumer.maxReceives },
  ])('Given what $id depends on is away for 25 hours, then no event is a dead letter', ({ maxReceives }) => {
    expect(patienceMs(maxReceives)).toBeGreaterThan(25 * hourMs);
  });
});
