import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * The committed page with the part between `<!-- <name>: generated -->` and `<!-- <name>: end -->` made anew. Throws
 * when the page has no such part: it would go stale unseen.
 */
export function withMarkedPart(path: string, name: string, part: string): string {
  const page = readFileSync(join(root, path), 'utf8');
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${path} has no part between ${begin} and ${end}`);
  return `${page.slice(0, from)}${begin}\n${part}\n${page.slice(to)}`;
}
