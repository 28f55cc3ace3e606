import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type PayOut, payOutStatuses } from '../../domain/pay-out/pay-out.ts';
import type { Item } from './bet-row.ts';
import { CorruptRow, parseRow } from './corrupt-row.ts';
import { payOutPk, payOutRefOf, payOutSk, unresolvedPartition, workPartition, workShardOf } from './keys.ts';
import {
  askedRow,
  cashoutOwnerRow,
  decimalRow,
  ownerRow,
  payOutHistoryRow,
  payOutOutboxRow,
  waitingRow,
  writeAsked,
  writeCashoutOwner,
  writeOwner,
  writePayOutHistory,
  writePayOutOutboxEntry,
  writeWaiting,
} from './pay-out-parts-row.ts';
import { instantRow, nothingLeft, present } from './row-values.ts';
import type { Stored } from './versioned-items.ts';

/*
 * The item of a BETCORE bet: null, false, zero and empty lists are left out, and names are short, as in the bets' items
 * and for their reasons:
 *
 *   s status · rq asked · ml mayHaveLanded · lb landedBefore · rv reversed · rd reversalDue · cd contradicted · n attempts ·
 *   lu leaseUntil · ra retryAt · ck checkAt · ds dueSince · od overdueAt · tx transactionId · bl balance ·
 *   cb clawBacks · wt waiting · ov over · h history
 *
 * `due`, `dueAt`, `unsent`, `unresolved`, `unresolvedSince`, `version` and `writeId` mean what they mean there.
 */
const payOutRow = z.strictObject({
  pk: z.string(),
  sk: z.literal(payOutSk),
  version: z.int().check(z.positive()),
  writeId: z.string(),
  s: z.optional(z.enum(payOutStatuses)),
  rq: z.optional(askedRow),
  ml: z.optional(z.literal(true)),
  lb: z.optional(z.literal(true)),
  rv: z.optional(z.literal(true)),
  rd: z.optional(z.literal(true)),
  cb: z.optional(z.array(ownerRow)),
  cd: z.optional(z.literal(true)),
  n: z.optional(z.int()),
  lu: z.optional(instantRow),
  ra: z.optional(instantRow),
  ck: z.optional(instantRow),
  ds: z.optional(instantRow),
  od: z.optional(instantRow),
  tx: z.optional(z.string()),
  bl: z.optional(decimalRow),
  wt: z.optional(z.array(waitingRow)),
  ov: z.optional(z.array(cashoutOwnerRow)),
  h: z.optional(z.array(payOutHistoryRow)),
  outbox: z.optional(z.array(payOutOutboxRow)),
  due: z.optional(z.string()),
  dueAt: z.optional(instantRow),
  unsent: z.optional(z.literal(1)),
  unresolved: z.optional(z.literal(unresolvedPartition)),
  unresolvedSince: z.optional(instantRow),
});

/** Reads the item of a BETCORE bet. Throws CorruptRow when it is not what `toPayOutItem` writes. */
export function fromPayOutItem(betcoreBetId: string, item: Item): Stored<PayOut> {
  const row = parseRow(payOutRow, payOutPk(betcoreBetId), item);
  const state: PayOut = {
    betcoreBetId,
    version: row.version,
    status: row.s ?? null,
    asked: row.rq ?? null,
    mayHaveLanded: row.ml ?? false,
    landedBefore: row.lb ?? false,
    reversed: row.rv ?? false,
    reversalDue: row.rd ?? false,
    clawBacks: row.cb ?? [],
    contradicted: row.cd ?? false,
    attempts: row.n ?? 0,
    leaseUntil: row.lu ?? null,
    retryAt: row.ra ?? null,
    checkAt: row.ck ?? null,
    dueSince: row.ds ?? null,
    overdueAt: row.od ?? null,
    unresolvedSince: row.unresolvedSince ?? null,
    transactionId: row.tx ?? null,
    balance: row.bl ?? null,
    waiting: row.wt ?? [],
    over: row.ov ?? [],
    history: row.h ?? [],
    outbox: row.outbox ?? [],
    dueAt: row.dueAt ?? null,
  };
  return { state, writeId: row.writeId };
}

/** The whole item, `version` and `dueAt` as they are to be stored. */
export function toPayOutItem({ state, writeId }: Stored<PayOut>): Record<string, AttributeValue> {
  const { betcoreBetId, version, status, asked, mayHaveLanded, landedBefore, ...others } = state;
  const { reversed, reversalDue, clawBacks, contradicted, attempts, leaseUntil, retryAt, checkAt, ...more } =
    others;
  const {
    dueSince,
    overdueAt,
    unresolvedSince,
    transactionId,
    balance,
    waiting,
    over,
    history,
    outbox,
    dueAt,
    ...rest
  } = more;
  nothingLeft(rest);
  const pk = payOutPk(betcoreBetId);
  return marshall(
    present<z.input<typeof payOutRow>>({
      pk,
      sk: payOutSk,
      version,
      writeId,
      s: status,
      rq: asked && writeAsked(asked),
      ml: mayHaveLanded ? true : null,
      lb: landedBefore ? true : null,
      rv: reversed ? true : null,
      rd: reversalDue ? true : null,
      cb: orNull(clawBacks.map(writeOwner)),
      cd: contradicted ? true : null,
      n: attempts === 0 ? null : attempts,
      lu: leaseUntil,
      ra: retryAt,
      ck: checkAt,
      ds: dueSince,
      od: overdueAt,
      tx: transactionId,
      bl: balance,
      wt: orNull(waiting.map(writeWaiting)),
      ov: orNull(over.map(writeCashoutOwner)),
      h: orNull(history.map(writePayOutHistory)),
      outbox: orNull(outbox.map(writePayOutOutboxEntry)),
      due: dueAt === null ? null : workPartition(workShardOf(pk)),
      dueAt,
      unsent: outbox.length === 0 ? null : 1,
      unresolved: unresolvedSince === null ? null : unresolvedPartition,
      unresolvedSince,
    }),
  );
}

/** The BETCORE bet an entry of an index stands for; undefined for entries of other entities. */
export function payOutRefOfKeys({ pk, sk }: Item): string | undefined {
  if (pk?.S === undefined || sk?.S !== payOutSk) return undefined;
  const betcoreBetId = payOutRefOf(pk.S);
  if (betcoreBetId === undefined) throw new CorruptRow(pk.S, 'pk', 'not the key of a pay-out');
  return betcoreBetId;
}

function orNull<T>(list: T[]): T[] | null {
  return list.length === 0 ? null : list;
}
