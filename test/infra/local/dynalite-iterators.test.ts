import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { letDynaliteCloseIterators } from '../../../infra/local/dynalite-iterators.ts';

describe('letDynaliteCloseIterators', () => {
  it('Given the iterators dynalite makes, then ending a read closes its iterator', async () => {
    letDynaliteCloseIterators();
    const requireOfDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
    const { MemoryLevel } = requireOfDynalite('memory-level');
    const level = new MemoryLevel();
    await level.open();
    for (const iterator of [level.keys(), level.values()]) {
      const close = vi.spyOn(iterator, 'close');
      await iterator.return();
      expect(close).toHaveBeenCalledTimes(1);
    }
    await level.close();
  });
});
