import { expect } from 'vitest';
import type { Bet } from '../../../lib/domain/bet/bet.ts';
import { add, decimal, padDecimals, subtract } from '../../../lib/domain/money/decimal.ts';
import type { BusEvent } from '../../../lib/ports/event-bus.ts';
import type { Balance } from '../../support/wallet.ts';
import { idsOf, type Plan, type Sent } from './callback-plan.ts';
import type { CallbackProvider } from './callback-provider.ts';

/** What the player has before anything is cashed out. */
export const start: Balance = { available: decimal('1000'), held: decimal('1000') };

/** An order is only declined, and not reversed, where its decline may have come before its acceptance. */
export function expectPossible(
  { accepts, declines, replays, declined, strangers }: Plan,
  { wasBefore }: CallbackProvider,
  declinedFirst: ReadonlySet<string>,
): void {
  const mustNot: string[] = [];
  const must: string[] = [...strangers];
  for (const accepted of accepts) {
    const [orderId = ''] = idsOf(accepted);
    const said = [...declines, ...replays].filter((sent) => idsOf(sent).includes(orderId));
    if (!declined.has(orderId) || said.every((decline) => wasBefore(accepted, decline)))
      mustNot.push(orderId);
    else if (said.some((decline) => wasBefore(decline, accepted))) must.push(orderId);
  }
  const wrong = [
    ...must.filter((orderId) => !declinedFirst.has(orderId)),
    ...mustNot.filter((orderId) => declinedFirst.has(orderId)),
  ];
  expect(wrong).toEqual([]);
}

export function expectAnswers(
  plan: Plan,
  { statusOf }: CallbackProvider,
  declinedFirst: ReadonlySet<string>,
): void {
  const isRefused = (sent: Sent) => !declinedFirst.has(idsOf(sent)[0] ?? '');
  const wrong = [
    ...[...plan.accepts, ...plan.declines].filter((sent) => statusOf(sent) !== 204),
    ...plan.contradictions.filter((sent) => statusOf(sent) !== (isRefused(sent) ? 400 : 204)),
  ];
  expect(wrong).toEqual([]);
}

export function statesOf({ cashouts }: Bet): readonly string[] {
  return cashouts
    .map(({ cashoutId, status, settled, stake }) =>
      [cashoutId, status, settled?.value, stake?.value].join(' '),
    )
    .sort();
}

/** Every order's refund for its stake, but of those that are void. */
export function owed({ orders, declined }: Plan): Balance {
  return orders
    .filter(({ orderId }) => !declined.has(orderId))
    .reduce<Balance>(
      ({ available, held }, { refund, stake }) => ({
        available: add(available, refund),
        held: subtract(held, stake),
      }),
      start,
    );
}

interface Told {
  readonly cashoutId: string;
  readonly conflictingAmount?: { readonly value: string };
}

/** One event of each id, however often it was published; each decision told once, each contradiction told once. */
export function expectEvents(
  plan: Plan,
  events: readonly BusEvent[],
  declinedFirst: ReadonlySet<string>,
): void {
  const once = new Map<string, BusEvent>();
  for (const event of events) {
    const { id } = event.detail.metadata;
    const first = once.get(id);
    if (first === undefined) once.set(id, event);
    else expect(event).toEqual(first);
  }
  const lines = [...once.values()].map(({ type, detail }) => {
    const { cashoutId, conflictingAmount } = detail.data as Told;
    return [type, cashoutId, conflictingAmount?.value].filter((part) => part !== undefined).join(' ');
  });
  const decisions = lines.filter((line) => !line.startsWith('CashoutConflict'));
  const conflicts = lines.filter((line) => line.startsWith('CashoutConflict'));
  expect(decisions.sort()).toEqual(decisionsOf(plan, declinedFirst));
  const contradicted = plan.contradictions
    .filter((sent) => !declinedFirst.has(idsOf(sent)[0] ?? ''))
    .map(({ told }) => (told.callback === 'accepted' ? told.order : undefined))
    .map((order) => `CashoutConflict ${order?.orderId} ${order?.refund}`);
  // Besides these only an order's own amount, where it passes the stake somebody registered.
  const own = plan.orders.map(
    ({ orderId, refund }) => `CashoutConflict ${orderId} ${padDecimals(refund, 2)}`,
  );
  expect({
    twice: conflicts.filter((line, n) => conflicts.indexOf(line) !== n),
    untold: contradicted.filter((line) => !conflicts.includes(line)),
    unfounded: conflicts.filter((line) => !contradicted.includes(line) && !own.includes(line)),
  }).toEqual({ twice: [], untold: [], unfounded: [] });
}

function decisionsOf({ orders, declined, strangers }: Plan, declinedFirst: ReadonlySet<string>): string[] {
  const told = orders.flatMap(({ orderId }) => {
    if (declinedFirst.has(orderId)) return [`CashoutDeclined ${orderId}`];
    const settled = `CashoutSettled ${orderId}`;
    return declined.has(orderId) ? [settled, `CashoutReversed ${orderId}`] : [settled];
  });
  return [...told, ...strangers.map((orderId) => `CashoutDeclined ${orderId}`)].sort();
}
