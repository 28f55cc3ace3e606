import type { DataDir } from '../data-dir.ts';
import { type WalletEntry, wallet } from './wallet.ts';

const fileName = 'wallet.jsonl';

/** What changed the wallet, one entry per line: events that are done do not come again after a restart. */
export interface WalletJournal {
  readonly before: readonly WalletEntry[];
  append(entry: WalletEntry): void;
}

export function walletJournal(dataDir: DataDir | null): WalletJournal {
  if (dataDir === null) return { before: [], append: () => undefined };
  const before = wallet((dataDir.read(fileName) ?? '').split('\n').flatMap(toEntry)).entries();
  // Without what has been overtaken. Also ends the half line a kill in the middle of a write left behind.
  dataDir.write(fileName, before.map(toLine).join(''));
  return { before, append: (entry) => dataDir.append(fileName, toLine(entry)) };
}

function toLine(entry: WalletEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function toEntry(line: string): readonly WalletEntry[] {
  try {
    return [JSON.parse(line) as WalletEntry];
  } catch {
    return [];
  }
}
