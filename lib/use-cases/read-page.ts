import { inParallel } from '../domain/in-parallel.ts';

/** Reads at once: more would queue for the connections of one container. */
const readsAtOnce = 8;

/**
 * All items of a page in one call. They may be a moment behind, which the condition of every write makes harmless.
 * Where one of them cannot be read, each is read alone, so that only that one is left out: `loadOne` answers null then.
 */
export async function readPage<Ref, Item>(
  refs: readonly Ref[],
  loadMany: (refs: readonly Ref[]) => Promise<readonly Item[]>,
  loadOne: (ref: Ref) => Promise<Item | null>,
): Promise<readonly Item[]> {
  if (refs.length === 0) return [];
  try {
    return await loadMany(refs);
  } catch {
    const read = await inParallel(refs, readsAtOnce, loadOne);
    return read.filter((item) => item !== null);
  }
}
