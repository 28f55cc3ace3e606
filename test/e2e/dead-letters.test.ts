import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTarget } from '../../infra/dlq/local-target.ts';
import { ran } from '../infra/dlq/ran.ts';
import {
  type Answer,
  cashOut,
  eventsOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  startHub,
} from './support/hub.ts';

const minuteMs = 60_000;
const walletFile = 'wallet.jsonl';

/** As if these events had failed so often: the day that takes is of no interest here. */
function failedBefore(folder: string, consumer: string, receives: number, ids: readonly string[]): void {
  const visibleAt = Date.now() + minuteMs;
  const line = { of: consumer, back: ids.map((id) => [id, receives, visibleAt]) };
  appendFileSync(join(folder, 'queues.jsonl'), `${JSON.stringify(line)}\n`);
}

/** Of the messages a stopped hub's queue holds. */
function keptIn(folder: string, consumer: string): readonly string[] {
  const lines = readFileSync(join(folder, 'queues.jsonl'), 'utf8').trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .flatMap(({ put, to }) => (to?.includes(consumer) ? [put.id] : []));
}

describe('npm run dlq, at a hub on this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-dlq-'));
  const wallet = { file: join(folder, walletFile), aside: join(folder, 'wallet-aside.jsonl') };
  let hub: Hub;
  let bet: SeededBet;
  let eventId: string;

  const dlq = (line: string) => ran(line, () => localTarget(hub.url));
  const start = () => startHub({ dataDir: folder, standing: false, queues: { duplicates: 0 } });

  beforeAll(async () => {
    hub = await start();
    for (const target of ['wallet', 'deliver-webhooks']) {
      await hub.control('POST', '/outages', { target, on: true });
    }
    bet = await seedGr8Bet(hub);
    await cashOut(hub, bet);
    eventId = (await eventsOf(hub, bet))[0].detail.metadata.id;
    await hub.close();
    // One receive is left for the wallet, and none for the endpoint.
    failedBefore(folder, 'wallet', 119, keptIn(folder, 'wallet'));
    failedBefore(folder, 'deliver-webhooks', 120, keptIn(folder, 'deliver-webhooks'));
    hub = await start();
    // Where its journal was is a folder: the wallet cannot keep what it is told.
    renameSync(wallet.file, wallet.aside);
    mkdirSync(wallet.file);
    await hub.control('POST', '/clock', { advanceMs: 20 * minuteMs });
  });
  afterAll(async () => {
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function credited(): Promise<Answer['body']> {
    await hub.control('POST', '/drain');
    const { bets } = (await hub.control('GET', '/wallet')).body;
    return bets.find(({ betId }: SeededBet) => betId === bet.betId)?.credited;
  }

  async function countsOf(name: string): Promise<Answer['body']> {
    const { queues } = JSON.parse((await dlq('list --json')).out);
    return queues.find((queue: { name: string }) => queue.name === name)?.messages;
  }

  it('Given an event its consumer could not do, then list counts it', async () => {
    expect(await countsOf('wallet')).toBe(1);
    expect(await credited()).toBeUndefined();
  });

  it('Given it is shown, then event, bet, deliveries and cause are told, and the whole of it when asked for', async () => {
    const { out } = await dlq('show wallet');
    const row = out.split('\n')[1];
    expect(row).toContain(eventId);
    expect(row).toMatch(
      new RegExp(`CashoutSettled +gr8/${bet.betId} +co_\\S+ +\\S+Z +120 +\\S+Z +an event could not`),
    );
    expect(row).toContain('EISDIR');
    expect(out).not.toContain('correlationId');
    expect((await dlq('show wallet --body')).out).toContain('"correlationId": "');
  });

  it('Given a typo, then the consumers there are, are named', async () => {
    const { code, told } = await dlq('redrive walet');
    expect(code).toBe(2);
    expect(told[0]).toMatch(/^There is no 'walet' at http:\S+\. Perhaps wallet\? There are: .*\bwallet\b/);
  });

  it('Given --dry-run, then nothing moves', async () => {
    expect((await dlq('redrive wallet --dry-run')).out).toMatch(/^Nothing was done\. .* 1 messages/);
    expect(await countsOf('wallet')).toBe(1);
  });

  it('Given the consumer works again, then a redrive delivers it, once', async () => {
    rmSync(wallet.file, { recursive: true });
    renameSync(wallet.aside, wallet.file);
    const { code, out } = await dlq('redrive wallet');
    expect({ code, out }).toEqual({
      code: 0,
      out: `1 of wallet went back into its queue at ${hub.url}.\n`,
    });
    expect(await credited()).toEqual({ EUR: '92.50' });
    expect(await countsOf('wallet')).toBe(0);
    expect((await dlq('redrive wallet')).out).toMatch(/^0 of wallet/);
    expect(readFileSync(wallet.file, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('Given a webhook endpoint that said it was gone, then a redrive enables it, and its event arrives', async () => {
    await hub.control('POST', '/webhooks', { status: 410, times: 1 });
    await cashOut(hub, await seedGr8Bet(hub));
    await hub.control('POST', '/drain');
    expect(await countsOf('deliver-webhooks')).toBe(1);
    expect((await dlq('redrive deliver-webhooks')).code).toBe(0);
    await hub.control('POST', '/drain');
    const { received } = (await hub.control('GET', '/webhooks')).body;
    expect(JSON.stringify(received)).toContain(eventId);
    expect(await countsOf('deliver-webhooks')).toBe(0);
  });
});

describe('npm run dlq, where no hub answers', () => {
  it('Given nothing is there, then a terminal shows one line with what to do, and the code is 1', () => {
    const root = resolve(import.meta.dirname, '../..');
    const args = ['--import', 'tsx', 'infra/dlq/main.ts', 'show', 'wallet', '--url', 'http://127.0.0.1:1'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Nothing answers at http:\/\/127\.0\.0\.1:1: .*Start a hub with npm start.*\n$/);
  });

  it('Given something else at that address, then it says so', async () => {
    const hub = await startHub({ standing: false });
    const { code, told } = await ran('list', () => localTarget(`${hub.url}/elsewhere`));
    await hub.close();
    expect(code).toBe(1);
    expect(told[0]).toMatch(/is no Cashout Hub started with npm start/);
  });
});
