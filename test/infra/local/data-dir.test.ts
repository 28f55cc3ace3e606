import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDir } from '../../../infra/local/data-dir.ts';
import { type CarriedEvent, maxKeptEvents } from '../../../infra/local/engine/bus.ts';
import { eventJournal } from '../../../infra/local/event-journal.ts';
import { keptClock } from '../../../infra/local/kept-clock.ts';

let dir: string;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'data-dir-')), 'data');
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a data folder', () => {
  it('is made where needed, and empty then', () => {
    const folder = openDataDir(dir);
    expect(folder.read('anything')).toBeUndefined();
  });

  it('gives back what was written and appended', () => {
    const folder = openDataDir(dir);
    folder.write('a', 'one');
    folder.append('a', ' two');
    expect(folder.read('a')).toBe('one two');
    folder.write('a', 'three');
    expect(folder.read('a')).toBe('three');
  });

  it('keeps its files from other users of the machine', () => {
    const folder = openDataDir(dir);
    folder.write('key', 'secret');
    expect(statSync(folder.path('key')).mode & 0o077).toBe(0);
  });

  it('has one hub at a time', () => {
    const first = openDataDir(dir);
    expect(() => openDataDir(dir)).toThrow(
      `The data folder ${dir} is in use by another hub (process ${process.pid}). Stop that one, or name another folder in CASHOUT_DATA_DIR.`,
    );
    first.release();
    expect(() => openDataDir(dir)).not.toThrow();
  });

  it('is free again when its hub was killed', async () => {
    openDataDir(dir);
    const [lock = ''] = readdirSync(dir);
    const mine = readFileSync(join(dir, lock), 'utf8');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('exit', resolve));
    writeFileSync(join(dir, lock), mine.replace(String(process.pid), String(child.pid)));
    expect(() => openDataDir(dir)).not.toThrow();
  });

  it('is free when the process id of its hub went to another process meanwhile', () => {
    openDataDir(dir);
    const [lock = ''] = readdirSync(dir);
    writeFileSync(join(dir, lock), `${process.pid} 1`);
    expect(() => openDataDir(dir)).not.toThrow();
  });

  it('says why it cannot be made', () => {
    writeFileSync(dir, 'a file');
    expect(() => openDataDir(dir)).toThrow(`The data folder ${dir} cannot be made`);
  });
});

describe('the kept clock', () => {
  it('goes on where it was', async () => {
    const first = openDataDir(dir);
    await keptClock(first).advance(5_000);
    first.release();
    expect(keptClock(openDataDir(dir)).offset()).toBe(5_000);
  });

  it('starts at real time without a folder, and in a new one', () => {
    expect(keptClock(null).offset()).toBe(0);
    expect(keptClock(openDataDir(dir)).offset()).toBe(0);
  });

  it('does not guess at what it cannot read', () => {
    const folder = openDataDir(dir);
    folder.write('clock-offset-ms', 'yesterday');
    expect(() => keptClock(folder)).toThrow('holds no clock offset');
  });
});

describe('the event journal', () => {
  const event = (id: string): CarriedEvent => ({
    id,
    time: '2026-11-21T12:00:00Z',
    'detail-type': 'CashoutSettled',
    source: 'cashout-hub',
    detail: {},
  });

  it('knows after a restart what was carried before', () => {
    const folder = openDataDir(dir);
    eventJournal(folder).append([event('a'), event('b')]);
    expect(eventJournal(folder).carriedBefore).toEqual([event('a'), event('b')]);
  });

  it('leaves out a line a kill cut short, and goes on after it', () => {
    const folder = openDataDir(dir);
    eventJournal(folder).append([event('a')]);
    appendFileSync(folder.path('events.jsonl'), '{"id":"half');
    eventJournal(folder).append([event('b')]);
    expect(eventJournal(folder).carriedBefore.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('keeps no more than the bus does', () => {
    const folder = openDataDir(dir);
    eventJournal(folder).append(Array.from({ length: maxKeptEvents + 5 }, (_, n) => event(String(n))));
    expect(eventJournal(folder).carriedBefore[0]?.id).toBe('5');
  });

  it('keeps nothing without a folder', () => {
    const journal = eventJournal(null);
    journal.append([event('a')]);
    expect(journal.carriedBefore).toEqual([]);
  });
});
