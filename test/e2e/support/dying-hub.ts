import { startLocal } from '../../../infra/local/start.ts';
import { databaseUnderTest } from './hub.ts';

/**
 * A hub that kills itself, as `kill -9` would, right before or after its n-th ledger write:
 * `dying-hub.ts <data folder> <simulators url> <before|after> <n>`. Says `READY <url> <token>` once it runs.
 */
const [dataDir = '', simulatorsUrl = '', moment = '', n = ''] = process.argv.slice(2);

const dieAt = (when: string) => (write: number) => {
  if (when === moment && write === Number(n)) process.kill(process.pid, 'SIGKILL');
};

const { url, token } = await startLocal({
  port: 0,
  dataDir,
  database: databaseUnderTest(),
  simulatorsUrl,
  hooks: { beforeLedgerWrite: dieAt('before'), afterLedgerWrite: dieAt('after') },
});
process.stdout.write(`READY ${url} ${token}\n`);
