import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { virtualClock } from '../../../infra/local/engine/clock.ts';
import { startSimulators } from '../../../infra/local/simulators/start-simulators.ts';
import { silentLog } from '../../support/silent.ts';
import { hubAt, startHub } from './hub.ts';

/** Providers that live on while hubs die: they run here, each hub in a process of its own. */
export async function survivingProviders() {
  const clock = virtualClock();
  const simulators = await startSimulators({ clock, port: 0, log: silentLog, movableClock: clock });
  const folders: string[] = [];
  const children: ChildProcess[] = [];
  return {
    newFolder(): string {
      const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
      folders.push(folder);
      return folder;
    },
    /** Starts a hub that will kill itself around its n-th ledger write. */
    async dyingHub(folder: string, moment: 'before' | 'after', n: number) {
      const script = resolve(import.meta.dirname, 'dying-hub.ts');
      const args = ['--import', 'tsx', script, folder, simulators.url, moment, String(n)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const exited = once(child, 'exit');
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const [word, url = '', token = ''] = line.split(' ');
      if (word !== 'READY') throw new Error(`the hub did not start: ${line}`);
      return { ...hubAt(url, token), exited };
    },
    restarted: (folder: string) =>
      startHub({ dataDir: folder, simulatorsUrl: simulators.url, standing: false }),
    async close(): Promise<void> {
      for (const child of children) child.kill('SIGKILL');
      await simulators.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
