import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, describe, expect, it } from 'vitest';
import { type DataDir, identity, openDataDir } from '../../../infra/local/data-dir.ts';
import { startDynamoDbLocal } from '../../../infra/local/database-dynamodb-local.ts';
import { clientConfig, type DatabaseEngine } from '../../../infra/local/database-engine.ts';
import { startLocal } from '../../../infra/local/start.ts';
import { createTableInputs } from '../../../lib/adapters/dynamodb/tables.ts';
import { runsDynamoDbLocal } from '../../support/dynamo-engines.ts';
import { silentLog } from './silent-log.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function givenFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'dynamodb-local-'));
  closers.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function givenEngine(dataDir: DataDir | null): Promise<DatabaseEngine> {
  const engine = await startDynamoDbLocal(dataDir);
  closers.push(() => engine.close());
  return engine;
}

function client(engine: DatabaseEngine): DynamoDBClient {
  const connected = new DynamoDBClient({ ...clientConfig(engine), maxAttempts: 1 });
  closers.push(() => connected.destroy());
  return connected;
}

async function aFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The Java process a hub has written down, as long as it lives. */
function javaOf(dir: string): { readonly pid: number; isAlive(): boolean } {
  const recorded = readFileSync(join(dir, 'dynamodb-local-process'), 'utf8');
  const pid = Number(recorded.split(' ')[0]);
  return { pid, isAlive: () => identity(pid) === recorded };
}

/** A hub in a process of its own, as `npm start` runs it. */
async function givenHubProcess(dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      CASHOUT_PORT: '0',
      CASHOUT_DATABASE: 'dynamodb-local',
      CASHOUT_DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closers.push(() => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'Stop with Ctrl-C.') return child;
  }
  throw new Error('the hub did not start');
}

/** A second for Java to start, on a machine that runs other tests as well. */
describe.skipIf(!runsDynamoDbLocal)('DynamoDB Local in a process of its own', { timeout: 60_000 }, () => {
  it('Given two at once, then each has a port and tables of its own until it is closed', async () => {
    const [one, two] = await Promise.all([givenEngine(null), givenEngine(null)]);
    const [input] = createTableInputs({ ledger: 'only-in-one', volatile: 'nowhere' });
    if (input !== undefined) await client(one).send(new CreateTableCommand(input));
    expect(await client(one).send(new ListTablesCommand({}))).toMatchObject({ TableNames: ['only-in-one'] });
    expect(await client(two).send(new ListTablesCommand({}))).toMatchObject({ TableNames: [] });
    await two.close();
    expect([one.isRunning(), two.isRunning()]).toEqual([true, false]);
    await expect(client(two).send(new ListTablesCommand({}))).rejects.toThrow('ECONNREFUSED');
  });

  it('Given somebody took the port in between, then it starts on another one', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, resolve));
    closers.push(() => holder.close());
    const ports = [(holder.address() as AddressInfo).port, await aFreePort()];
    const engine = await startDynamoDbLocal(null, async () => ports.shift() ?? 0);
    closers.push(() => engine.close());
    expect(ports).toEqual([]);
    expect(await client(engine).send(new ListTablesCommand({}))).toMatchObject({ TableNames: [] });
  });

  it('Given no port can be had, then one line says why', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, resolve));
    closers.push(() => holder.close());
    const { port } = holder.address() as AddressInfo;
    await expect(startDynamoDbLocal(null, async () => port)).rejects.toThrow(
      /^DynamoDB Local did not start: .*Failed to bind to .*$/,
    );
  });

  it('Given a folder whose last engine still runs, then that one is ended first and its tables are there', async () => {
    const dir = givenFolder();
    const folder = openDataDir(dir);
    const first = await givenEngine(folder);
    const [input] = createTableInputs({ ledger: 'kept', volatile: 'nowhere' });
    if (input !== undefined) await client(first).send(new CreateTableCommand(input));
    const java = javaOf(dir);
    const second = await givenEngine(folder);
    expect(java.isAlive()).toBe(false);
    expect(await client(second).send(new ListTablesCommand({}))).toMatchObject({ TableNames: ['kept'] });
    expect(second.accessKeyId).toBe(first.accessKeyId);
  });

  // Java listens on every interface: whoever finds its port must find nothing else.
  it.each([
    ['in memory', () => null],
    ['in a folder', () => openDataDir(givenFolder())],
  ])('Given tables %s, then a client under another key sees none, nor a stream', async (_, folder) => {
    const engine = await givenEngine(folder());
    const [input] = createTableInputs({ ledger: 'secret', volatile: 'nowhere' }, { streams: true });
    if (input !== undefined) await client(engine).send(new CreateTableCommand(input));
    const { Table } = await client(engine).send(new DescribeTableCommand({ TableName: 'secret' }));
    const StreamArn = Table?.LatestStreamArn;
    const own = new DynamoDBStreamsClient(clientConfig(engine));
    closers.push(() => own.destroy());
    expect((await own.send(new ListStreamsCommand({}))).Streams).toHaveLength(1);
    await own.send(new DescribeStreamCommand({ StreamArn }));

    for (const accessKeyId of ['local', 'fakeMyKeyId', `${engine.accessKeyId}0`]) {
      const stranger = { ...engine, accessKeyId };
      expect(await client(stranger).send(new ListTablesCommand({}))).toMatchObject({ TableNames: [] });
      const describe = client(stranger).send(new DescribeTableCommand({ TableName: 'secret' }));
      await expect(describe).rejects.toThrow('non-existent table');
      const streams = new DynamoDBStreamsClient(clientConfig(stranger));
      closers.push(() => streams.destroy());
      expect((await streams.send(new ListStreamsCommand({}))).Streams).toEqual([]);
      await expect(streams.send(new DescribeStreamCommand({ StreamArn }))).rejects.toThrow('not found');
    }
  });

  it('Given engines in memory, then no two have the same key', async () => {
    const [one, two] = await Promise.all([givenEngine(null), givenEngine(null)]);
    for (const { accessKeyId } of [one, two]) expect(accessKeyId).toMatch(/^[0-9A-Za-z]{32,}$/);
    expect(one.accessKeyId).not.toBe(two.accessKeyId);
  });

  it('Given a folder of an earlier release, whose database any key could open, then it is kept under the new key', async () => {
    const dir = givenFolder();
    const folder = openDataDir(dir);
    const first = await givenEngine(folder);
    const [input] = createTableInputs({ ledger: 'kept', volatile: 'nowhere' });
    if (input !== undefined) await client(first).send(new CreateTableCommand(input));
    await first.close();
    const files = join(dir, 'dynamodb-local');
    renameSync(join(files, `${first.accessKeyId}_local.db`), join(files, 'shared-local-instance.db'));
    rmSync(join(dir, 'dynamodb-local-key'));
    const second = await givenEngine(folder);
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    // The names in it tell the key.
    expect(statSync(files).mode & 0o777).toBe(0o700);
    expect(await client(second).send(new ListTablesCommand({}))).toMatchObject({ TableNames: ['kept'] });
  });
});

describe.skipIf(!runsDynamoDbLocal)('a hub on DynamoDB Local', { timeout: 60_000 }, () => {
  it('Given it runs, then it says so, and once its database has died, that it is not ready', async () => {
    const dataDir = givenFolder();
    const hub = await startLocal({ port: 0, dataDir, database: 'dynamodb-local', log: silentLog() });
    closers.push(() => hub.close());
    expect(hub.info).toMatchObject({ ready: true, database: 'dynamodb-local' });
    // Its stream has been read once by then, so that nothing of the start is still under way.
    await fetch(`${hub.url}/_local/drain`, { method: 'POST' });
    process.kill(javaOf(dataDir).pid, 'SIGKILL');
    const isReady = async (): Promise<boolean> =>
      ((await (await fetch(`${hub.url}/_local/info`)).json()) as { ready: boolean }).ready;
    await expect.poll(isReady, { timeout: 10_000 }).toBe(false);
  });

  it('Given the hub is killed, then Java ends with it', async () => {
    const dir = givenFolder();
    const hub = await givenHubProcess(dir);
    const java = javaOf(dir);
    expect(java.isAlive()).toBe(true);
    hub.kill('SIGKILL');
    await once(hub, 'exit');
    await expect.poll(() => java.isAlive(), { timeout: 10_000 }).toBe(false);
  });

  // Only Linux tells when a process started, without which a recorded process id proves nothing.
  if (process.platform !== 'linux')
    process.stderr.write('Skipped: ending a stale Java, which needs Linux.\n');
  it.skipIf(process.platform !== 'linux')(
    'Given the hub is killed with everything that looks after Java, then the next hub ends it',
    async () => {
      const dir = givenFolder();
      const hub = await givenHubProcess(dir);
      const java = javaOf(dir);
      process.kill(parentOf(java.pid), 'SIGKILL');
      hub.kill('SIGKILL');
      await once(hub, 'exit');
      expect(java.isAlive()).toBe(true);
      const next = await startLocal({ port: 0, dataDir: dir, database: 'dynamodb-local', log: silentLog() });
      closers.push(() => next.close());
      expect(java.isAlive()).toBe(false);
      expect(javaOf(dir).isAlive()).toBe(true);
    },
  );
});

/** Field 4 of /proc/<pid>/stat. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
