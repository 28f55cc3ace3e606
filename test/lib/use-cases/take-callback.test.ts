import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryCallbackStore } from '../../../lib/adapters/memory/callback-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { CallbackAnswer } from '../../../lib/ports/callback-store.ts';
import type { Metrics } from '../../../lib/ports/telemetry.ts';
import { takeCallback } from '../../../lib/use-cases/take-callback.ts';
import { noon } from '../../support/builders.ts';
import { aCallback, anOrder, databetRef } from '../../support/callbacks.ts';
import type { Sent } from './callback-plan.ts';

const taken: CallbackAnswer = { status: 204, body: '' };
const refused: CallbackAnswer = { status: 400, body: '{"error":{"code":"amount_conflict"}}' };

const accepted: Sent = { requestId: 'r1', told: { callback: 'accepted', order: anOrder('o1') } };
const contradiction: Sent = {
  requestId: 'r2',
  told: { callback: 'accepted', order: anOrder('o1', '100', '9') },
};
const declined: Sent = { requestId: 'r1', told: { callback: 'declined', orderIds: ['o1'], reason: null } };
const stranger: Sent = { requestId: 'r3', told: { callback: 'declined', orderIds: ['o9'], reason: null } };

describe('takeCallback', () => {
  it.each<[string, readonly Sent[], Sent, CallbackAnswer]>([
    ['accepted', [], accepted, taken],
    ['accepted, of a known bet', [stranger], accepted, taken],
    ['accepted, of what was declined', [declined], accepted, taken],
    ['a contradiction', [accepted], contradiction, refused],
    ['declined, reversing', [accepted], declined, taken],
    ['declined, of what nobody knows', [], declined, taken],
  ])(
    'Given %s, then it takes three calls of the store at most, and one when repeated',
    async (_, before, sent, answer) => {
      const { deliver, calls } = hub();
      for (const earlier of before) await deliver(earlier);
      calls.splice(0);
      expect(await deliver(sent)).toEqual(answer);
      expect(calls.length).toBeLessThanOrEqual(3);
      calls.splice(0);
      expect(await deliver(sent)).toEqual(answer);
      expect(calls).toEqual(['loadAnswerOrBet']);
    },
  );

  it('Given a repeat under a new request id, then nothing is written but its answer', async () => {
    const { deliver, calls } = hub();
    await deliver(accepted);
    calls.splice(0);
    expect(await deliver({ ...accepted, requestId: 'r9' })).toEqual(taken);
    expect(calls).toEqual(['loadAnswerOrBet', 'keep']);
  });

  it('Given one request id for accepted and declined, then each is taken', async () => {
    const { deliver, bets } = hub();
    await deliver(accepted);
    await deliver(declined);
    expect((await bets.load(databetRef)).cashouts).toMatchObject([{ cashoutId: 'o1', status: 'reversed' }]);
  });

  it('Given another body under a request id that was answered, then it gets that answer and changes nothing', async () => {
    const { deliver, bets } = hub();
    await deliver(accepted);
    const before = await bets.load(databetRef);
    const other: Sent = { ...contradiction, requestId: accepted.requestId };
    expect(await deliver(other)).toEqual(taken);
    expect(await bets.load(databetRef)).toEqual(before);
  });

  it.each([
    ['contradicts', contradiction, ['CallbackConflicts']],
    ['does not', { ...accepted, requestId: 'r9' }, []],
  ])('Given a callback that %s, then only a contradiction is counted', async (_, sent, counted) => {
    const { deliver, counts } = hub();
    await deliver(accepted);
    await deliver(sent);
    await deliver(sent);
    expect(counts).toEqual(counted);
  });

  it.each(['loadAnswerOrBet', 'save', 'keep'])(
    'Given the store is away at %s, then the callback is not answered, and delivered again it is',
    async (call) => {
      const { deliver, failAt, bets } = hub();
      failAt(call);
      await expect(deliver(accepted)).rejects.toThrow(StoreUnavailable);
      expect(await deliver(accepted)).toEqual(taken);
      const { cashouts, outbox } = await bets.load(databetRef);
      expect(cashouts).toMatchObject([{ status: 'accepted' }]);
      expect(outbox).toMatchObject([{ type: 'CashoutSettled' }]);
    },
  );
});

function hub() {
  const clock = manualClock(noon);
  const bets = memoryBetStore();
  const callbacks = memoryCallbackStore({ bets, clock });
  const calls: string[] = [];
  const counts: string[] = [];
  let failing: string | undefined;

  /** The port, its calls written down; one of them fails once when told to. */
  function watched<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get(object, name, receiver) {
        const member = Reflect.get(object, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          calls.push(String(name));
          if (name !== failing) return member.apply(object, args);
          failing = undefined;
          throw new StoreUnavailable('away');
        };
      },
    });
  }

  const metrics: Metrics = { count: (name) => void counts.push(name) };
  const needs = { bets: watched(bets), callbacks: watched(callbacks), clock, metrics };
  return {
    ...{ bets, calls, counts },
    failAt(call: string) {
      failing = call;
    },
    deliver: ({ requestId, told }: Sent) =>
      takeCallback(needs, {
        ...{ ...databetRef, ...aCallback({ requestId }), told },
        answerOf: (outcome) => (outcome === 'taken' ? taken : refused),
      }),
  };
}
