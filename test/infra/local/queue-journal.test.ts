import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDir } from '../../../infra/local/data-dir.ts';
import { queueJournal } from '../../../infra/local/queue-journal.ts';
import { hourMs, queueUnderTest, secondMs } from './engine/queue-under-test.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cashout-hub-queues-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As a hub finds it that is started after another was killed: what that one had in memory is gone. */
function journal() {
  const dataDir = openDataDir(folder);
  dataDir.release();
  return queueJournal(dataDir);
}

const bytes = () => readFileSync(join(folder, 'queues.jsonl')).length;

describe('queues in a data folder', () => {
  it('Given a kill right after messages were sent, then they are all delivered after the restart', async () => {
    const killed = queueUnderTest({ keeper: journal() });
    killed.send('a', 'b');
    expect(killed.delivered).toEqual([]);
    const { delivered, rest, counts } = queueUnderTest({ keeper: journal() });
    await rest();
    expect(delivered.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 0 });
  });

  it('Given a kill in the middle of a delivery, then its messages are delivered again', async () => {
    const killed = queueUnderTest({
      keeper: journal(),
      consumer: { deliver: () => new Promise(() => undefined) },
    });
    killed.send('a');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(killed.counts()).toMatchObject({ inFlight: 1 });
    const { delivered, rest } = queueUnderTest({ keeper: journal() });
    await rest();
    expect(delivered).toMatchObject([{ id: 'a' }]);
  });

  it('Given messages were done, then they do not come again', async () => {
    const before = queueUnderTest({ keeper: journal() });
    before.send('a', 'b');
    await before.rest();
    const { delivered, rest } = queueUnderTest({ keeper: journal() });
    await rest();
    expect(delivered).toEqual([]);
  });

  it('Given a message failed before, then its deliveries are still counted and its time still runs', async () => {
    const before = queueUnderTest({ keeper: journal(), failing: () => true });
    before.send('a');
    await before.rest();
    await before.clock.advance(31 * secondMs);
    expect(before.delivered).toHaveLength(2);
    const { clock, delivered, rest, counts } = queueUnderTest({
      keeper: journal(),
      failing: () => true,
      clock: before.clock,
    });
    await rest();
    expect(delivered).toEqual([]);
    await clock.advance(hourMs);
    expect(delivered).toMatchObject([{ receives: 3 }]);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 });
  });

  it('Given dead letters, then they stay where they are', async () => {
    const before = queueUnderTest({ keeper: journal(), failing: () => true, consumer: { maxReceives: 1 } });
    before.send('a');
    await before.rest();
    await before.clock.advance(hourMs);
    // Twice, since the first of them writes the file anew.
    journal();
    const { delivered, rest, counts } = queueUnderTest({ keeper: journal() });
    await rest();
    expect(delivered).toEqual([]);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 });
  });

  it('Given dead letters, then why and since when they are is known after the restart', async () => {
    const before = queueUnderTest({
      keeper: journal(),
      consumer: {
        maxReceives: 1,
        deliver: () => Promise.reject(new Error('broken')),
      },
    });
    before.send('a');
    await before.rest();
    await before.clock.advance(hourMs);
    const letters = before.queues.deadLetters('wallet', 10, null);
    expect(letters).toMatchObject({ letters: [{ id: 'a', receives: 1, cause: 'broken' }] });
    // Twice, since the first of them writes the file anew.
    journal();
    expect(queueUnderTest({ keeper: journal() }).queues.deadLetters('wallet', 10, null)).toEqual(letters);
  });

  it('Given a kill right after a redrive, then what was sent on is delivered as new, and is no dead letter', async () => {
    const before = queueUnderTest({ keeper: journal(), failing: () => true, consumer: { maxReceives: 1 } });
    before.send('a', 'b');
    await before.rest();
    await before.clock.advance(hourMs);
    expect(before.queues.redrive('wallet', ['a'])).toBe(1);
    journal();
    const { delivered, rest, counts } = queueUnderTest({ keeper: journal() });
    await rest();
    expect(delivered).toMatchObject([{ id: 'a', receives: 1 }]);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, deadLetters: 1 });
    const kept = journal().kept('wallet');
    expect(kept).toMatchObject([{ id: 'b', deadSince: expect.any(Number) }]);
  });

  it('Given a redrive, then the age of what was sent on begins anew', () => {
    const keeper = journal();
    keeper.put([{ id: 'a', body: '{}', sentAt: 0, to: ['wallet'] }]);
    keeper.dead('wallet', { id: 'a', since: 1_000 });
    keeper.redriven('wallet', ['a'], 2_000);
    journal();
    expect(journal().kept('wallet')).toEqual([
      { id: 'a', body: '{}', sentAt: 2_000, receives: 0, visibleAt: 0, deadSince: null },
    ]);
  });

  it('Given a kill in the middle of a write, then the half line is dropped and the next one is whole', async () => {
    journal().put([{ id: 'a', body: '{}', sentAt: 0, to: ['wallet'] }]);
    appendFileSync(join(folder, 'queues.jsonl'), '{"put":{"id":"half');
    journal().put([{ id: 'b', body: '{}', sentAt: 0, to: ['wallet'] }]);
    expect(
      journal()
        .kept('wallet')
        .map(({ id }) => id),
    ).toEqual(['a', 'b']);
  });

  it('Given a consumer that is not there at this start, then what is in its queue is kept for it', () => {
    journal().put([{ id: 'a', body: '{}', sentAt: 0, to: ['another'] }]);
    journal();
    expect(journal().kept('another')).toMatchObject([{ id: 'a', body: '{}' }]);
  });

  it('Given many messages came and went, then the file does not grow without end', () => {
    const keeper = journal();
    for (let call = 0; call < 15_000; call += 1) {
      keeper.put([{ id: `m${call}`, body: 'x'.repeat(50), sentAt: 0, to: ['wallet'] }]);
      keeper.gone('wallet', [`m${call}`]);
    }
    expect(bytes()).toBeLessThan(1_500_000);
    expect(journal().kept('wallet')).toEqual([]);
  });
});
