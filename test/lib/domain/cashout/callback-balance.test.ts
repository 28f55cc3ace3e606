import { describe, expect, it } from 'vitest';
import { toCashoutEvent } from '../../../../lib/contracts/events/cashout-event.ts';
import { type Bet, withoutPublished } from '../../../../lib/domain/bet/bet.ts';
import { takeAccepted, takeDeclined } from '../../../../lib/domain/cashout/callbacks.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { BusEvent } from '../../../../lib/ports/event-bus.ts';
import { aBet, aRegistration, eur } from '../../../support/builders.ts';
import { aCallback, anOrder, databetRef } from '../../../support/callbacks.ts';
import { type Balance, balanceAfter } from '../../../support/wallet.ts';

type Step = readonly [told: string, take: (bet: Bet) => Bet, balance: string];

const accepted = (orderId: string) => (bet: Bet) => takeAccepted(bet, [], anOrder(orderId), aCallback()).bet;
const declined = (orderId: string) => (bet: Bet) =>
  takeDeclined(bet, [], { orderIds: [orderId], reason: null }, aCallback());

/** Stake 100 of a start of 1000, placed: what the provider's own test client goes on from. */
const placed: Balance = { available: decimal('900'), held: decimal('100') };

const course: readonly Step[] = [
  ['an accepted order', accepted('o1'), '992.5 / 0'],
  ['the same again', accepted('o1'), '992.5 / 0'],
  ['it is declined', declined('o1'), '900 / 100'],
  ['the same again', declined('o1'), '900 / 100'],
  ['a second accepted order', accepted('o2'), '992.5 / 0'],
  ['the first one, late', accepted('o1'), '992.5 / 0'],
];

describe.each([
  ['registered', aRegistration({ stake: eur('100') })],
  ['unknown to the hub', null],
])('the balance of a player whose bet is %s, from the events alone', (_, registration) => {
  it('Given the course of the provider’s test client, then each step leaves what that expects', () => {
    let bet = aBet({ ...databetRef, registration });
    const events: BusEvent[] = [];
    for (const [told, take, expected] of course) {
      bet = taken(bet, take, events);
      const { available, held } = balanceAfter(placed, events);
      expect(`${told}: ${available} / ${held}`).toBe(`${told}: ${expected}`);
    }
  });

  it('Given the player has spent the refund, then a decline takes the balance below zero', () => {
    const events: BusEvent[] = [];
    const bet = taken(aBet({ ...databetRef, registration }), accepted('o1'), events);
    const { held } = balanceAfter(placed, events);
    taken(bet, declined('o1'), events);
    const reversals = events.filter(({ type }) => type === 'CashoutReversed');
    const after = balanceAfter({ available: decimal('0'), held }, reversals);
    expect(after).toEqual({ available: '-92.5', held: '100' });
  });
});

/** The bet once this is written; its events join the others, and every one of them comes twice and late. */
function taken(bet: Bet, take: (bet: Bet) => Bet, events: BusEvent[]): Bet {
  const after = take(bet);
  if (after === bet) return bet;
  const fresh = after.outbox.map((entry) => toCashoutEvent(after, entry, knownCurrencies()));
  events.unshift(...fresh);
  events.push(...fresh);
  return { ...withoutPublished(after, after.outbox), version: after.version + 1 };
}
