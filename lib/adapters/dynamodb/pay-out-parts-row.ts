import * as z from 'zod/mini';
import type { Decimal } from '../../domain/money/decimal.ts';
import {
  type AskedPayOut,
  type CashoutOwner,
  type Owner,
  type PayOutHistoryEntry,
  type PayOutOutboxEntry,
  payOutStatuses,
  type Waiting,
} from '../../domain/pay-out/pay-out.ts';
import { commandNames, payOutEventTypes } from '../../domain/pay-out/transitions.ts';
import { providers } from '../../domain/provider.ts';
import {
  cutNulls,
  instantRow,
  listedText,
  moneyRow,
  nothingLeft,
  present,
  writeMoney,
} from './row-values.ts';

/*
 * How the parts of a pay-out are spelled inside its item:
 *
 *   owner    [provider, betId, cashoutId], or "native"
 *   asked    o owner · si sessionId · am amount · st stake · wo winOdd · cl client · co correlationId
 *   waiting  what is asked, and rf refusedAt · ph paidByHandAt · tx transactionId · rv reversed (absent: false)
 *   history  [at, command, from, to, of, evidence, actor, note], cut after the last that is there
 *   outbox   t type · o owner · sq sequence · ix index (absent: 0) · at · s status · am amount · tx transactionId ·
 *            cl client · co correlationId · ca causationId · ra retryAt
 */

export const cashoutOwnerRow = z.pipe(
  z.tuple([z.enum(providers), z.string(), z.string()]),
  z.transform(([provider, betId, cashoutId]): CashoutOwner => ({ provider, betId, cashoutId })),
);

export function writeCashoutOwner(owner: CashoutOwner): z.input<typeof cashoutOwnerRow> {
  const { provider, betId, cashoutId, ...rest } = owner;
  nothingLeft(rest);
  return [provider, betId, cashoutId];
}

export const ownerRow = z.union([z.literal('native'), cashoutOwnerRow]);

export function writeOwner(owner: Owner): z.input<typeof ownerRow> {
  return owner === 'native' ? owner : writeCashoutOwner(owner);
}

export const decimalRow = z.pipe(
  z.string().check(z.regex(/^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/)),
  z.transform((text) => text as Decimal),
);

const askedFields = {
  o: ownerRow,
  si: z.string(),
  am: z.optional(moneyRow),
  st: z.optional(moneyRow),
  wo: z.optional(decimalRow),
  cl: z.optional(z.string()),
  co: z.string(),
};
const askedObject = z.strictObject(askedFields);

export const askedRow = z.pipe(askedObject, z.transform(toAsked));

export const waitingRow = z.pipe(
  z.strictObject({
    ...askedFields,
    rf: z.optional(instantRow),
    ph: z.optional(instantRow),
    tx: z.optional(z.string()),
    rv: z.optional(z.literal(true)),
  }),
  z.transform(
    ({ rf, ph, tx, rv, ...row }): Waiting => ({
      ...toAsked(row),
      refusedAt: rf ?? null,
      paidByHandAt: ph ?? null,
      transactionId: tx ?? null,
      reversed: rv ?? false,
    }),
  ),
);

function toAsked(row: z.output<typeof askedObject>): AskedPayOut {
  return {
    owner: row.o,
    sessionId: row.si,
    amount: row.am ?? null,
    stake: row.st ?? null,
    winOdd: row.wo ?? null,
    client: row.cl ?? null,
    correlationId: row.co,
  };
}

export function writeAsked(asked: AskedPayOut): z.input<typeof askedRow> {
  const { owner, sessionId, amount, stake, winOdd, client, correlationId, ...rest } = asked;
  nothingLeft(rest);
  return present<z.input<typeof askedRow>>({
    o: writeOwner(owner),
    si: sessionId,
    am: amount && writeMoney(amount),
    st: stake && writeMoney(stake),
    wo: winOdd,
    cl: client,
    co: correlationId,
  });
}

export function writeWaiting(waiting: Waiting): z.input<typeof waitingRow> {
  const { refusedAt, paidByHandAt, transactionId, reversed, ...asked } = waiting;
  return {
    ...writeAsked(asked),
    ...(refusedAt === null ? {} : { rf: refusedAt }),
    ...(paidByHandAt === null ? {} : { ph: paidByHandAt }),
    ...(transactionId === null ? {} : { tx: transactionId }),
    ...(reversed ? { rv: true } : {}),
  };
}

export const payOutHistoryRow = z.pipe(
  z.tuple([
    instantRow,
    z.enum(commandNames),
    z.nullable(z.enum(payOutStatuses)),
    z.enum(payOutStatuses),
    listedText,
    listedText,
    listedText,
    listedText,
  ]),
  z.transform(
    ([at, command, from, to, of, evidence, actor, note]): PayOutHistoryEntry => ({
      at,
      command,
      from,
      to,
      ...(typeof of === 'string' ? { of } : {}),
      ...(typeof evidence === 'string' ? { evidence } : {}),
      ...(typeof actor === 'string' ? { actor } : {}),
      ...(typeof note === 'string' ? { note } : {}),
    }),
  ),
);

export function writePayOutHistory(entry: PayOutHistoryEntry): z.input<typeof payOutHistoryRow> {
  const { at, command, from, to, of = null, evidence = null, actor = null, note = null, ...rest } = entry;
  nothingLeft(rest);
  return [at, command, from, to, ...cutNulls([of, evidence, actor, note])];
}

export const payOutOutboxRow = z.pipe(
  z.strictObject({
    t: z.enum(payOutEventTypes),
    o: ownerRow,
    sq: z.int(),
    ix: z.optional(z.int()),
    at: instantRow,
    s: z.enum(payOutStatuses),
    am: z.optional(moneyRow),
    tx: z.optional(z.string()),
    cl: z.optional(z.string()),
    co: z.string(),
    ca: z.string(),
    ra: z.optional(instantRow),
  }),
  z.transform(
    (row): PayOutOutboxEntry => ({
      type: row.t,
      owner: row.o,
      sequence: row.sq,
      index: row.ix ?? 0,
      at: row.at,
      status: row.s,
      amount: row.am ?? null,
      transactionId: row.tx ?? null,
      client: row.cl ?? null,
      correlationId: row.co,
      causationId: row.ca,
      ...(row.ra === undefined ? {} : { retryAt: row.ra }),
    }),
  ),
);

export function writePayOutOutboxEntry(entry: PayOutOutboxEntry): z.input<typeof payOutOutboxRow> {
  const { type, owner, sequence, index, at, status, amount, transactionId, ...others } = entry;
  const { client, correlationId, causationId, retryAt, ...rest } = others;
  nothingLeft(rest);
  return present<z.input<typeof payOutOutboxRow>>({
    t: type,
    o: writeOwner(owner),
    sq: sequence,
    ix: index === 0 ? null : index,
    at,
    s: status,
    am: amount && writeMoney(amount),
    tx: transactionId,
    cl: client,
    co: correlationId,
    ca: causationId,
    ra: retryAt ?? null,
  });
}
