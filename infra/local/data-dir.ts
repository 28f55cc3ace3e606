import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Why the system cannot start, in words for the person at the terminal. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

/** A folder that keeps what the local system knows across restarts; one hub at a time. */
export interface DataDir {
  path(name: string): string;
  /** Undefined when there is no such file. */
  read(name: string): string | undefined;
  /** Replaces the file as a whole, so that no crash leaves half of it; readable for its owner alone. */
  write(name: string, text: string): void;
  append(name: string, text: string): void;
  /** Lets the next hub in. */
  release(): void;
}

const lockName = 'hub.lock';

/** Takes the folder for this process, making it where needed. Throws StartFault when another hub has it. */
export function openDataDir(dir: string): DataDir {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (fault) {
    throw new StartFault(`The data folder ${dir} cannot be made: ${(fault as Error).message}`);
  }
  const path = (name: string): string => join(dir, name);
  const read = (name: string): string | undefined =>
    existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined;

  lock(dir, path(lockName));
  return {
    path,
    read,
    write(name, text) {
      const draft = path(`${name}.draft`);
      writeFileSync(draft, text, { mode: 0o600 });
      renameSync(draft, path(name));
    },
    append: (name, text) => appendFileSync(path(name), text, { mode: 0o600 }),
    release: () => rmSync(path(lockName), { force: true }),
  };
}

/** The file names its holder; what a killed hub left behind holds nobody up. */
function lock(dir: string, file: string): void {
  const mine = identity(process.pid) ?? String(process.pid);
  try {
    writeFileSync(file, mine, { flag: 'wx' });
    return;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartFault(`The data folder ${dir} cannot be written: ${(fault as Error).message}`);
    }
  }
  const holder = readFileSync(file, 'utf8');
  const pid = Number(holder.split(' ')[0]);
  if (identity(pid) === holder) {
    throw new StartFault(
      `The data folder ${dir} is in use by another hub (process ${pid}). Stop that one, or name another folder in CASHOUT_DATA_DIR.`,
    );
  }
  writeFileSync(file, mine);
}

/**
 * Process id and, where the system tells it, when the process started: ids are given out again after a
 * while, together they are not. Undefined when there is no such process.
 */
export function identity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (fault) {
    // Not ours to signal, but alive.
    if ((fault as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const { state, startedAt } = linuxProcess(pid);
  return endedStates.has(state) ? undefined : `${pid} ${startedAt}`;
}

/** Killed, but its parent has not asked how it ended: it still has its id and holds nothing any more. */
const endedStates: ReadonlySet<string> = new Set(['Z', 'X']);

/** Fields 3 and 22 of /proc/<pid>/stat; the second is a name in parentheses that may hold anything. */
function linuxProcess(pid: number): { readonly state: string; readonly startedAt: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fromState = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fromState[0] ?? '', startedAt: fromState[19] ?? '' };
  } catch {
    return { state: '', startedAt: '' };
  }
}
