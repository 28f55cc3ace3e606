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
  cashOut,
  eventTypesOf,
  type Hub,
  hubAt,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';
import { cashOutTicket, registeredBet } from './support/oddsgigant.ts';

/** The providers live on while the hub dies: they run here, the hub in a process of its own. */
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

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
  folders.push(folder);
  return folder;
}

/** Starts a hub that will kill itself around its n-th ledger write. */
async function dyingHub(folder: string, moment: 'before' | 'after' | 'never', n: number) {
  const script = resolve(import.meta.dirname, 'support/dying-hub.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, folder, simulators.url, moment, String(n)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [word, url = '', token = ''] = line.split(' ');
  if (word !== 'READY') throw new Error(`the hub did not start: ${line}`);
  return { ...hubAt(url, token), child, exited };
}

async function restarted(folder: string): Promise<Hub> {
  return startHub({ dataDir: folder, simulatorsUrl: simulators.url });
}

const settled = { status: 'accepted', events: ['CashoutSettled'], paid: 1 };
const unknown = { status: 'unknown', events: ['CashoutUnknown'], paid: 1 };

describe('the hub is killed in the middle of a cashout', () => {
  /**
   * The writes of one cashout: 1 makes it pending, 2 records the outcome with its event, 3 takes the
   * published event out of the outbox.
   */
  it.each([
    ['before', 1, 'before anything is stored', null],
    ['after', 1, 'after pending is durable, before anything is sent', { ...unknown, paid: 0 }],
    ['before', 2, 'after GR8 paid, before that is stored', unknown],
    ['after', 2, 'after the outcome is stored, before anybody is told', settled],
    ['before', 3, 'after the event is published, before it leaves the outbox', settled],
    ['after', 3, 'after everything is done', settled],
  ] as const)(
    'Given it dies %s write %i, %s, then after a restart it is finished or found',
    async (moment, n, _, end) => {
      const folder = newFolder();
      const first = await dyingHub(folder, moment, n);
      const bet = await seedGr8Bet(first);
      const answer = await cashOut(first, bet, { key: 'k' }).catch(() => 'no answer');
      await first.exited;
      expect(first.child.signalCode).toBe('SIGKILL');
      // An outcome is told only once it is stored.
      if (n < 3 && !(n === 2 && moment === 'after')) expect(answer).toBe('no answer');

      const hub = await restarted(folder);
      try {
        if (end === null) {
          expect((await hub.call('GET', bet.path)).status).toBe(404);
          expect(await sentFor(hub, bet)).toEqual([]);
          expect((await cashOut(hub, bet, { key: 'k' })).body.status).toBe('accepted');
          return;
        }
        await hub.control('POST', '/clock', { advanceMs: 3 * 60_000 });
        const stored = await hub.call('GET', bet.path);
        expect(stored.body.cashouts).toMatchObject([{ status: end.status }]);
        expect(new Set(await eventTypesOf(hub, bet))).toEqual(new Set(end.events));
        expect((await truthOf(hub, bet)).cashouts).toHaveLength(end.paid);

        // The player, the shop and everybody else try again: the same key tells how it is, no other gets through.
        const again = await cashOut(hub, bet, { key: 'k' });
        expect([again.status, again.body.status]).toEqual([200, end.status]);
        expect((await cashOut(hub, bet, { key: 'k2' })).status).toBe(409);
        expect(await sentFor(hub, bet)).toHaveLength(end.paid);
        expect((await truthOf(hub, bet)).cashouts).toHaveLength(end.paid);

        await hub.control('POST', '/clock', { advanceMs: 20 * 60_000 });
        // What was never executed is found out by asking GR8; what was, waits for a person.
        const unknownEnds = end.paid === 0 ? 'CashoutDeclined' : 'CashoutUnresolved';
        const later = end.status === 'unknown' ? [unknownEnds] : [];
        expect(new Set(await eventTypesOf(hub, bet))).toEqual(new Set([...end.events, ...later]));
        expect((await truthOf(hub, bet)).cashouts).toHaveLength(end.paid);
      } finally {
        await hub.close();
      }
    },
  );

  it.each([
    ['after', 1, 'after pending is durable, before it is decided'],
    ['before', 2, 'after it is decided, before that is stored'],
  ] as const)(
    'Given it dies %s write %i of a bet it decides itself, %s, then that was none and the next one is',
    async (moment, n, _) => {
      const folder = newFolder();
      // The first write is the registration's.
      const first = await dyingHub(folder, moment, n + 1);
      const bet = await registeredBet(first);
      expect(await cashOutTicket(first, bet, { key: 'k' }).catch(() => 'no answer')).toBe('no answer');
      await first.exited;

      const hub = await restarted(folder);
      try {
        const early = await cashOutTicket(hub, bet, { key: 'k2' });
        expect([early.status, early.body.code]).toEqual([409, 'cashout-in-progress']);
        await hub.control('POST', '/clock', { advanceMs: 3 * 60_000 });
        const again = await cashOutTicket(hub, bet, { key: 'k' });
        expect([again.status, again.body]).toMatchObject([
          200,
          { status: 'declined', decidedBy: 'hub', settled: null, reason: { retryable: 'now' } },
        ]);
        expect(await eventTypesOf(hub, bet)).toEqual(['CashoutDeclined']);
        expect((await cashOutTicket(hub, bet, { key: 'k2' })).body.status).toBe('accepted');
        expect(await eventTypesOf(hub, bet)).toEqual(['CashoutDeclined', 'CashoutSettled']);
        expect((await hub.call('GET', '/v1/unresolved')).body.items).toEqual([]);
      } finally {
        await hub.close();
      }
    },
  );

  it('Given it dies while GR8 still works on it, then GR8 pays once and the hub says unknown', async () => {
    const folder = newFolder();
    const first = await dyingHub(folder, 'never', 0);
    const bet = await seedGr8Bet(first);
    await setFault(first, { operation: 'cashout', kind: 'timeout-after-effect', times: 1 });
    const answer = cashOut(first, bet, { key: 'k' }).catch(() => 'no answer');
    await expect.poll(async () => (await sentFor(first, bet)).length).toBe(1);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(await answer).toBe('no answer');

    const hub = await restarted(folder);
    try {
      // Right after the restart its lease still runs: nobody else may touch it.
      const early = await cashOut(hub, bet, { key: 'k' });
      expect([early.status, early.body.code]).toEqual([409, 'request-in-progress']);
      await hub.control('POST', '/clock', { advanceMs: 2 * 60_000 });
      expect((await cashOut(hub, bet, { key: 'k' })).body.status).toBe('unknown');
      expect(await sentFor(hub, bet)).toHaveLength(1);
      expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
    } finally {
      await hub.close();
    }
  });
});
