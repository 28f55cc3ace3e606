import { StartFault } from './data-dir.ts';
import { type LocalEnvironment, readEnvironment } from './environment.ts';
import { reasonOf } from './reason-of.ts';
import { type LocalSystem, startLocal } from './start.ts';
import { welcome } from './welcome.ts';

/** `npm start`: the whole hub on this machine. */
async function main(): Promise<void> {
  // Which Node runs here is decided by package.json; a terminal is no place to be told about it at each start.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const read = readEnvironment(process.env);
  if ('faults' in read) return fail(read.faults);
  let system: LocalSystem;
  try {
    system = await startLocal(read.environment);
  } catch (fault) {
    return fail([explain(fault, read.environment)]);
  }
  stopOnSignals(system);
  process.stdout.write(welcome(system, read.environment));
}

function stopOnSignals(system: LocalSystem): void {
  let stopping = false;
  const stop = (): void => {
    // Asked twice, it does not wait for anything any more.
    if (stopping) process.exit(1);
    stopping = true;
    process.stdout.write('Stopping: finishing what is open. Once more to stop at once.\n');
    system.close().then(
      () => process.exit(0),
      (fault: unknown) => {
        fail([`It did not stop cleanly: ${reasonOf(fault)}`]);
        process.exit();
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function explain(fault: unknown, { port }: LocalEnvironment): string {
  if (fault instanceof StartFault) return fault.message;
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  const remedy = 'Stop what uses it or choose another: CASHOUT_PORT=3001 npm start';
  if (code === 'EADDRINUSE') return `Port ${port} is in use. ${remedy}`;
  if (code === 'EACCES') return `Port ${port} needs rights this user does not have. ${remedy}`;
  return `Cashout Hub cannot start: ${reasonOf(fault)}`;
}

function fail(messages: readonly string[]): void {
  for (const message of messages) process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

await main();
