import { describe, expect, it } from 'vitest';
import { type CarriedEvent, localBus, maxKeptEvents } from '../../../../infra/local/engine/bus.ts';
import type { BusEvent } from '../../../../lib/ports/event-bus.ts';

const at = Date.UTC(2026, 10, 21, 12, 30, 15, 678);
const event = (id: string): BusEvent => ({
  type: 'CashoutSettled',
  at,
  detail: { metadata: { id }, data: { amount: '1.00' } },
});

function given(options: { carriedBefore?: CarriedEvent[] } = {}) {
  let next = 0;
  const told: CarriedEvent[] = [];
  const bus = localBus({
    ids: { next: () => `id-${++next}` },
    source: 'cashout-hub',
    onCarried: (events) => void told.push(...events),
    ...options,
  });
  return { bus, told };
}

describe('the local bus', () => {
  it('carries events as EventBridge shows them to targets', async () => {
    const { bus } = given();
    expect(await bus.put([event('a')])).toEqual([true]);
    expect(bus.events()).toEqual([
      {
        id: 'id-1',
        time: '2026-11-21T12:30:15Z',
        'detail-type': 'CashoutSettled',
        source: 'cashout-hub',
        detail: { metadata: { id: 'a' }, data: { amount: '1.00' } },
      },
    ]);
  });

  it('keeps what it was told and not what the object became', async () => {
    const { bus } = given();
    const data = { amount: '1.00' };
    await bus.put([{ type: 'CashoutSettled', at, detail: { metadata: { id: 'a' }, data } }]);
    data.amount = '2.00';
    expect(bus.events()[0]?.detail).toMatchObject({ data: { amount: '1.00' } });
  });

  it('throws while it is out, carries nothing, and works again afterwards', async () => {
    const { bus, told } = given();
    bus.setOutage(true);
    await expect(bus.put([event('a')])).rejects.toMatchObject({ name: 'BusUnavailable' });
    expect(bus.events()).toEqual([]);
    bus.setOutage(false);
    await bus.put([event('b')]);
    expect(told).toHaveLength(1);
  });

  it('goes on from what an earlier run carried', async () => {
    const before = { id: 'old', time: '', 'detail-type': 'X', source: 'cashout-hub', detail: {} };
    const { bus, told } = given({ carriedBefore: [before] });
    await bus.put([event('a')]);
    expect(bus.events().map(({ id }) => id)).toEqual(['old', 'id-1']);
    expect(told.map(({ id }) => id)).toEqual(['id-1']);
  });

  it('remembers a bounded number of events, the latest', async () => {
    const { bus } = given();
    for (let call = 0; call < maxKeptEvents / 5; call += 1) {
      await bus.put(Array.from({ length: 10 }, (_, place) => event(`${call}.${place}`)));
    }
    await bus.put([event('last')]);
    expect(bus.events()).toHaveLength(maxKeptEvents);
    expect(bus.events().at(-1)?.detail).toMatchObject({ metadata: { id: 'last' } });
  });
});
