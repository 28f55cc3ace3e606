import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../infra/local/engine/clock.ts';
import { startSimulators } from '../../../infra/local/simulators/start-simulators.ts';
import { type LocalOptions, type LocalSystem, startLocal } from '../../../infra/local/start.ts';
import { eventually } from './eventually.ts';
import { silentLog } from './silent-log.ts';

const hourMs = 3_600_000;
const betId = '1e82309c-9027-45ee-ba3d-0a667b83bc5a';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function givenHub(options: Partial<LocalOptions> = {}) {
  const log = silentLog();
  const hub = await startLocal({ port: 0, log, ...options });
  closers.push(() => hub.close());
  return { hub, log, ...client(hub) };
}

function client({ url, token }: LocalSystem) {
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  const authorization = { authorization: `Bearer ${token}` };
  return {
    call,
    local: (path: string, body?: object) =>
      call(body === undefined ? 'GET' : 'POST', `/_local/${path}`, body),
    seed: () =>
      call('POST', '/_local/simulators/gr8/bets', {
        betId,
        playerId: 'p1',
        stake: '100.00',
        currency: 'EUR',
        cashoutValue: '92.50',
      }),
    cashOut: (key = 'k1') =>
      call(
        'POST',
        `/v1/bets/gr8/${betId}/cashouts`,
        { playerId: 'p1', amount: { value: '92.50', currency: 'EUR' }, priceChange: 'none' },
        { ...authorization, 'idempotency-key': key },
      ),
    getBet: () => call('GET', `/v1/bets/gr8/${betId}`, undefined, authorization),
    async eventTypes(): Promise<string[]> {
      const { body } = await call('GET', '/_local/events');
      return body.events.map((event: { 'detail-type': string }) => event['detail-type']);
    },
  };
}

function givenDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hub-'));
  closers.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

describe('the local system', () => {
  it('says where everything is once it is ready', async () => {
    const { hub, local } = await givenHub();
    expect(hub.info).toMatchObject({
      ready: true,
      apiUrl: hub.url,
      token: hub.token,
      database: 'dynalite',
      providers: { gr8: { baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/gr8$/) } },
    });
    expect((await local('info')).body).toEqual(hub.info);
  });

  it('cashes a seeded bet out and publishes the event', async () => {
    const { seed, cashOut, local, eventTypes, log } = await givenHub();
    await seed();
    expect(await cashOut()).toMatchObject({ status: 201, body: { status: 'accepted' } });
    expect((await local('drain', {})).body).toEqual({ drained: true, inFlight: 0 });
    expect(await eventTypes()).toEqual(['CashoutSettled']);
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('lives three hours in a moment, and says where its clock is', async () => {
    const { local } = await givenHub();
    const before = Date.now();
    const { body } = await local('clock', { advanceMs: 3 * hourMs });
    expect(Date.parse(body.now)).toBeGreaterThanOrEqual(before + 3 * hourMs);
    expect(body.offsetMs).toBe(3 * hourMs);
    // Hundreds of runs on a busy machine.
  }, 30_000);
});

describe('with a dependency away', () => {
  it('publishes once the bus is back', async () => {
    const { seed, cashOut, local, eventTypes } = await givenHub();
    await seed();
    await local('outages', { target: 'bus', on: true });
    await cashOut();
    expect((await local('drain', {})).body).toMatchObject({ drained: true });
    expect(await eventTypes()).toEqual([]);
    await local('outages', { target: 'bus', on: false });
    await local('drain', {});
    expect(await eventTypes()).toEqual(['CashoutSettled']);
  });

  it('publishes by the sweeper what the stream never delivered', async () => {
    const { seed, cashOut, local, eventTypes } = await givenHub();
    await seed();
    await local('outages', { target: 'stream', on: true });
    await cashOut();
    await local('drain', {});
    expect(await eventTypes()).toEqual([]);
    await local('clock', { advanceMs: 3 * 60_000 });
    expect(await eventTypes()).toEqual(['CashoutSettled']);
  });

  it('is not ready without its tables, and sends nothing to the provider', async () => {
    const { seed, cashOut, call, local } = await givenHub();
    await seed();
    await local('outages', { target: 'table', on: true });
    expect((await cashOut()).status).toBeGreaterThanOrEqual(500);
    expect((await local('info')).body.ready).toBe(false);
    expect((await local('drain', {})).body).toMatchObject({ drained: true });
    const { body } = await call('GET', '/_local/simulators/gr8/requests');
    expect(body.requests).toEqual([]);
  });

  it('gives a provider up that never answers, when the clock says so', async () => {
    const { seed, cashOut, call, local } = await givenHub();
    await seed();
    await call('POST', '/_local/simulators/gr8/faults', {
      operation: 'cashout',
      kind: 'timeout-before-effect',
    });
    const [answer] = await Promise.all([cashOut(), advanceUntilAnswered(local)]);
    expect(answer).toMatchObject({ status: 202, body: { status: 'unknown' } });

    async function advanceUntilAnswered(control: typeof local): Promise<void> {
      await eventually('the cashout at the provider', async () => {
        const { body } = await call('GET', '/_local/simulators/gr8/requests');
        return body.requests.some((request: { path: string }) => request.path.endsWith('/bet/cashout'));
      });
      await control('clock', { advanceMs: 30_000 });
    }
  });
});

describe('with a data folder', () => {
  it('goes on after a restart with its bets, events, tokens and time', async () => {
    const dataDir = givenDataDir();
    const first = await givenHub({ dataDir });
    await first.seed();
    await first.cashOut();
    await first.local('drain', {});
    await first.local('clock', { advanceMs: hourMs });
    await first.hub.close();

    const second = await givenHub({ dataDir });
    const before = client({ ...second.hub, token: first.hub.token });
    expect(await before.getBet()).toMatchObject({
      status: 200,
      body: { cashouts: [{ status: 'accepted' }] },
    });
    expect(await second.eventTypes()).toEqual(['CashoutSettled']);
    expect((await second.local('clock', { advanceMs: 0 })).body.offsetMs).toBe(hourMs);
  });

  it('lets one hub in at a time', async () => {
    const dataDir = givenDataDir();
    await givenHub({ dataDir });
    await expect(givenHub({ dataDir })).rejects.toThrow('in use by another hub');
  });

  it('lets the next one in when a start failed', async () => {
    const dataDir = givenDataDir();
    const { hub } = await givenHub();
    const port = Number(new URL(hub.url).port);
    await expect(givenHub({ dataDir, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await givenHub({ dataDir });
  });
});

describe('with simulators that run elsewhere', () => {
  async function givenSimulators() {
    const clock = virtualClock();
    const told: number[] = [];
    const movableClock = {
      ...clock,
      setOffset(ms: number) {
        told.push(ms);
        clock.setOffset(ms);
      },
    };
    const simulators = await startSimulators({ clock, port: 0, movableClock });
    closers.push(() => simulators.close());
    return { clock, told, simulators };
  }

  it('reaches them, and shares one clock with them at every step', async () => {
    const { clock, told, simulators } = await givenSimulators();
    clock.setOffset(hourMs);
    const { seed, cashOut, local } = await givenHub({ simulatorsUrl: simulators.url });
    await seed();
    expect(await cashOut()).toMatchObject({ status: 201, body: { status: 'accepted' } });
    await local('drain', {});
    told.length = 0;
    await local('clock', { advanceMs: 2 * 60_000 });
    expect(clock.offset()).toBe(hourMs + 2 * 60_000);
    // The sweeper runs every minute: at least that step lies on the way.
    const onTheWay = told.filter((ms) => ms > hourMs && ms < hourMs + 2 * 60_000);
    expect(onTheWay).not.toEqual([]);
    expect(told).toEqual(told.toSorted((left, right) => left - right));
  });

  it('keeps the time it took over from them', async () => {
    const { clock, simulators } = await givenSimulators();
    clock.setOffset(hourMs);
    const dataDir = givenDataDir();
    const { hub } = await givenHub({ dataDir, simulatorsUrl: simulators.url });
    await hub.close();
    const { local } = await givenHub({ dataDir });
    expect((await local('clock', { advanceMs: 0 })).body.offsetMs).toBe(hourMs);
  });
});

describe('DATA.BET calling the hub', () => {
  const path = '/_local/simulators/databet';
  const bet = { betId: 'b1', stake: '100', currency: 'EUR', cashoutValue: '92.5' };
  const ownPath = (webhookUrl: string) => new URL(webhookUrl).pathname;

  it('is told where, and let in', async () => {
    const { hub, call } = await givenHub();
    const { apiUrl, webhookUrl } = hub.info;
    expect(webhookUrl).toMatch(new RegExp(`^${apiUrl}/webhooks/databet/[A-Za-z0-9_-]{43}$`));
    const { status, body } = await call('POST', `${path}/callbacks`, { callback: 'heartbeat', copies: 2 });
    expect([status, body]).toEqual([
      200,
      [
        { status: 204, body: '' },
        { status: 204, body: '' },
      ],
    ]);
  });

  it('calls at the same path after a restart on kept data, and at another without', async () => {
    const dataDir = givenDataDir();
    const first = await givenHub({ dataDir });
    await first.hub.close();
    const second = await givenHub({ dataDir });
    expect(ownPath(second.hub.info.webhookUrl)).toBe(ownPath(first.hub.info.webhookUrl));
    const other = await givenHub();
    expect(ownPath(other.hub.info.webhookUrl)).not.toBe(ownPath(first.hub.info.webhookUrl));
  });

  it.each([false, true])(
    'waits for a hub without tables, which holds no drain up (simulators elsewhere: %s)',
    async (elsewhere) => {
      let simulatorsUrl: string | undefined;
      if (elsewhere) {
        const clock = virtualClock();
        const simulators = await startSimulators({ clock, port: 0, movableClock: clock });
        closers.push(() => simulators.close());
        simulatorsUrl = simulators.url;
      }
      const { call, local, eventTypes } = await givenHub(
        simulatorsUrl === undefined ? {} : { simulatorsUrl },
      );
      await call('POST', `${path}/bets`, bet);
      await local('outages', { target: 'table', on: true });
      const placed = await call('POST', `${path}/bets/b1/cash-outs`, {});
      expect(placed).toMatchObject({ status: 202, body: { delivered: false } });
      await call('POST', `${path}/bets/b1/cash-outs/${placed.body.orderId}/decline`);
      expect((await local('drain', {})).body).toEqual({ drained: true, inFlight: 0 });
      await local('outages', { target: 'table', on: false });
      await local('clock', { advanceMs: 10 * 60_000 });
      await local('drain', {});
      expect(await eventTypes()).toEqual(['CashoutSettled', 'CashoutReversed']);
      expect((await call('GET', `${path}/bets/b1`)).body).toMatchObject({ undelivered: [] });
    },
  );
});

describe('the hooks around ledger writes', () => {
  it('are called with the number of each write, before and after it', async () => {
    const calls: string[] = [];
    const { seed, cashOut, local } = await givenHub({
      hooks: {
        beforeLedgerWrite: (n) => void calls.push(`before ${n}`),
        afterLedgerWrite: (n) => void calls.push(`after ${n}`),
      },
    });
    await seed();
    await cashOut();
    await local('drain', {});
    expect(calls).toEqual(['before 1', 'after 1', 'before 2', 'after 2', 'before 3', 'after 3']);
  });
});
