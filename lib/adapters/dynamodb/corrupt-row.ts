import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod/mini';
import { UnreadableItem } from '../../ports/unreadable-item.ts';

/** A stored row is not what this release writes. Names the row and the place, never what stands there. */
export class CorruptRow extends UnreadableItem {
  override readonly name = 'CorruptRow';

  readonly pk: string;
  /** Dotted path within the row, `cashouts.0.s`; empty for the row as a whole. */
  readonly path: string;

  constructor(pk: string, path: string, complaint: string) {
    super(`row ${pk} is corrupt at ${path === '' ? 'its top' : path}: ${complaint}`);
    this.pk = pk;
    this.path = path;
  }
}

/** Reads an item through the schema of its row. */
export function parseRow<S extends z.ZodMiniType>(
  schema: S,
  pk: string,
  item: Readonly<Record<string, AttributeValue>>,
): z.output<S> {
  const parsed = schema.safeParse(plain(item));
  if (parsed.success) return parsed.data;
  // The cause is left out on purpose: the schema's own messages may repeat what the row holds.
  const [first] = parsed.error.issues;
  throw new CorruptRow(pk, first?.path.join('.') ?? '', first?.code ?? 'unreadable');
}

/** The item as plain values. A number past 2^53 comes out inexact, and then no schema of ours takes it. */
export function plain(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return unmarshall({ ...item }, { wrapNumbers: Number });
}
