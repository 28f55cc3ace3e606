import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  cashOut,
  eventTypesOf,
  type Hub,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const rounds = 200;
const requestsPerRound = 10;

function counted(answers: readonly Answer[], status: number, code?: string): number {
  return answers.filter(
    (answer) => answer.status === status && (code === undefined || answer.body.code === code),
  ).length;
}

describe('many requests with two keys at once on one bet', () => {
  it(`Given ${rounds} bets, then each is paid exactly once, whoever comes first`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const bet = await seedGr8Bet(hub);
      const keys = Array.from({ length: requestsPerRound }, (_, n) => `${round}-${n % 2}`);
      const answers = await Promise.all(keys.map((key) => cashOut(hub, bet, { key, priceChange: 'any' })));

      const created = answers.filter(({ status }) => status === 201);
      expect(created, `round ${round}`).toHaveLength(1);
      const winner = created[0]?.body;
      expect(winner).toMatchObject({ status: 'accepted' });
      for (const { status, body } of answers.filter((answer) => answer.status === 200)) {
        expect([status, body]).toEqual([200, winner]);
      }
      const told =
        1 +
        counted(answers, 200) +
        counted(answers, 409, 'request-in-progress') +
        counted(answers, 409, 'cashout-in-progress') +
        counted(answers, 409, 'bet-already-cashed-out');
      expect(told, `round ${round}: ${answers.map(({ status }) => status)}`).toBe(requestsPerRound);
      expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
      expect(await sentFor(hub, bet)).toHaveLength(1);
      expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    }
  });

  it('Given the answer is lost after the effect, then all others wait and nothing is sent again', async () => {
    for (let round = 0; round < 20; round += 1) {
      const bet = await seedGr8Bet(hub);
      await setFault(hub, { operation: 'cashout', kind: 'status-after-effect', status: 502, times: 1 });
      const answers = await Promise.all(
        Array.from({ length: requestsPerRound }, (_, n) => cashOut(hub, bet, { key: `${round}-${n % 2}` })),
      );
      expect(counted(answers, 202)).toBe(1);
      expect(await sentFor(hub, bet)).toHaveLength(1);
      expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
      expect((await hub.call('GET', bet.path)).body.cashouts).toMatchObject([{ status: 'unknown' }]);
    }
  });

  it('Given a closure races a cashout, then either it was cashed out before or it is not sent at all', async () => {
    for (let round = 0; round < 40; round += 1) {
      const bet = await seedGr8Bet(hub);
      const close = () =>
        hub.call('POST', `${bet.path}/closure`, { body: { actor: 'jo', reason: 'settled' } });
      const [cashedOut, closed] = await Promise.all(
        round % 2 === 0 ? [cashOut(hub, bet), close()] : [close(), cashOut(hub, bet)].reverse(),
      );
      expect(closed?.status).toBe(200);
      const sent = await sentFor(hub, bet);
      expect(sent).toHaveLength(cashedOut?.status === 201 ? 1 : 0);
      if (cashedOut?.status !== 201) expect(cashedOut?.body.code).toBe('bet-closed');
    }
  });

  it('Given two registrations race, then one wins and the other is told', async () => {
    for (let round = 0; round < 20; round += 1) {
      const bet = await seedGr8Bet(hub);
      const register = (playerId: string) =>
        hub.call('PUT', bet.path, { body: { playerId, stake: { value: '100', currency: 'EUR' } } });
      const statuses = (await Promise.all([register('p1'), register('p2')])).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, 409]);
    }
  });
});
