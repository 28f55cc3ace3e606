import type { DataDir } from './data-dir.ts';
import type { DeadLetter } from './engine/dead-letters.ts';
import {
  forgetfulKeeper,
  type KeptMessage,
  type QueueKeeper,
  type SentMessage,
} from './engine/queue-keeper.ts';

const fileName = 'queues.jsonl';

/** What is appended over this is mostly about messages long gone: then the file is written anew. */
const minLinesBeforeRewrite = 20_000;

type Line =
  | { readonly put: Omit<SentMessage, 'to'>; readonly to: readonly string[] }
  | { readonly of: string; readonly gone: readonly string[] }
  | { readonly of: string; readonly dead: readonly string[]; readonly since: number; readonly cause?: string }
  | { readonly of: string; readonly redriven: readonly string[]; readonly at: number }
  | { readonly of: string; readonly back: readonly (readonly [string, number, number])[] };

/** By consumer, then by message id. */
type Kept = Map<string, Map<string, KeptMessage>>;

/** Keeps the queues in the data folder: one line per change, the text of an event once for all its queues. */
export function queueJournal(dataDir: DataDir | null): QueueKeeper {
  if (dataDir === null) return forgetfulKeeper;
  const folder = dataDir;
  const kept: Kept = new Map();
  let linesInFile = 0;

  for (const text of (folder.read(fileName) ?? '').split('\n')) {
    const line = readLine(text);
    if (line !== undefined) apply(kept, line);
  }
  rewrite();

  function rewrite(): void {
    const lines = toLines(kept);
    // As a whole, which also ends the half line a kill in the middle of a write left behind.
    folder.write(fileName, toText(lines));
    linesInFile = lines.length;
  }

  function append(lines: readonly Line[]): void {
    folder.append(fileName, toText(lines));
    for (const line of lines) apply(kept, line);
    linesInFile += lines.length;
    if (linesInFile > minLinesBeforeRewrite && linesInFile > 4 * countOf(kept)) rewrite();
  }

  return {
    kept: (consumer) => [...(kept.get(consumer)?.values() ?? [])],
    put: (sent) => append(sent.map(({ to, ...put }) => ({ put, to }))),
    gone: (of, gone) => append([{ of, gone }]),
    dead: (of, letter) => append([deadLine(of, letter)]),
    redriven: (of, redriven, at) => append([{ of, redriven, at }]),
    back: (of, messages) =>
      append([
        { of, back: messages.map(({ id, receives, visibleAt }) => [id, receives, visibleAt] as const) },
      ]),
  };
}

function apply(kept: Kept, line: Line): void {
  if ('put' in line) {
    const message = { ...line.put, receives: 0, visibleAt: 0, deadSince: null };
    for (const consumer of line.to) ofConsumer(kept, consumer).set(message.id, message);
    return;
  }
  const messages = ofConsumer(kept, line.of);
  if ('gone' in line) for (const id of line.gone) messages.delete(id);
  else if ('dead' in line) {
    const { since, cause } = line;
    const known = { deadSince: since, ...optional(cause) };
    for (const id of line.dead) change(messages, id, known);
  } else if ('redriven' in line) {
    const anew = { receives: 0, visibleAt: 0, deadSince: null, sentAt: line.at };
    for (const id of line.redriven) change(messages, id, anew);
  } else {
    for (const [id, receives, visibleAt] of line.back) change(messages, id, { receives, visibleAt });
  }
}

function ofConsumer(kept: Kept, consumer: string): Map<string, KeptMessage> {
  const known = kept.get(consumer) ?? new Map<string, KeptMessage>();
  kept.set(consumer, known);
  return known;
}

function change(messages: Map<string, KeptMessage>, id: string, changed: Partial<KeptMessage>): void {
  const message = messages.get(id);
  // What was done is delivered once more at times; whatever becomes of that is no news.
  if (message !== undefined) messages.set(id, { ...message, ...changed });
}

function countOf(kept: Kept): number {
  return [...kept.values()].reduce((sum, messages) => sum + messages.size, 0);
}

/** The shortest way to say what is kept. */
function toLines(kept: Kept): readonly Line[] {
  return [...kept].flatMap(([of, messages]) =>
    [...messages.values()].flatMap(({ receives, visibleAt, deadSince, cause, ...put }): Line[] => [
      { put, to: [of] },
      ...(receives === 0 ? [] : [{ of, back: [[put.id, receives, visibleAt] as const] }]),
      ...(deadSince === null ? [] : [deadLine(of, { id: put.id, since: deadSince, ...optional(cause) })]),
    ]),
  );
}

function deadLine(of: string, { id, since, cause }: Pick<DeadLetter, 'id' | 'since' | 'cause'>): Line {
  return { of, dead: [id], since, ...optional(cause) };
}

function optional(cause: string | undefined): { readonly cause?: string } {
  return cause === undefined ? {} : { cause };
}

function toText(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function readLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
