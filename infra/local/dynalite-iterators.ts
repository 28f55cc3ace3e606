import { createRequire } from 'node:module';

interface IteratorPrototype {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

interface AbstractLevel {
  readonly AbstractKeyIterator: { readonly prototype: IteratorPrototype };
  readonly AbstractValueIterator: { readonly prototype: IteratorPrototype };
}

/**
 * dynalite ends its reads with `iterator.return()`, which the iterators of its database do not have, and so
 * never closes any: every query would keep some memory for good, a third of a gigabyte in ten days. Gives the
 * iterators dynalite's own copy of the database makes the method it looks for.
 */
export function letDynaliteCloseIterators(): void {
  const requireOfDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { AbstractKeyIterator, AbstractValueIterator } = requireOfDynalite('abstract-level') as AbstractLevel;
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function closeIterator(this: IteratorPrototype) {
      return this.close();
    };
  }
}
