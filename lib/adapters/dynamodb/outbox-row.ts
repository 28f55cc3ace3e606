import * as z from 'zod/mini';
import type { OutboxEntry } from '../../domain/bet/bet.ts';
import { decidedBy, statuses } from '../../domain/cashout/cashout.ts';
import { eventTypes } from '../../domain/cashout/transitions.ts';
import {
  instantRow,
  moneyRow,
  nothingLeft,
  present,
  reasonRow,
  writeMoney,
  writeReason,
} from './row-values.ts';

/*
 * How an outbox entry is spelled inside its bet's item, short for the same reason as the cashouts:
 *
 *   t type · id cashoutId · sq sequence · ix index (absent: 0) · at · s status · by decidedBy · se settled ·
 *   re reason · cf conflictingAmount · fp foreignParams · ca causationId · ra retryAt
 */
const outboxFields = z.strictObject({
  t: z.enum(eventTypes),
  id: z.string(),
  sq: z.int(),
  ix: z.optional(z.int()),
  at: instantRow,
  s: z.enum(statuses),
  by: z.optional(z.enum(decidedBy)),
  se: z.optional(moneyRow),
  re: z.optional(reasonRow),
  cf: z.optional(moneyRow),
  fp: z.optional(z.record(z.string(), z.string())),
  ca: z.string(),
  ra: z.optional(instantRow),
});

/** Reads a stored outbox entry. */
export const outboxRow = z.pipe(
  outboxFields,
  z.transform(
    (row): OutboxEntry => ({
      type: row.t,
      cashoutId: row.id,
      sequence: row.sq,
      index: row.ix ?? 0,
      at: row.at,
      status: row.s,
      decidedBy: row.by ?? null,
      settled: row.se ?? null,
      reason: row.re ?? null,
      ...(row.cf === undefined ? {} : { conflictingAmount: row.cf }),
      ...(row.fp === undefined ? {} : { foreignParams: row.fp }),
      causationId: row.ca,
      ...(row.ra === undefined ? {} : { retryAt: row.ra }),
    }),
  ),
);

/** What is stored for an outbox entry: plain values, to be marshalled. */
export function writeOutboxEntry(entry: OutboxEntry): z.input<typeof outboxRow> {
  const { type, cashoutId, sequence, index, at, status, decidedBy: by, ...others } = entry;
  const { settled, reason, conflictingAmount, foreignParams = null, causationId, retryAt, ...rest } = others;
  nothingLeft(rest);
  return present<z.input<typeof outboxRow>>({
    t: type,
    id: cashoutId,
    sq: sequence,
    ix: index === 0 ? null : index,
    at,
    s: status,
    by,
    se: settled && writeMoney(settled),
    re: reason && writeReason(reason),
    cf: conflictingAmount === undefined ? null : writeMoney(conflictingAmount),
    fp: foreignParams,
    ca: causationId,
    ra: retryAt ?? null,
  });
}
