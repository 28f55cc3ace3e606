import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedWebhook } from '../../infra/local/webhooks/receiver.ts';
import {
  type Answer,
  cashOut,
  eventsOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  setFault,
  startHub,
} from './support/hub.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const idle = { waiting: 0, inFlight: 0, deadLetters: 0 };

async function pass(hub: Hub, ms: number): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: ms });
}

async function queue(hub: Hub, consumer: string): Promise<Answer['body']> {
  const { queues } = (await hub.control('GET', '/queues')).body;
  const { name, ...counts } = queues.find((one: { name: string }) => one.name === consumer);
  return counts;
}

async function received(hub: Hub): Promise<readonly ReceivedWebhook[]> {
  await hub.control('POST', '/drain');
  return (await hub.control('GET', '/webhooks')).body.received;
}

/** The ids of the events of new bets that were cashed out. */
async function settled(hub: Hub, count = 1): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const bet: SeededBet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    ids.push(...(await eventsOf(hub, bet)).map(({ detail }) => detail.metadata.id));
  }
  expect(ids).toHaveLength(count);
  return ids;
}

describe('webhooks and the archive', () => {
  let hub: Hub;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
    // Every event twice: receivers are told to live with that. Without schedules days pass in a moment.
    hub = await startHub({ scheduled: false, dataDir: folder, queues: { duplicates: 1 } });
  });
  beforeEach(() => hub.control('DELETE', '/webhooks'));
  afterAll(async () => {
    await hub?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Everything kept, by event id. */
  function archived(): ReadonlyMap<string, Answer['body']> {
    const root = join(folder, 'events');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    return new Map(
      files.map((name) => {
        const event = JSON.parse(readFileSync(join(root, name), 'utf8'));
        expect(name).toBe(
          `${event.detail.metadata.occurredAt.slice(0, 10).replaceAll('-', '/')}/${event.detail.metadata.id}.json`,
        );
        return [event.detail.metadata.id, event];
      }),
    );
  }

  /** How often each of these was delivered, and that each delivery could be verified. */
  async function deliveriesOf(ids: readonly string[]): Promise<readonly number[]> {
    const taken = (await received(hub)).filter(({ status }) => status === 204);
    expect(taken.every(({ verified }) => verified)).toBe(true);
    return ids.map((id) => taken.filter((one) => one.id === id).length);
  }

  it('Given cashouts that are settled and declined, then each event is archived as the bus carried it, and told at least once', async () => {
    const declined = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'reject' });
    await cashOut(hub, declined);
    const ids = await settled(hub, 3);
    const carried = (await hub.control('GET', '/events')).body.events;
    expect(carried).toHaveLength(4);
    expect(archived().size).toBe(4);
    for (const event of carried) expect(archived().get(event.detail.metadata.id)).toMatchObject(event);
    for (const deliveries of await deliveriesOf(ids)) expect(deliveries).toBeGreaterThanOrEqual(1);
    expect((await received(hub)).map(({ type }) => type)).toContain('CashoutDeclined');
    for (const consumer of ['deliver-webhooks', 'archive-events'])
      expect(await queue(hub, consumer)).toEqual(idle);
    expect((await hub.control('GET', '/archive')).body.keys).toHaveLength(4);
  });

  it.each(['deliver-webhooks', 'archive-events'])(
    'Given %s is away for two days, then its events wait, the other goes on, and they reach it afterwards',
    async (away) => {
      await hub.control('POST', '/outages', { target: away, on: true });
      const ids = await settled(hub, 2);
      await pass(hub, 2 * dayMs);
      expect(await queue(hub, away)).toEqual({ ...idle, waiting: 2 });
      const reached = async () => ({
        'archive-events': ids.every((id) => archived().has(id)),
        'deliver-webhooks': (await deliveriesOf(ids)).every((deliveries) => deliveries > 0),
      });
      expect(await reached()).toEqual({ 'archive-events': true, 'deliver-webhooks': true, [away]: false });
      await hub.control('POST', '/outages', { target: away, on: false });
      await hub.control('POST', '/drain');
      expect(await reached()).toEqual({ 'archive-events': true, 'deliver-webhooks': true });
      expect(await queue(hub, away)).toEqual(idle);
    },
  );

  it('Given a receiver that answers 500 for a day, then it is asked again at growing intervals, and gets the event within hours of its recovery', async () => {
    await hub.control('POST', '/webhooks', { status: 500, times: 1_000 });
    const [id] = await settled(hub);
    await pass(hub, dayMs);
    const attempts = (await received(hub)).filter((one) => one.id === id);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const times = attempts.map(({ at }) => Date.parse(at));
    const waits = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    for (const [place, minutes] of [0, 5, 30, 120, 300, 600].entries()) {
      expect(waits[place]).toBeGreaterThanOrEqual(minutes * 0.9 * minuteMs);
      expect(waits[place]).toBeLessThanOrEqual((minutes * 1.1 + 1) * minuteMs);
    }
    await hub.control('DELETE', '/webhooks');
    await pass(hub, 12 * hourMs);
    expect((await deliveriesOf([id ?? '']))[0]).toBeGreaterThanOrEqual(1);
    expect(await queue(hub, 'deliver-webhooks')).toEqual(idle);
  });

  it('Given a receiver that says it is gone, then it is left alone, and its events end as dead letters and nowhere else', async () => {
    await hub.control('POST', '/webhooks', { status: 410, times: 1 });
    const [first] = await settled(hub);
    const [second] = await settled(hub);
    const asked = async () => (await received(hub)).filter(({ id }) => id === first || id === second);
    expect(await asked()).toMatchObject([{ id: first, status: 410 }]);
    await pass(hub, 2 * dayMs);
    expect(await queue(hub, 'deliver-webhooks')).toEqual({ ...idle, waiting: 2 });
    await pass(hub, 2 * dayMs);
    expect(await asked()).toHaveLength(1);
    expect(await queue(hub, 'deliver-webhooks')).toEqual({ ...idle, deadLetters: 2 });
    for (const id of [first, second]) expect(archived().has(id ?? '')).toBe(true);
    await hub.control('DELETE', '/webhooks');
    const [third] = await settled(hub);
    expect((await deliveriesOf([third ?? '']))[0]).toBeGreaterThanOrEqual(1);
  });
});

describe("a developer's own receiver", () => {
  it('Given its URL, then it can verify what it gets with the library of Standard Webhooks and the secret it is shown', async () => {
    const messages: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
    const server = createServer(async (request, response) => {
      messages.push({ headers: request.headers, body: await text(request) });
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?from=hub`;
    const hub = await startHub({ scheduled: false, webhookUrl: url, queues: { duplicates: 0 } });
    try {
      const { webhooks } = (await hub.control('GET', '/info')).body;
      expect(webhooks.url).toBe(url);
      const bet = await seedGr8Bet(hub);
      await cashOut(hub, bet);
      const [event] = await eventsOf(hub, bet);
      expect(messages).toHaveLength(1);
      const [{ headers, body } = { headers: {}, body: '' }] = messages;
      const { metadata, data } = event.detail;
      expect(new Webhook(webhooks.secret).verify(body, headers as Record<string, string>)).toEqual({
        type: 'CashoutSettled',
        timestamp: metadata.occurredAt,
        metadata,
        data,
      });
      expect(headers['webhook-id']).toBe(metadata.id);
      expect((await hub.control('POST', '/webhooks', { status: 500, times: 1 })).status).toBe(409);
    } finally {
      await hub.close();
      server.close();
    }
  });
});
