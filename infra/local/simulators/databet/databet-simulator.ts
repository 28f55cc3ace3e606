import { randomUUID } from 'node:crypto';
import { readBetId } from '../../../../lib/contracts/http/fields.ts';
import { betBook } from '../bets.ts';
import type { Simulator } from '../simulator.ts';
import { declineCashOut, placeCashOut } from './cash-outs.ts';
import { deliveryQueues } from './delivery.ts';
import { orderBook } from './order-book.ts';
import { sendCallback } from './send-callback.ts';
import { callbackSender, type SenderParts } from './sender.ts';
import { showOrders } from './show-bet.ts';
import type { DatabetState } from './state.ts';
import { targetCall } from './target-call.ts';

export interface DatabetSimulatorOptions extends SenderParts {
  /** @default random UUIDs */
  readonly newId?: () => string;
}

/**
 * DATA.BET's side of its cash-out callbacks, as its page and the facts file describe it. It serves no calls: the
 * player cashes out in its own page, and the operator is told.
 */
export function databetSimulator({ newId = randomUUID, ...parts }: DatabetSimulatorOptions): Simulator {
  const { clock, faults, target, closing } = parts;
  const bets = betBook({
    clock,
    canonicalBetId: (text) => readBetId('databet', text),
    betIdHint:
      '1 to 128 printable ASCII characters without / and #, such as AAAAAAAAAAAAAAAAAaVSZ1rf1k0BuhAAAOAdRQAY',
  });
  const orders = orderBook();
  const sender = callbackSender(parts);
  const deliveries = deliveryQueues({ clock, faults, sender, closing });
  const state: DatabetState = { bets, orders, target, sender, deliveries, newId };
  return {
    provider: 'databet',
    bets,
    operations: [],
    betNote:
      'partialRatio is what a cash-out of a part pays per unit of stake, without one it pays its share of cashoutValue',
    callbacks: [
      { name: 'accepted', kinds: ['duplicate', 'delay', 'reorder', 'drop'] },
      {
        name: 'declined',
        kinds: ['duplicate', 'delay', 'reorder', 'drop', 'replay-declined-with-extra-field'],
      },
      { name: 'heartbeat', kinds: ['duplicate', 'delay', 'drop'] },
    ],
    control: [
      sendCallback({ ...state, clock, faults, closing }),
      placeCashOut(state),
      declineCashOut(state),
      targetCall(target),
    ],
    alsoTrueOf: showOrders(state),
  };
}
