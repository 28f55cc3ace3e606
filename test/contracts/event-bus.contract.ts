import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../../lib/ports/event-bus.ts';
import { noon } from '../support/sample-bets.ts';

export interface EventBusUnderTest {
  readonly bus: EventBus;
  /** Everything the bus took so far, in the order it came. */
  published(): readonly BusEvent[];
  setAvailable(available: boolean): void;
  /** Entries with these ids are not taken from now on. */
  refuse(ids: readonly string[]): void;
  loseNextAnswer(): void;
  stop(): Promise<void>;
}

let events = 0;

/** Events nobody has published yet. */
function newEvents(count: number): readonly BusEvent[] {
  return Array.from({ length: count }, () => {
    events += 1;
    const amount = { value: '92.50', currency: 'EUR' };
    const detail = { metadata: { id: `event-${events}`, version: 1 }, data: { betId: 'bet "ü"', amount } };
    return { type: 'CashoutSettled', at: noon + events, detail };
  });
}

/** What every EventBus guarantees. */
export function eventBusContract(name: string, start: () => Promise<EventBusUnderTest>): void {
  describe(`EventBus: ${name}`, () => {
    let subject: EventBusUnderTest;
    let before: number;
    beforeAll(async () => {
      subject = await start();
    });
    beforeEach(() => {
      before = subject.published().length;
    });
    afterAll(() => subject.stop());

    function arrived(): readonly BusEvent[] {
      return subject.published().slice(before);
    }

    it.each([1, maxEntriesPerPut])(
      'Given %i events, When they are put, Then all arrive as they are',
      async (count) => {
        const put = newEvents(count);
        expect(await subject.bus.put(put)).toStrictEqual(put.map(() => true));
        expect(arrived()).toStrictEqual(put);
      },
    );

    it('Given some entries are refused, When ten are put, Then exactly those answer false', async () => {
      const put = newEvents(10);
      subject.refuse([put[2], put[9]].map((event) => event?.detail.metadata.id ?? ''));
      const taken = await subject.bus.put(put);
      expect(taken).toStrictEqual([true, true, false, true, true, true, true, true, true, false]);
      expect(arrived()).toStrictEqual(put.filter((_, position) => taken[position]));
    });

    it('Given the bus is away, When events are put, Then the call throws and nothing arrives', async () => {
      subject.setAvailable(false);
      await expect(subject.bus.put(newEvents(2))).rejects.toThrow();
      subject.setAvailable(true);
      expect(arrived()).toStrictEqual([]);
    });

    it('Given the answer gets lost, When events are put, Then they arrived although the call throws', async () => {
      const put = newEvents(2);
      subject.loseNextAnswer();
      await expect(subject.bus.put(put)).rejects.toThrow();
      expect(arrived()).toStrictEqual(put);
    });

    it('Given eleven events, When they are put, Then the call is refused and nothing arrives', async () => {
      await expect(subject.bus.put(newEvents(11))).rejects.toThrow('at most 10');
      expect(arrived()).toStrictEqual([]);
    });

    it('Given no events, When they are put, Then nothing is called for', async () => {
      subject.setAvailable(false);
      expect(await subject.bus.put([])).toStrictEqual([]);
      subject.setAvailable(true);
    });
  });
}
