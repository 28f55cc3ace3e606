import { describe, expect, it } from 'vitest';
import { toCashoutEvent } from '../../../../lib/contracts/events/cashout-event.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { accept, anOrder, betWith, decline, order } from '../../../support/callbacks.ts';

const currencies = knownCurrencies();

describe('what the operator had the provider repeat', () => {
  const foreignParams = { player_id: '7', session: 's1' };

  it('Given parameters, then the events of that callback carry them, and no others do', () => {
    const one = accept(betWith([]), anOrder('o1'), { foreignParams });
    const two = decline({ ...one, version: 4 }, ['o1'], { foreignParams: { player_id: '8' } });
    const three = accept({ ...two, version: 5 }, anOrder('o1', '100', '90'));
    expect(three.outbox.map(({ type, foreignParams: told }) => [type, told])).toEqual([
      ['CashoutSettled', foreignParams],
      ['CashoutReversed', { player_id: '8' }],
      ['CashoutConflict', undefined],
    ]);
    const events = three.outbox.map((entry) => toCashoutEvent(three, entry, currencies).detail.data);
    expect(events).toMatchObject([
      { foreignParams },
      { foreignParams: { player_id: '8' } },
      { status: 'reversed' },
    ]);
    expect(events[2]).not.toHaveProperty('foreignParams');
    expect(three.outbox[2]).not.toHaveProperty('foreignParams');
  });

  it('Given a conflict, then its event carries those of the callback that contradicts', () => {
    const bet = accept(betWith([order('accepted')]), anOrder('o1', '100', '90'), { foreignParams });
    expect(bet.outbox).toMatchObject([{ type: 'CashoutConflict', foreignParams }]);
  });
});
