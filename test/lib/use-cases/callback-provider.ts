import { expect } from 'vitest';
import type { CallbackAnswer } from '../../../lib/ports/callback-store.ts';
import type { Random } from '../../simulation/random.ts';
import type { Turns } from '../../simulation/turns.ts';
import type { Sent } from './callback-plan.ts';
import { type CallbackWorld, type Container, sound } from './callback-world.ts';

export type CallbackProvider = ReturnType<typeof callbackProvider>;

/**
 * A provider that delivers each callback until it is answered, and then some: in copies, at once, late. Callbacks
 * under one request id must all get one answer.
 */
export function callbackProvider(world: CallbackWorld, line: Turns, random: Random) {
  const answers = new Map<string, CallbackAnswer>();
  const sentAt = new Map<Sent, number>();
  const answeredAt = new Map<Sent, number>();
  const faults: unknown[] = [];
  let tasks = 0;
  let step = 0;

  async function wait(turnsAtMost: number): Promise<void> {
    for (let turn = random.below(turnsAtMost + 1); turn > 0; turn -= 1) await line.pause();
  }

  async function deliverUntilAnswered(sent: Sent): Promise<void> {
    step += 1;
    if (!sentAt.has(sent)) sentAt.set(sent, step);
    let answer = await world.deliver(sent, someContainer());
    while (answer === null) {
      await wait(4);
      answer = await world.deliver(sent, someContainer());
    }
    take(sent, answer);
    step += 1;
    if (!answeredAt.has(sent)) answeredAt.set(sent, step);
  }

  function take({ requestId, told }: Sent, answer: CallbackAnswer | null): void {
    const key = `${told.callback} ${requestId}`;
    const first = answers.get(key);
    const isSame = first?.status === answer?.status && first?.body === answer?.body;
    if (first === undefined && answer !== null) answers.set(key, answer);
    // Asked for itself, since asking so often takes its time.
    else if (!isSame) expect(answer).toEqual(first);
  }

  /** Now and then one that dies before, in or after any of its calls; its clock is never quite right. */
  function someContainer(): Container {
    const calls = random.chance(0.35) ? 1 + random.below(4) : sound.calls;
    return { calls, diesBefore: random.chance(0.5), offMs: random.below(60_001) - 30_000 };
  }

  async function task(work: () => Promise<unknown>): Promise<void> {
    tasks += 1;
    await work().catch((fault: unknown) => faults.push(fault));
    tasks -= 1;
  }

  return {
    task,
    wait,
    someContainer,

    /** Sends it in one or more copies once `after` is over; resolves when the first ones are answered. */
    send(sent: Sent, lateByTurns: number, after: Promise<void> = Promise.resolve()): Promise<void> {
      return task(async () => {
        await after;
        await wait(lateByTurns);
        const copies = Array.from({ length: 1 + random.below(3) }, async () => {
          await wait(lateByTurns);
          await deliverUntilAnswered(sent);
        });
        await Promise.all(copies);
        if (random.chance(0.2)) void task(() => wait(20).then(() => deliverUntilAnswered(sent)));
      });
    },

    /** Once more, in a calm moment. */
    async repeat(sent: Sent): Promise<void> {
      take(sent, await world.deliver(sent));
    },

    /** Plays until everything is over. */
    async play(): Promise<void> {
      await line.play();
      for (const fault of faults) throw fault;
      expect(tasks).toBe(0);
    },

    statusOf: ({ requestId, told }: Sent) => answers.get(`${told.callback} ${requestId}`)?.status,
    /** Whether one was answered before the other was sent at all. */
    wasBefore: (one: Sent, other: Sent) =>
      (answeredAt.get(one) ?? Number.POSITIVE_INFINITY) < (sentAt.get(other) ?? Number.POSITIVE_INFINITY),
  };
}
