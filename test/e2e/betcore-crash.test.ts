import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBetcorePath, newBetcoreBet, payOutEventsOf, sessionOf } from './support/betcore.ts';
import { cashOut, seedGr8Bet } from './support/hub.ts';
import { survivingProviders } from './support/mortal-hub.ts';

let world: Awaited<ReturnType<typeof survivingProviders>>;
beforeAll(async () => {
  world = await survivingProviders();
});
afterAll(() => world?.close());

const minuteMs = 60_000;

describe("the hub is killed in the middle of a call of BETCORE's own path", () => {
  /** Its writes: 1 uses the request id up, 2 claims, 3 records the outcome with its event, 4 takes the event out. */
  it.each([
    ['after', 1],
    ['after', 2],
    ['before', 3],
    ['after', 3],
  ] as const)(
    'Given it dies %s write %i, then it is paid once, without any other call where it was taken',
    async (moment, n) => {
      const folder = world.newFolder();
      const first = await world.dyingHub(folder, moment, n);
      const bet = newBetcoreBet();
      await callBetcorePath(first, bet).catch(() => null);
      await first.exited;

      const hub = await world.restarted(folder);
      try {
        await hub.control('POST', '/clock', { advanceMs: 5 * minuteMs });
        await hub.control('POST', '/drain');
        const isTaken = n > 2 || (n === 2 && moment === 'after');
        expect((await sessionOf(hub, bet)).payOuts).toHaveLength(isTaken ? 1 : 0);
        expect((await callBetcorePath(hub, bet)).body._responseCode).toBe(1);
        await hub.control('POST', '/drain');
        expect((await sessionOf(hub, bet)).payOuts).toHaveLength(1);
        const told = (await payOutEventsOf(hub, bet)).map(({ detail }) => detail.metadata.id);
        expect(new Set(told).size).toBe(1);
      } finally {
        await hub.close();
      }
    },
  );
});

describe('the hub is killed in the middle of a cashout with a pay-out', () => {
  /**
   * Its writes: 1 reserves, 2 makes it pending, 3 settles it, 4 takes its event out, 5 claims, 6 records what BETCORE
   * paid; of 4 and 5 either may come first.
   */
  it.each([
    ['after', 1],
    ['before', 4],
    ['before', 5],
    ['after', 5],
    ['before', 6],
    ['after', 6],
  ] as const)(
    'Given it dies %s write %i, then what is accepted is paid once, and nothing else',
    async (moment, n) => {
      const folder = world.newFolder();
      const first = await world.dyingHub(folder, moment, n);
      const bet = await seedGr8Bet(first);
      const pays = newBetcoreBet();
      await cashOut(first, bet, { body: { payOut: { via: 'betcore', ...pays } } }).catch(() => null);
      await first.exited;

      const hub = await world.restarted(folder);
      try {
        await hub.control('POST', '/clock', { advanceMs: 10 * minuteMs });
        await hub.control('POST', '/drain');
        const { status, body } = await hub.call('GET', bet.path);
        const accepted = status === 200 && body.cashouts[0].status === 'accepted';
        expect((await sessionOf(hub, pays)).payOuts).toHaveLength(accepted ? 1 : 0);
        if (accepted) expect(body.cashouts[0].payOut.status).toBe('paid');
        // What a dead request has reserved is free again for another.
        if (status === 404) expect((await callBetcorePath(hub, pays)).body._responseCode).toBe(1);
      } finally {
        await hub.close();
      }
    },
  );
});
