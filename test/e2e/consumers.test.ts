import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { virtualClock } from '../../infra/local/engine/clock.ts';
import { type RunningSimulators, startSimulators } from '../../infra/local/simulators/start-simulators.ts';
import { silentLog } from '../support/silent.ts';
import {
  type Answer,
  cashOut,
  type Hub,
  hubAt,
  type SeededBet,
  seedGr8Bet,
  setFault,
  startHub,
} from './support/hub.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

async function walletOf(hub: Pick<Hub, 'control'>): Promise<Answer['body']> {
  await hub.control('POST', '/drain');
  return (await hub.control('GET', '/wallet')).body;
}

/** What the wallet has of this bet; undefined when it has never heard of it. */
async function creditedFor(hub: Pick<Hub, 'control'>, { betId }: SeededBet): Promise<Answer['body']> {
  return (await walletOf(hub)).bets.find((bet: { betId: string }) => bet.betId === betId)?.credited;
}

async function walletQueue(hub: Pick<Hub, 'control'>): Promise<Answer['body']> {
  const { queues } = (await hub.control('GET', '/queues')).body;
  return queues.find(({ name }: { name: string }) => name === 'wallet');
}

const idle = { name: 'wallet', waiting: 0, inFlight: 0, deadLetters: 0 };

describe('a consumer behind the bus', () => {
  let hub: Hub;
  // Every event twice: nothing here may depend on it.
  beforeAll(async () => {
    hub = await startHub({ standing: false, queues: { duplicates: 1 } });
  });
  afterAll(() => hub.close());

  it('Given cashouts of two players, then a person sees their money move, each once', async () => {
    const [first, second, other] = [
      await seedGr8Bet(hub),
      await seedGr8Bet(hub),
      await seedGr8Bet(hub, { playerId: 'p2' }),
    ];
    await cashOut(hub, first);
    await cashOut(hub, second);
    await cashOut(hub, other, { body: { playerId: 'p2' } });
    const { players, bets } = await walletOf(hub);
    expect(players).toEqual([
      { playerId: 'p1', balances: { EUR: '185.00' } },
      { playerId: 'p2', balances: { EUR: '92.50' } },
    ]);
    expect(bets).toContainEqual({
      provider: 'gr8',
      betId: other.betId,
      playerId: 'p2',
      credited: { EUR: '92.50' },
      cashouts: [
        {
          cashoutId: expect.stringMatching(/^co_/),
          state: 'settled',
          sequence: expect.any(Number),
          amount: { value: '92.50', currency: 'EUR' },
        },
      ],
    });
    expect(await walletQueue(hub)).toEqual(idle);
  });

  it('Given a cashout that is declined, then no money moves', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, kind: 'reject' });
    await cashOut(hub, bet);
    expect(await creditedFor(hub, bet)).toBeUndefined();
  });

  it('Given the consumer is away for hours, then its events wait, and reach it afterwards', async () => {
    await hub.control('POST', '/outages', { target: 'wallet', on: true });
    const bets = [await seedGr8Bet(hub), await seedGr8Bet(hub)];
    for (const bet of bets) await cashOut(hub, bet);
    expect((await hub.control('POST', '/drain')).body).toEqual({ drained: true, inFlight: 0 });
    await hub.control('POST', '/clock', { advanceMs: 2 * hourMs });
    expect(await walletQueue(hub)).toEqual({ ...idle, waiting: 2 });
    await hub.control('POST', '/outages', { target: 'wallet', on: false });
    for (const bet of bets) expect(await creditedFor(hub, bet)).toEqual({ EUR: '92.50' });
    expect(await walletQueue(hub)).toEqual(idle);
  });

  it('Given the bus is away meanwhile, then its events reach the consumer once it is back', async () => {
    await hub.control('POST', '/outages', { target: 'bus', on: true });
    const bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    expect(await creditedFor(hub, bet)).toBeUndefined();
    await hub.control('POST', '/outages', { target: 'bus', on: false });
    expect(await creditedFor(hub, bet)).toEqual({ EUR: '92.50' });
  });

  it('Given a consumer nobody knows, then the answer names those there are', async () => {
    const { status, body } = await hub.control('POST', '/outages', { target: 'walet', on: true });
    expect(status).toBe(404);
    expect(body.hint).toMatch(/^There are: bus, stream, table, .*\bwallet\b/);
  });
});

describe('a hub that is killed', () => {
  let simulators: RunningSimulators;
  const folders: string[] = [];
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    const clock = virtualClock();
    simulators = await startSimulators({ clock, port: 0, log: silentLog, movableClock: clock });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await simulators.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** In a process of its own, which kills itself around its n-th ledger write. */
  async function dyingHub(moment: 'before' | 'after' | 'never', n: number) {
    const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
    folders.push(folder);
    const script = resolve(import.meta.dirname, 'support/dying-hub.ts');
    const args = ['--import', 'tsx', script, folder, simulators.url, moment, String(n)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const [, url = '', token = ''] = line.split(' ');
    return { ...hubAt(url, token), folder, child, exited };
  }

  async function restarted(folder: string): Promise<Hub> {
    return startHub({ dataDir: folder, simulatorsUrl: simulators.url, standing: false });
  }

  // The first write makes the cashout pending, the second ends it, the third takes its event from the outbox.
  it.each([
    ['after', 2],
    ['before', 3],
    ['after', 3],
  ] as const)('Given it dies %s write %i, then the event still reaches the consumer', async (moment, n) => {
    const dying = await dyingHub(moment, n);
    const bet = await seedGr8Bet(dying);
    await cashOut(dying, bet).catch(() => undefined);
    await dying.exited;
    const hub = await restarted(dying.folder);
    // What the stream did not deliver before the kill, the sweeper finds.
    await hub.control('POST', '/clock', { advanceMs: 5 * minuteMs });
    expect(await creditedFor(hub, bet)).toEqual({ EUR: '92.50' });
    await hub.close();
  });

  it('Given events wait for a consumer that is away, then they reach it after the restart, and the wallet stays as it is after another', async () => {
    const dying = await dyingHub('never', 0);
    await dying.control('POST', '/outages', { target: 'wallet', on: true });
    const bet = await seedGr8Bet(dying);
    await cashOut(dying, bet);
    await dying.control('POST', '/drain');
    expect(await walletQueue(dying)).toEqual({ ...idle, waiting: 1 });
    dying.child.kill('SIGKILL');
    await dying.exited;
    for (const _ of ['first', 'second']) {
      const hub = await restarted(dying.folder);
      expect(await creditedFor(hub, bet)).toEqual({ EUR: '92.50' });
      expect(await walletQueue(hub)).toEqual(idle);
      await hub.close();
    }
  });
});
