import { describe, expect, it } from 'vitest';
import { activity } from '../../../../infra/local/engine/activity.ts';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { localQueues } from '../../../../infra/local/engine/queues.ts';
import { queueOperation, type ReceivedEvent, type Verdict } from '../../../../lib/runtime/queue-operation.ts';
import { queueMessage } from '../../../support/queue-messages.ts';
import { silentMetrics } from '../../../support/silent.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { silentLog } from '../silent-log.ts';

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;

/** An operation as it is deployed, on a queue of the engine. */
function given(handle: (event: ReceivedEvent) => Promise<Verdict>) {
  const clock = virtualClock(handDrivenTime());
  const work = activity();
  clock.onSettle((patienceMs) => work.settled(patienceMs));
  const queues = localQueues({ clock, activity: work, log: silentLog(), chaos: { duplicates: 0 } });
  const { visibility } = queues;
  const ids = { next: () => 'id' };
  const handler = queueOperation('a-consumer', () => handle).bind({
    clock,
    ids,
    log: silentLog(),
    metrics: silentMetrics,
    visibility,
  });
  queues.attach({
    name: 'a-consumer',
    batchSize: 10,
    maxReceives: 120,
    visibilityMs: 180 * secondMs,
    deliver: (event) => handler(event, { awsRequestId: 'r' }),
  });
  const send = (id: string, body = queueMessage(id).body) =>
    queues.send([{ id, body, sentAt: clock.now(), to: ['a-consumer'] }]);
  return { clock, queues, send, rest: () => work.idle(5_000) };
}

describe('an operation on its queue', () => {
  it('Given something unreadable among events, then it is a dead letter at once, and the events are done', async () => {
    const done: string[] = [];
    const { queues, send, rest } = given(async ({ metadata }) => {
      done.push(metadata.id);
      return 'done';
    });
    send('first');
    send('poison', '{"detail":');
    send('last');
    await rest();
    expect(done.sort()).toEqual(['first', 'last']);
    expect(queues.counts()).toEqual([{ name: 'a-consumer', waiting: 0, inFlight: 0, deadLetters: 1 }]);
  });

  it('Given what it depends on is away for 25 hours, then it tries at growing intervals and no event is lost', async () => {
    let away = true;
    const attempts: number[] = [];
    const { clock, queues, send, rest } = given(async () => {
      attempts.push(clock.now());
      if (away) throw new Error('away');
      return 'done';
    });
    send('e');
    await rest();
    await clock.advance(25 * hourMs);
    const waits = attempts.slice(1).map((at, place) => (at - (attempts[place] ?? 0)) / secondMs);
    expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
    expect(Math.max(...waits)).toBe(900);
    away = false;
    await clock.advance(hourMs / 4);
    expect(queues.counts()).toEqual([{ name: 'a-consumer', waiting: 0, inFlight: 0, deadLetters: 0 }]);
  });

  it('Given it says when it wants an event again, then it gets it then', async () => {
    const start = handDrivenTime().real();
    const attempts: number[] = [];
    const { clock, send, rest } = given(async ({ receiveCount }) => {
      attempts.push((clock.now() - start) / secondMs);
      return receiveCount === 1 ? { retryInMs: 7_200_000 } : 'done';
    });
    send('e');
    await rest();
    await clock.advance(3 * hourMs);
    expect(attempts).toEqual([0, 7_200]);
  });
});
