import * as z from 'zod/mini';
import {
  type Cashout,
  type CashoutPayOut,
  decidedBy,
  type HistoryEntry,
  type Inquiry,
  kinds,
  type Note,
  origins,
  priceChanges,
  statuses,
} from '../../domain/cashout/cashout.ts';
import {
  cutNulls,
  instantRow,
  listedText,
  moneyRow,
  nothingLeft,
  present,
  reasonRow,
  writeMoney,
  writeReason,
} from './row-values.ts';

/*
 * How a cashout is spelled inside its bet's item. A write costs one unit per started kB and attribute names
 * count, so names are short and null is left out:
 *
 *   id cashoutId · k kind · o origin (absent: operator) · rq requested · st stake · pl playerId ·
 *   pc priceChange · fp fingerprint · po payOut: [sessionId, betcoreBetId, stake] or [sessionId, betcoreBetId] ·
 *   sb sendBefore · lu leaseUntil · cl client · co correlationId ·
 *   iq inquiry: [asked, askAt, availableAt] · fn noted: [toldAt, amount] or [toldAt] ·
 *   s status · by decidedBy · se settled · re reason · ca createdAt · ua updatedAt · es escalatedAt ·
 *   h history: [at, from, to, decidedBy, evidence, actor, note], each cut after the last that is there
 *
 * Objects are strict: a field this release does not know must stop it, since its next write would drop it.
 */

const historyRow = z.pipe(
  z.tuple([
    instantRow,
    z.nullable(z.enum(statuses)),
    z.enum(statuses),
    z.nullable(z.enum(decidedBy)),
    listedText,
    listedText,
    listedText,
  ]),
  z.transform(
    ([at, from, to, by, evidence, actor, note]): HistoryEntry => ({
      at,
      from,
      to,
      decidedBy: by,
      ...(typeof evidence === 'string' ? { evidence } : {}),
      ...(typeof actor === 'string' ? { actor } : {}),
      ...(typeof note === 'string' ? { note } : {}),
    }),
  ),
);

function writeHistory(entry: HistoryEntry): z.input<typeof historyRow> {
  const { at, from, to, decidedBy: by, evidence, actor, note, ...rest } = entry;
  nothingLeft(rest);
  return [at, from, to, by, ...cutNulls([evidence ?? null, actor ?? null, note ?? null])];
}

const inquiryRow = z.pipe(
  z.tuple([z.int(), instantRow, z.nullable(instantRow)]),
  z.transform(([asked, askAt, availableAt]): Inquiry => ({ asked, askAt, availableAt })),
);

function writeInquiry({ asked, askAt, availableAt, ...rest }: Inquiry): z.input<typeof inquiryRow> {
  nothingLeft(rest);
  return [asked, askAt, availableAt];
}

const noteRow = z.pipe(
  z.tuple([instantRow, z.optional(moneyRow)]),
  z.transform(([toldAt, amount]): Note => ({ toldAt, amount: amount ?? null })),
);

function writeNote({ toldAt, amount, ...rest }: Note): z.input<typeof noteRow> {
  nothingLeft(rest);
  return amount === null ? [toldAt] : [toldAt, writeMoney(amount)];
}

const payOutRow = z.pipe(
  z.tuple([z.string(), z.string(), z.optional(moneyRow)]),
  z.transform(
    ([sessionId, betcoreBetId, stake]): CashoutPayOut => ({ sessionId, betcoreBetId, stake: stake ?? null }),
  ),
);

function writePayOut({ sessionId, betcoreBetId, stake, ...rest }: CashoutPayOut): z.input<typeof payOutRow> {
  nothingLeft(rest);
  return stake === null ? [sessionId, betcoreBetId] : [sessionId, betcoreBetId, writeMoney(stake)];
}

const cashoutFields = z.strictObject({
  id: z.string(),
  k: z.enum(kinds),
  o: z.optional(z.enum(origins)),
  rq: z.optional(moneyRow),
  st: z.optional(moneyRow),
  pl: z.optional(z.string()),
  pc: z.optional(z.enum(priceChanges)),
  fp: z.optional(z.string()),
  po: z.optional(payOutRow),
  sb: z.optional(instantRow),
  lu: z.optional(instantRow),
  cl: z.optional(z.string()),
  co: z.string(),
  s: z.enum(statuses),
  by: z.optional(z.enum(decidedBy)),
  se: z.optional(moneyRow),
  re: z.optional(reasonRow),
  ca: instantRow,
  ua: instantRow,
  es: z.optional(instantRow),
  iq: z.optional(inquiryRow),
  fn: z.optional(noteRow),
  h: z.array(historyRow),
});

/** Reads a stored cashout. */
export const cashoutRow = z.pipe(
  cashoutFields,
  z.transform(
    (row): Cashout => ({
      cashoutId: row.id,
      kind: row.k,
      origin: row.o ?? 'operator',
      requested: row.rq ?? null,
      stake: row.st ?? null,
      playerId: row.pl ?? null,
      priceChange: row.pc ?? null,
      fingerprint: row.fp ?? null,
      payOut: row.po ?? null,
      sendBefore: row.sb ?? null,
      leaseUntil: row.lu ?? null,
      client: row.cl ?? null,
      correlationId: row.co,
      status: row.s,
      decidedBy: row.by ?? null,
      settled: row.se ?? null,
      reason: row.re ?? null,
      createdAt: row.ca,
      updatedAt: row.ua,
      escalatedAt: row.es ?? null,
      inquiry: row.iq ?? null,
      noted: row.fn ?? null,
      history: row.h,
    }),
  ),
);

/** What is stored for a cashout: plain values, to be marshalled. */
export function writeCashout(cashout: Cashout): z.input<typeof cashoutRow> {
  const { cashoutId, kind, origin, requested, stake, playerId, priceChange, fingerprint, ...others } =
    cashout;
  const { payOut, sendBefore, leaseUntil, client, correlationId, status, decidedBy: by, ...still } = others;
  const { settled, reason, createdAt, updatedAt, escalatedAt, inquiry, noted, history, ...rest } = still;
  nothingLeft(rest);
  return present<z.input<typeof cashoutRow>>({
    id: cashoutId,
    k: kind,
    o: origin === 'operator' ? null : origin,
    rq: requested && writeMoney(requested),
    st: stake && writeMoney(stake),
    pl: playerId,
    pc: priceChange,
    fp: fingerprint,
    po: payOut && writePayOut(payOut),
    sb: sendBefore,
    lu: leaseUntil,
    cl: client,
    co: correlationId,
    s: status,
    by,
    se: settled && writeMoney(settled),
    re: reason && writeReason(reason),
    ca: createdAt,
    ua: updatedAt,
    es: escalatedAt,
    iq: inquiry && writeInquiry(inquiry),
    fn: noted && writeNote(noted),
    h: history.map(writeHistory),
  });
}
