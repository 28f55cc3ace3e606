import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { blankBet } from '../../lib/domain/bet/bet.ts';
import type { BetStore } from '../../lib/ports/bet-store.ts';
import {
  type CallbackAnswer,
  type CallbackRef,
  type CallbackStore,
  keepAnswerForMs,
} from '../../lib/ports/callback-store.ts';
import { registered, withAccepted, withPending } from '../support/sample-bets.ts';
import { saved, unseenRef } from './bet-store.steps.ts';
import { accepted204, conflict400, unseenCallback } from './callback-store.steps.ts';

export interface CallbackStoreUnderTest {
  readonly store: CallbackStore;
  /** The bets it reads. */
  readonly bets: BetStore;
  /** Its time, at a whole second. */
  readonly clock: ManualClock;
  stop(): Promise<void>;
}

/** What every CallbackStore guarantees. */
export function callbackStoreContract(name: string, start: () => Promise<CallbackStoreUnderTest>): void {
  describe(`CallbackStore: ${name}`, () => {
    let subject: CallbackStoreUnderTest;
    let store: CallbackStore;
    beforeAll(async () => {
      subject = await start();
      store = subject.store;
    });
    afterAll(() => subject.stop());

    async function answerTo(callback: CallbackRef): Promise<CallbackAnswer | null> {
      return (await store.loadAnswerOrBet(callback)).answer;
    }

    it('Given a callback nobody has answered, When it is loaded, Then no answer is known', async () => {
      expect(await answerTo(unseenCallback())).toBeNull();
    });

    it.each<[string, CallbackAnswer]>([
      ['an empty body', accepted204],
      ['a JSON body', conflict400],
      [
        'a body of awkward characters',
        { status: 400, body: '{"error":{"code":"ünï \\u0000 💶 \\n \\" #"}}' },
      ],
    ])('Given an answer with %s, When it was kept, Then it comes back exactly', async (_, answer) => {
      const callback = unseenCallback();
      expect(await store.keep(callback, answer)).toStrictEqual(answer);
      expect(await answerTo(callback)).toStrictEqual(answer);
    });

    it('Given a kept answer, When another one is kept, Then the first one stays and is what the second caller gets', async () => {
      const callback = unseenCallback();
      await store.keep(callback, accepted204);
      expect(await store.keep(callback, conflict400)).toStrictEqual(accepted204);
      expect(await answerTo(callback)).toStrictEqual(accepted204);
    });

    it('Given several different answers at once, When all are kept, Then every caller gets the one that stays', async () => {
      const callback = unseenCallback();
      const answers = Array.from({ length: 8 }, (_, n) => ({ status: 400 + n, body: `{"n":${n}}` }));
      const told = await Promise.all(answers.map((answer) => store.keep(callback, answer)));
      const [first] = told;
      expect(answers).toContainEqual(first);
      expect(told).toStrictEqual(answers.map(() => first));
      expect(await answerTo(callback)).toStrictEqual(first);
    });

    it.each<[string, Partial<CallbackRef>]>([
      ['kind', { callback: 'declined' }],
      ['provider', { provider: 'betcore' }],
      ['request id', { requestId: 'another-request' }],
    ])(
      'Given two callbacks that differ in their %s alone, Then each has its own answer',
      async (_, other) => {
        const callback = unseenCallback();
        await store.keep(callback, accepted204);
        expect(await answerTo({ ...callback, ...other })).toBeNull();
        expect(await store.keep({ ...callback, ...other }, conflict400)).toStrictEqual(conflict400);
        expect(await answerTo(callback)).toStrictEqual(accepted204);
      },
    );

    describe('Given an answer kept 30 days ago', () => {
      it('When its last millisecond runs, Then it is known and cannot be kept anew; When that is over, Then it can', async () => {
        const callback = unseenCallback();
        await store.keep(callback, accepted204);
        await subject.clock.advance(keepAnswerForMs - 1);
        expect(await answerTo(callback)).toStrictEqual(accepted204);
        expect(await store.keep(callback, conflict400)).toStrictEqual(accepted204);
        await subject.clock.advance(1);
        expect(await answerTo(callback)).toBeNull();
        expect(await store.keep(callback, conflict400)).toStrictEqual(conflict400);
        expect(await answerTo(callback)).toStrictEqual(conflict400);
      });

      it('When it was kept within a second, Then it is known for 30 days and not a second longer', async () => {
        await subject.clock.advance(345);
        const callback = unseenCallback();
        await store.keep(callback, accepted204);
        await subject.clock.advance(keepAnswerForMs - 1);
        expect(await answerTo(callback)).toStrictEqual(accepted204);
        await subject.clock.advance(1000);
        expect(await answerTo(callback)).toBeNull();
        await subject.clock.advance(656);
      });

      it('When it comes once more several times at once, Then again the first of them counts for all', async () => {
        const callback = unseenCallback();
        await store.keep(callback, accepted204);
        await subject.clock.advance(keepAnswerForMs);
        const anew = [conflict400, { status: 500, body: '' }, { status: 400, body: '{}' }];
        const told = await Promise.all(anew.map((answer) => store.keep(callback, answer)));
        expect(anew).toContainEqual(told[0]);
        expect(told).toStrictEqual(anew.map(() => told[0]));
      });
    });

    describe('Given the bet of a callback', () => {
      it('When nobody has seen it, Then it comes back blank', async () => {
        const ref = unseenRef('databet');
        expect(await store.loadAnswerOrBet({ ...unseenCallback(), betId: ref.betId })).toStrictEqual({
          bet: blankBet(ref),
          answer: null,
        });
      });

      it('When it was saved, Then it comes back as saved, with the answer', async () => {
        const { bets } = subject;
        const pending = withPending(registered(unseenRef('databet')), subject.clock.now());
        const asked = await saved(bets, pending, subject.clock.now());
        const bet = await saved(bets, withAccepted(asked, subject.clock.now()), subject.clock.now());
        const callback = { ...unseenCallback(), betId: bet.betId };
        expect(await store.loadAnswerOrBet(callback)).toStrictEqual({ bet, answer: null });
        await store.keep(callback, accepted204);
        expect(await store.loadAnswerOrBet(callback)).toStrictEqual({ answer: accepted204 });
      });

      it('When the answer to the same id was about another bet, Then it is not taken for one about this', async () => {
        const callback = unseenCallback();
        await store.keep(callback, accepted204);
        const other = { ...callback, betId: unseenRef('databet').betId };
        expect(await store.loadAnswerOrBet(other)).toMatchObject({
          answer: null,
          bet: { betId: other.betId },
        });
        expect(await store.keep(other, conflict400)).toStrictEqual(conflict400);
        expect(await store.loadAnswerOrBet(callback)).toStrictEqual({ answer: accepted204 });
      });
    });
  });
}
