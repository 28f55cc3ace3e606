import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type DataDir, identity, StartFault } from './data-dir.ts';
import type { DatabaseEngine } from './database-engine.ts';
import { findJava, javaNeeded } from './database-java.ts';
import { keptAccessKeyId, makeKeyedFolder } from './database-key.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guard = fileURLToPath(new URL('./database-guard.ts', import.meta.url));

/** It takes a second; a busy machine with a cold disk takes its time. */
const startWithinMs = 30_000;
const betweenProbesMs = 20;
/** Somebody else may take the free port before Java does; that this happens thrice in a row says something else. */
const startAttempts = 3;
/** A killed process is gone within milliseconds. */
const endWithinMs = 5_000;

/** Inside the data folder: the database's files, and which process has them open. */
const filesName = 'dynamodb-local';
const processName = 'dynamodb-local-process';

/**
 * Starts DynamoDB Local, AWS's own engine, with its data in the data folder, or in memory for null. It ends
 * with this process, however this process ends. Throws StartFault where the person starting it can help.
 */
export async function startDynamoDbLocal(
  dataDir: DataDir | null,
  choosePort: () => Promise<number> = freePort,
): Promise<DatabaseEngine> {
  const java = findJava();
  if (!java.found) {
    throw new StartFault(`${javaNeeded(java.why)} Without CASHOUT_DATABASE the embedded database is used.`);
  }
  const accessKeyId = keptAccessKeyId(dataDir);
  if (dataDir !== null) {
    await endStale(dataDir);
    makeKeyedFolder(dataDir.path(filesName), accessKeyId);
  }
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryStart(dataDir, await choosePort());
    if ('engine' in started) return { ...started.engine, accessKeyId };
    if (!/failed to bind/i.test(started.output) || attempt === startAttempts) {
      throw new StartFault(`DynamoDB Local did not start: ${reasonIn(started.output)}`);
    }
  }
}

type Started = { readonly engine: Omit<DatabaseEngine, 'accessKeyId'> } | { readonly output: string };

async function tryStart(dataDir: DataDir | null, port: number): Promise<Started> {
  const endpoint = `http://127.0.0.1:${port}`;
  const { child, output } = startGuard(port, dataDir === null ? '' : resolve(dataDir.path(filesName)));
  const exited = once(child, 'exit');
  const saidAll = once(child, 'close');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const java = once(child, 'message').then(([pid]) => Number(pid));
  const pid = await Promise.race([java, exited.then(() => undefined)]);
  if (pid === undefined) return saidAll.then(() => ({ output: output() }));
  dataDir?.write(processName, identity(pid) ?? '');

  const until = performance.now() + startWithinMs;
  while (!hasEnded() && !(await doesAnswer(endpoint))) {
    if (performance.now() > until) {
      child.disconnect();
      return { output: `no answer within ${startWithinMs / 1000} seconds` };
    }
    await pause(betweenProbesMs);
  }
  if (hasEnded()) return saidAll.then(() => ({ output: output() }));
  // Nobody waits for it at the end of this process: the guard ends it.
  child.unref();
  child.channel?.unref();
  const engine = {
    endpoint,
    isRunning: () => !hasEnded(),
    async close() {
      if (child.connected) child.disconnect();
      if (hasEnded()) return;
      child.ref();
      await exited;
    },
  };
  return { engine };
}

function startGuard(port: number, folder: string): { readonly child: ChildProcess; output(): string } {
  const child = fork(guard, [String(port), folder], {
    cwd: root,
    // Node 24 reads TypeScript by itself, and starts faster without a loader.
    execArgv: process.features.typescript ? [] : ['--import', 'tsx'],
    // In a process group of its own: Ctrl-C at the terminal is for the hub, which still needs its tables.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      // Nothing of what happens here is told to AWS.
      DDB_LOCAL_TELEMETRY: '0',
      // Up in two thirds of the time, and small: this Java serves one developer.
      JDK_JAVA_OPTIONS: `${process.env['JDK_JAVA_OPTIONS'] ?? ''} -XX:+UseSerialGC -XX:TieredStopAtLevel=1`,
    },
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      tail = `${tail}${chunk}`.slice(-10_000);
    });
    (stream as { unref?(): void } | null)?.unref?.();
  }
  return { child, output: () => tail };
}

/** Two servers never get the same free port at the same time, and rarely within a second. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function doesAnswer(endpoint: string): Promise<boolean> {
  try {
    // Unsigned: refused, which is an answer.
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(betweenProbesMs * 50) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** What Java complains about; the lines before it repeat how it was started. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /exception|error/i.test(line))?.trim() ?? lines.at(-1) ?? 'it ended at once';
}

/**
 * Two processes on the same files would spoil them. What a killed hub left behind ends by itself in a moment,
 * unless its guard was killed as well.
 */
async function endStale(dataDir: DataDir): Promise<void> {
  const recorded = dataDir.read(processName) ?? '';
  const [pid = '', startedAt = ''] = recorded.split(' ');
  const isAlive = (): boolean => recorded !== '' && identity(Number(pid)) === recorded;
  // Without its start time it may be anybody's process by now: it is waited for and not killed.
  if (isAlive() && startedAt !== '') process.kill(Number(pid), 'SIGKILL');
  const until = performance.now() + endWithinMs;
  while (isAlive()) {
    if (performance.now() > until) {
      throw new StartFault(
        `The DynamoDB Local of an earlier hub still runs on ${dataDir.path(filesName)} (process ${pid}). Stop that one.`,
      );
    }
    await pause(betweenProbesMs);
  }
}
