import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { request } from './running-simulators.ts';

/** Runs the simulators as `npm run simulators` does. */
function simulatorsProcess(port: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/simulators/main.ts'], {
    env: { ...process.env, CASHOUT_SIMULATORS_PORT: port },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, errors };
}

async function printed(child: ChildProcess, end: string): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes(end)) break;
  }
  return text;
}

it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s and then ends cleanly', async (signal) => {
  const child = simulatorsProcess('0');
  const end = ended(child);
  const welcome = await printed(child, 'npm start\n');
  const url = /Provider simulators: (\S+)/.exec(welcome)?.[1] ?? '';
  expect(welcome).toContain(`curl ${url}/odds88/api/Account/login `);
  expect(welcome).toMatch(/POST \S+\/oddsgigant\/ApiR1\/cashout \(auth [0-9a-f]{32}, /);
  expect(welcome).toContain(`ws${url.slice(4)}/odds88/feed/cashout/v2?revision=0 (a websocket`);
  expect(welcome).toContain(`CASHOUT_SIMULATORS_URL=${url} npm start`);
  expect(welcome).toContain(`curl -X PUT ${url}/_local/simulators/databet/target -d `);
  const untold = await request(`${url}/_local/simulators/databet/callbacks`, {
    method: 'POST',
    body: '{"callback":"heartbeat"}',
  });
  expect([untold.status, untold.text]).toEqual([409, expect.stringContaining('CASHOUT_SIMULATORS_URL')]);
  const moved = await request(`${url}/_local/clock`, { method: 'POST', body: '{"advanceMs":90000000}' });
  expect(moved.json()).toMatchObject({ offsetMs: 90_000_000 });
  expect((await request(`${url}/_local/info`, {})).json()).toMatchObject({ ready: true });
  child.kill(signal);
  expect(await end).toEqual({ code: 0, errors: '' });
});

it('says so when the port is taken', async () => {
  const taken = createServer();
  onTestFinished(() => void taken.close());
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, errors } = await ended(simulatorsProcess(String(port)));
  expect(code).toBe(1);
  expect(errors).toBe(
    `Port ${port} is in use. Stop what uses it or choose another: CASHOUT_SIMULATORS_PORT=3200 npm run simulators\n`,
  );
});

it.each(['abc', '65536', '-1', '3100.5'])('says so when the port is %s', async (port) => {
  const { code, errors } = await ended(simulatorsProcess(port));
  expect(code).toBe(1);
  expect(errors).toContain(`not '${port}'`);
  expect(errors).not.toContain('    at ');
});
