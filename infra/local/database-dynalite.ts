import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import type { DatabaseEngine } from './database-engine.ts';
import { guardDynalite } from './dynalite-guard.ts';
import { letDynaliteCloseIterators } from './dynalite-iterators.ts';

/** Starts dynalite in this process, with its data in this folder, or in memory for null. */
export async function startDynalite(path: string | null): Promise<DatabaseEngine> {
  letDynaliteCloseIterators();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, ...(path === null ? {} : { path }) });
  guardDynalite(server);
  const { port } = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'local',
    isRunning: () => server.listening,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((fault) => (fault === undefined || fault === null ? resolve() : reject(fault)));
      }),
  };
}

async function listen(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server.address() as AddressInfo;
}
