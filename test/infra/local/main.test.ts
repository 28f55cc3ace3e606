import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl)
  process.stderr.write('Skipped: the printed curl lines, because there is no curl on the PATH.\n');

let started: ChildProcess | undefined;

afterEach(() => void started?.kill('SIGKILL'));

interface Run {
  readonly process: ChildProcess;
  /** Resolves with what was printed once the hub is ready. */
  readonly ready: Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** `npm start` less npm. */
function run(environment: Record<string, string>): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
  });
  started = child;
  let output = '';
  let errors = '';
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('Stop with Ctrl-C.')) resolve(output);
    });
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, errors }));
  });
  return { process: child, ready, ended };
}

describe('npm start', () => {
  it.skipIf(!hasCurl)('prints three curl lines that work as they are', { timeout: 20_000 }, async () => {
    const { ready } = run({ CASHOUT_PORT: '0' });
    const lines = (await ready).split('\n').filter((line) => line.startsWith('curl '));
    const answers = lines.map((line) =>
      JSON.parse(execFileSync('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()),
    );
    expect(answers).toMatchObject([
      { status: 'open' },
      { quotes: [{ status: 'available', amount: { value: '92.50' } }] },
      { status: 'accepted', settled: { value: '92.50', currency: 'EUR' } },
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly on %s', { timeout: 20_000 }, async (signal) => {
    const { process: hub, ready, ended } = run({ CASHOUT_PORT: '0' });
    await ready;
    hub.kill(signal);
    expect(await ended).toEqual({ code: 0, errors: '' });
  });

  it('names everything that is wrong with its environment', { timeout: 20_000 }, async () => {
    const { code, errors } = await run({ CASHOUT_PORT: 'x', CASHOUT_DATABASE: 'y' }).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^CASHOUT_PORT .*\nCASHOUT_DATABASE .*\n$/);
  });

  it('says in one line that it needs Java for the database asked for', { timeout: 20_000 }, async () => {
    expect(await run({ CASHOUT_DATABASE: 'dynamodb-local', PATH: '/nowhere' }).ended).toEqual({
      code: 1,
      errors:
        'DynamoDB Local needs Java 17 or newer: there is no java on the PATH. Without CASHOUT_DATABASE the embedded database is used.\n',
    });
  });

  it('says in one line what to do when its port is taken', { timeout: 20_000 }, async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    expect(await run({ CASHOUT_PORT: String(port) }).ended).toEqual({
      code: 1,
      errors: `Port ${port} is in use. Stop what uses it or choose another: CASHOUT_PORT=3001 npm start\n`,
    });
    holder.close();
  });
});
