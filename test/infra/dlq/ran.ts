import type { Target } from '../../../infra/dlq/command.ts';
import type { DeadLetterTarget } from '../../../infra/dlq/dead-letter-target.ts';
import { runDlq } from '../../../infra/dlq/run.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  /** Faults, notes and progress. */
  readonly told: readonly string[];
}

/** Runs a command line as `npm run dlq --` does, in this process. */
export async function ran(line: string, connect: (target: Target) => DeadLetterTarget): Promise<Ran> {
  const out: string[] = [];
  const told: string[] = [];
  const code = await runDlq({
    args: line.split(' '),
    env: {},
    connect,
    out: (text) => void out.push(text),
    tell: (one) => void told.push(one),
  });
  return { code, out: out.join(''), told };
}
