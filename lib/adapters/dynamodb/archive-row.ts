import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import type { Item } from './bet-row.ts';
import { cashoutRow, writeCashout } from './cashout-row.ts';
import { CorruptRow, parseRow } from './corrupt-row.ts';
import { archiveSk, betPk } from './keys.ts';

/** An archive of a bet, written once. It is in no index and no stream filter: nothing is ever due for it. */
const archiveRow = z.strictObject({
  pk: z.string(),
  sk: z.string().check(z.regex(/^ARCHIVE#[1-9]\d*$/)),
  cashouts: z.array(cashoutRow).check(z.minLength(1)),
});

/** Reads an archive. Throws CorruptRow when it is not there, or is not what `toArchiveItem` writes. */
export function fromArchiveItem(ref: BetRef, number: number, item: Item | undefined): readonly Cashout[] {
  const name = `${betPk(ref)} ${archiveSk(number)}`;
  if (item === undefined) throw new CorruptRow(name, '', 'missing');
  return parseRow(archiveRow, name, item).cashouts;
}

/** Half of what DynamoDB lets an item be: texts of a provider may be of any length. */
const maxBytes = 200_000;

/** The item of an archive with as many of these cashouts as fit, at least one; and which they are. */
export function toArchiveItem(
  ref: BetRef,
  number: number,
  cashouts: readonly Cashout[],
): { readonly item: Record<string, AttributeValue>; readonly held: readonly Cashout[] } {
  const written = cashouts.map(writeCashout);
  const fitting = written.slice(0, Math.max(1, countFitting(written)));
  const row: z.input<typeof archiveRow> = { pk: betPk(ref), sk: archiveSk(number), cashouts: fitting };
  return { item: marshall(row), held: cashouts.slice(0, fitting.length) };
}

/** By their length as JSON, which is more than what DynamoDB counts. */
function countFitting(written: readonly object[]): number {
  let bytes = 0;
  const past = written.findIndex((cashout) => {
    bytes += Buffer.byteLength(JSON.stringify(cashout));
    return bytes > maxBytes;
  });
  return past === -1 ? written.length : past;
}
