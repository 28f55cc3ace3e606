import { describe, expect, it } from 'vitest';
import type { CarriedEvent } from '../../../../infra/local/engine/bus.ts';
import type { SentMessage } from '../../../../infra/local/engine/queue-keeper.ts';
import { localRules } from '../../../../infra/local/engine/rules.ts';

function given() {
  const sent: SentMessage[] = [];
  const rules = localRules({ send: (messages) => void sent.push(...messages) });
  rules.add({ consumer: 'wallet', events: ['CashoutSettled', 'CashoutReversed'] });
  rules.add({ consumer: 'archive', events: 'all' });
  return { rules, sent };
}

function carried(id: string, type: string): CarriedEvent {
  return {
    id,
    time: '2026-11-21T12:30:15Z',
    'detail-type': type,
    source: 'cashout-hub',
    detail: { metadata: { id: 'ev_1' }, data: { amount: '1.00' } },
  };
}

describe('the rules of the bus', () => {
  it.each([
    ['CashoutSettled', ['wallet', 'archive']],
    ['CashoutReversed', ['wallet', 'archive']],
    ['CashoutDeclined', ['archive']],
    ['OfALaterRelease', ['archive']],
  ])('Given %s, then it goes to %j', (type, to) => {
    const { rules, sent } = given();
    rules.carry([carried('1', type)], 5);
    expect(sent).toMatchObject([{ id: '1', sentAt: 5, to }]);
  });

  it('Given an event, then a queue has it as EventBridge writes it', () => {
    const { rules, sent } = given();
    rules.carry([carried('1', 'CashoutSettled')], 5);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      version: '0',
      id: '1',
      'detail-type': 'CashoutSettled',
      source: 'cashout-hub',
      account: '000000000000',
      time: '2026-11-21T12:30:15Z',
      region: 'local',
      resources: [],
      detail: { metadata: { id: 'ev_1' }, data: { amount: '1.00' } },
    });
  });
});
