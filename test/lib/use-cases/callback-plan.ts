import type { AcceptedOrder } from '../../../lib/domain/cashout/callbacks.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import type { CallbackCall } from '../../../lib/use-cases/take-callback.ts';
import type { Random } from '../../simulation/random.ts';
import { anOrder } from '../../support/callbacks.ts';

type Told = CallbackCall['told'];

/** A callback as the provider sends it, once or often. */
export interface Sent {
  readonly requestId: string;
  readonly told: Told;
}

/** What the provider decides about one bet, and what it says of it besides that it should not. */
export interface Plan {
  readonly orders: readonly AcceptedOrder[];
  /** Those of them that are void in the end. */
  readonly declined: ReadonlySet<string>;
  /** Ids that are declined without ever having been accepted. */
  readonly strangers: readonly string[];
  readonly accepts: readonly Sent[];
  readonly declines: readonly Sent[];
  /** Some of the declines as the provider's own test client replays them: with one field more. */
  readonly replays: readonly Sent[];
  /** An order's acceptance with other amounts, under a request id of its own; sent once the order is known. */
  readonly contradictions: readonly Sent[];
  /** Another body under a request id that has been answered. */
  readonly forgeries: readonly Sent[];
}

const stakes = ['10', '40', '60', '100'] as const;
const refunds = ['92.5', '13.487656', '0.01', '37', '120'] as const;

export function randomPlan(random: Random, { forges }: { readonly forges: boolean }): Plan {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[random.below(from.length)] ?? from[0];
  const orders = Array.from({ length: 1 + random.below(4) }, (_, n) =>
    anOrder(`order-${n + 1}`, pick(stakes), pick(refunds)),
  );
  const isVoid = orders.map(() => random.chance(0.45));
  const declined = orders.filter((_, n) => isVoid[n]).map(({ orderId }) => orderId);
  const strangers = Array.from({ length: strangersOf(random) }, (_, n) => `stranger-${n + 1}`);

  const accepts = orders.map((order, n) => acceptance(`request-${n + 1}`, order));
  const lists = random.chance(0.5) ? [declined, strangers] : [[...strangers, ...declined]];
  const declines = lists
    .flatMap((list) => (random.chance(0.5) ? [list] : list.length > 4 ? [list] : list.map((id) => [id])))
    .filter((list) => list.length > 0)
    // The provider's own samples have the same request id for both callbacks.
    .map((list, n) => declination(`request-${n + 1}`, random.chance(0.3) ? [...list, ...list] : list));

  const contradicted = orders.filter(() => random.chance(0.3));
  const contradictions = contradicted.flatMap((order) =>
    ['0.77', '0.78', '0.77']
      .slice(0, 1 + random.below(3))
      .map((refund, n) =>
        acceptance(`contradiction-${n + 1}-of-${order.orderId}`, { ...order, refund: decimal(refund) }),
      ),
  );
  const forgeries = forges ? forgeriesOf(accepts, declines, orders) : [];
  return {
    ...{ orders, declined: new Set(declined), strangers },
    ...{ accepts, declines, contradictions },
    replays: declines.filter(() => random.chance(0.3)).map(replayOf),
    forgeries: forgeries.filter(() => random.chance(0.3)),
  };
}

/** Now and then so many that some of them are archived. */
function strangersOf(random: Random): number {
  if (random.chance(0.02)) return 30;
  return random.chance(0.2) ? 1 + random.below(2) : 0;
}

export function idsOf({ told }: Sent): readonly string[] {
  return told.callback === 'accepted' ? [told.order.orderId] : told.orderIds;
}

function acceptance(requestId: string, order: AcceptedOrder): Sent {
  return { requestId, told: { callback: 'accepted', order } };
}

function declination(requestId: string, orderIds: readonly string[]): Sent {
  return { requestId, told: { callback: 'declined', orderIds, reason: null } };
}

function replayOf({ requestId, told }: Sent): Sent {
  return { requestId, told: Object.assign({ cash_out_order_id: 'order-1' }, told) };
}

/** If they were taken for new, they would pay other orders, contradict these, and void what is not void. */
function forgeriesOf(
  accepts: readonly Sent[],
  declines: readonly Sent[],
  orders: readonly AcceptedOrder[],
): readonly Sent[] {
  const all = orders.map(({ orderId }) => orderId);
  return [
    ...accepts.map(({ requestId }, n) =>
      acceptance(requestId, anOrder(n % 2 === 0 ? 'forged' : (all[n] ?? 'forged'), '5', '4')),
    ),
    ...declines.map(({ requestId }) => declination(requestId, [...all, 'forged'])),
  ];
}
