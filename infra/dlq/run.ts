import { reasonOf } from '../local/reason-of.ts';
import { type Command, help, readCommand, type Target } from './command.ts';
import type { DeadLetterTarget } from './dead-letter-target.ts';
import { DlqFault } from './dlq-fault.ts';
import { letterHead, letterRow, summaryOf } from './letter-row.ts';
import { nearest } from './nearest.ts';
import { printable, table } from './table.ts';

export interface DlqRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connect: (target: Target) => DeadLetterTarget;
  /** What was asked for. */
  readonly out: (text: string) => void;
  /** What is not: a line of a fault, a note or progress. */
  readonly tell: (line: string) => void;
}

/** Runs one command and resolves to its exit code; whatever went wrong was told in one line. */
export async function runDlq(run: DlqRun): Promise<0 | 1 | 2> {
  try {
    const command = readCommand(run.args, run.env);
    if (command.verb === 'help') run.out(help);
    else await obey(command, run.connect(command.target), run);
    return 0;
  } catch (fault) {
    const known = fault instanceof DlqFault ? fault : new DlqFault(1, `It failed: ${reasonOf(fault)}`);
    run.tell(printable(known.message));
    return known.code;
  }
}

type Asked = Exclude<Command, { readonly verb: 'help' }>;
type Out = Pick<DlqRun, 'out' | 'tell'>;

async function obey(command: Asked, target: DeadLetterTarget, out: Out): Promise<void> {
  if (command.verb === 'list') return list(command, target, out);
  await demandKnown(command.name, target);
  return command.verb === 'show' ? show(command, target, out) : redrive(command, target, out);
}

async function demandKnown(name: string, target: DeadLetterTarget): Promise<void> {
  const names = await target.names();
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const perhaps = meant === undefined ? '' : ` Perhaps ${meant}?`;
  throw new DlqFault(
    2,
    `There is no '${name}' at ${target.place}.${perhaps} There are: ${names.join(', ')}.`,
  );
}

async function list({ json }: Asked, target: DeadLetterTarget, { out }: Out): Promise<void> {
  const queues = await target.list();
  if (json) return printJson(out, { place: target.place, queues });
  const rows = queues.map(({ name, holds, messages }) => [
    name,
    messages === null ? 'not deployed' : String(messages),
    holds,
  ]);
  out(table(['NAME', 'MESSAGES', 'WHICH ARE'], rows));
}

async function show(
  { name, limit, bodies, json }: Extract<Asked, { readonly verb: 'show' }>,
  target: DeadLetterTarget,
  { out, tell }: Out,
): Promise<void> {
  const { letters, notes } = await target.show(name, limit);
  if (json) {
    const told = letters.map(({ body, ...letter }) => ({
      ...letter,
      ...summaryOf({ body, ...letter }),
      ...(bodies ? { body } : {}),
    }));
    return printJson(out, { place: target.place, name, letters: told, notes });
  }
  if (letters.length > 0) out(table(letterHead, letters.map(letterRow)));
  if (bodies) for (const letter of letters) out(`\n${letter.messageId}\n${bodyText(letter.body)}\n`);
  if (letters.length === 0) tell(`Nothing of ${name} was found at ${target.place}.`);
  for (const note of notes) tell(note);
}

async function redrive(
  { name, dryRun, json }: Extract<Asked, { readonly verb: 'redrive' }>,
  target: DeadLetterTarget,
  { out, tell }: Out,
): Promise<void> {
  const { messages, steps } = await target.plan(name);
  if (dryRun) {
    if (json) return printJson(out, { place: target.place, name, dryRun, messages, steps });
    out(`Nothing was done. A redrive of ${name} at ${target.place}, ${messages} messages, would:\n`);
    for (const step of steps) out(`  - ${printable(step)}\n`);
    return;
  }
  const redriven = await target.redrive(name, tell);
  if (json) return printJson(out, { place: target.place, name, redriven });
  out(`${redriven} of ${name} went back into its queue at ${target.place}.\n`);
}

function bodyText(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return text.split('\n').map(printable).join('\n');
}

function printJson(out: (text: string) => void, value: object): void {
  out(`${JSON.stringify(value, null, 2)}\n`);
}
