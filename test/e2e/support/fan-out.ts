import { expect } from 'vitest';
import { type BetcoreBet, newBetcoreBet, sessionOf } from './betcore.ts';
import { accepted, type DatabetOrder, declined, newOrder, postTo, webhookUrl } from './databet.ts';
import { type Answer, cashOut, type Hub, type SeededBet, seedGr8Bet } from './hub.ts';

/** Cashouts whose answers the hub gave, and what everybody must have been told of them in the end. */
export interface Told {
  /** A GR8 bet, cashed out for 92.50. */
  cashedOut(): Promise<SeededBet>;
  /** The same, with the money paid out by BETCORE, and so not by the wallet. */
  paidOut(): Promise<void>;
  /** A DATA.BET order that is accepted. */
  accepted(): Promise<void>;
  /** One that was accepted is taken back; nothing where there is none. */
  reversed(): Promise<void>;
  /** Holds every consumer, the wallet and BETCORE against what was done. */
  expectAllTold(): Promise<void>;
}

/** Every consumer of the local system. */
export const consumers = ['wallet', 'pay-out-betcore', 'deliver-webhooks', 'archive-events'] as const;

const settled = ['CashoutSettled'];

export function told(hub: Hub): Told {
  const eventsOfBets = new Map<string, readonly string[]>();
  const credits = new Map<string, string>();
  const payOuts: BetcoreBet[] = [];
  const orders: DatabetOrder[] = [];

  async function cashedOut(): Promise<SeededBet> {
    const bet = await seedGr8Bet(hub);
    expect((await cashOut(hub, bet)).body.status).toBe('accepted');
    eventsOfBets.set(bet.betId, settled);
    credits.set(bet.betId, '92.50');
    return bet;
  }

  async function callback(what: string, body: object): Promise<void> {
    const url = `${await webhookUrl(hub)}/bet/cash-out-orders/${what}`;
    expect((await postTo(url, { body })).status).toBe(204);
  }

  return {
    cashedOut,
    async paidOut() {
      const [bet, payOut] = [await seedGr8Bet(hub), newBetcoreBet()];
      payOuts.push(payOut);
      const answer = await cashOut(hub, bet, { body: { payOut: { via: 'betcore', ...payOut } } });
      expect(answer.body.status).toBe('accepted');
      eventsOfBets.set(bet.betId, [...settled, 'PayOutCompleted']);
    },
    async accepted() {
      const order = newOrder();
      orders.push(order);
      await callback('accepted', accepted(order));
      eventsOfBets.set(order.betId, settled);
      credits.set(order.betId, '92.50');
    },
    async reversed() {
      const order = orders.pop();
      if (order === undefined) return;
      await callback('declined', declined(order));
      eventsOfBets.set(order.betId, [...settled, 'CashoutReversed']);
      credits.set(order.betId, '0.00');
    },

    async expectAllTold() {
      const carried: readonly Answer['body'][] = (await hub.control('GET', '/events')).body.events;
      for (const [betId, types] of eventsOfBets) {
        const own = carried.filter(({ detail }) => detail.data.betId === betId);
        expect(new Set(own.map((event) => event['detail-type'])), betId).toEqual(new Set(types));
        const ids = new Set(own.map(({ detail }) => detail.metadata.id));
        expect(ids.size, 'an event that comes again has the same id').toBe(types.length);
      }
      const ids = new Set(carried.map(({ detail }) => detail.metadata.id));
      const archived: readonly string[] = (await hub.control('GET', '/archive')).body.keys;
      expect(missing(ids, new Set(archived.map((key) => key.split(/[/.]/).at(-2))))).toEqual([]);
      const { received } = (await hub.control('GET', '/webhooks')).body;
      expect(missing(ids, new Set(received.map(({ id }: { id: string }) => id)))).toEqual([]);
      const { bets } = (await hub.control('GET', '/wallet')).body;
      const credited = new Map(
        bets.map(({ betId, credited }: Answer['body']) => [betId, Object.values(credited).join()]),
      );
      expect(credited).toEqual(credits);
      for (const payOut of payOuts) {
        expect((await sessionOf(hub, payOut)).payOuts).toMatchObject([{ betId: payOut.betcoreBetId }]);
      }
    },
  };
}

function missing(ids: ReadonlySet<string>, there: ReadonlySet<string | undefined>): readonly string[] {
  return [...ids].filter((id) => !there.has(id));
}
