import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchivedEvent, EventArchive } from '../../lib/ports/event-archive.ts';

export interface EventArchiveUnderTest {
  readonly archive: EventArchive;
  /** What is kept, by key. */
  kept(): ReadonlyMap<string, string>;
  setAvailable(available: boolean): void;
  stop(): Promise<void>;
}

let events = 0;

/** An event nobody has archived yet. */
function newEvent(change: Partial<ArchivedEvent> = {}): ArchivedEvent {
  events += 1;
  const content = JSON.stringify({ id: `bus-${events}`, detail: { name: 'Jürgen "☂" 𝒳' } });
  return { id: `ev_${events}`, occurredAt: '2026-03-01T23:59:59.999Z', content, ...change };
}

/** What every EventArchive guarantees. */
export function eventArchiveContract(name: string, start: () => Promise<EventArchiveUnderTest>): void {
  describe(`EventArchive: ${name}`, () => {
    let subject: EventArchiveUnderTest;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.stop());

    it('Given an event, When it is put, Then it is kept under the day it occurred, as it came', async () => {
      const event = newEvent();
      await subject.archive.put(event);
      expect(subject.kept().get(`events/2026/03/01/${event.id}.json`)).toBe(event.content);
    });

    it('Given an event that is kept, When it comes again, at once and later, Then there is one, and it is the first', async () => {
      const event = newEvent();
      await subject.archive.put(event);
      const before = subject.kept().size;
      const again = { ...event, content: '{"published":"twice"}' };
      await Promise.all([1, 2, 3].map(() => subject.archive.put(again)));
      expect(subject.kept().size).toBe(before);
      expect(subject.kept().get(`events/2026/03/01/${event.id}.json`)).toBe(event.content);
    });

    it('Given many events at once, When they are put, Then all are kept', async () => {
      const many = Array.from({ length: 25 }, () => newEvent({ occurredAt: '2024-02-29T00:00:00.000Z' }));
      await Promise.all(many.map((event) => subject.archive.put(event)));
      for (const { id, content } of many) {
        expect(subject.kept().get(`events/2024/02/29/${id}.json`)).toBe(content);
      }
    });

    it.each(['../../../secrets', '/etc/passwd', 'a/b', 'ä b+c?d#e', '..'])(
      'Given the id %j, When its event is put, Then it stays below its day',
      async (id) => {
        const event = newEvent({ id });
        await subject.archive.put(event);
        const key = [...subject.kept()].find(([, content]) => content === event.content)?.[0];
        expect(key).toBe(`events/2026/03/01/${encodeURIComponent(id)}.json`);
        expect(key?.split('/')).toHaveLength(5);
      },
    );

    it('Given the archive is away, When an event is put, Then the call throws, and later it can be put', async () => {
      const event = newEvent();
      subject.setAvailable(false);
      await expect(subject.archive.put(event)).rejects.toThrow();
      subject.setAvailable(true);
      expect([...subject.kept().values()]).not.toContain(event.content);
      await subject.archive.put(event);
      expect([...subject.kept().values()]).toContain(event.content);
    });
  });
}
