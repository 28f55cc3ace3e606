import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import {
  type Bet,
  type BetRef,
  type Closure,
  type RegisteredPayOut,
  type StoredRegistration,
  unresolvedSince,
} from '../../domain/bet/bet.ts';
import { cashoutRow, writeCashout } from './cashout-row.ts';
import { CorruptRow, parseRow } from './corrupt-row.ts';
import { betPk, betRefOf, betSk, unresolvedPartition, workPartition, workShardOf } from './keys.ts';
import { outboxRow, writeOutboxEntry } from './outbox-row.ts';
import { instantRow, moneyRow, nothingLeft, present, writeMoney } from './row-values.ts';

/** A stored item as DynamoDB spells it. */
export type Item = Readonly<Record<string, AttributeValue>>;

const registrationRow = z.strictObject({
  at: instantRow,
  playerId: z.string(),
  stake: moneyRow,
  live: z.optional(z.literal(true)),
  freeBet: z.optional(z.literal(true)),
  payOut: z.optional(z.strictObject({ sessionId: z.string(), betcoreBetId: z.string() })),
});

/*
 * The item of a bet: null, false, zero and empty lists are left out. `unsent` says that the outbox is not empty: the
 * stream is filtered by it. `writeId` tells the writer's own write from another's after a lost answer. The
 * object is strict for the same reason as the cashouts'.
 */
const betRow = z.strictObject({
  pk: z.string(),
  sk: z.literal(betSk),
  version: z.int().check(z.positive()),
  writeId: z.string(),
  registration: z.optional(registrationRow),
  closed: z.optional(z.strictObject({ at: instantRow, actor: z.string(), reason: z.string() })),
  cashouts: z.optional(z.array(cashoutRow)),
  archives: z.optional(z.int().check(z.positive())),
  outbox: z.optional(z.array(outboxRow)),
  due: z.optional(z.string()),
  dueAt: z.optional(instantRow),
  unsent: z.optional(z.literal(1)),
  unresolved: z.optional(z.literal(unresolvedPartition)),
  unresolvedSince: z.optional(instantRow),
});

/** What one write leaves behind: the bet, and which write it was. */
export interface StoredBet {
  readonly bet: Bet;
  readonly writeId: string;
}

/** Reads the item stored under a bet's key. Throws CorruptRow when it is not what `toBetItem` writes. */
export function fromBetItem(ref: BetRef, item: Item): StoredBet {
  const pk = betPk(ref);
  const row = parseRow(betRow, pk, item);
  const bet: Bet = {
    ...ref,
    version: row.version,
    registration: row.registration === undefined ? null : readRegistration(row.registration),
    closed: row.closed ?? null,
    cashouts: row.cashouts ?? [],
    archives: row.archives ?? 0,
    outbox: row.outbox ?? [],
    dueAt: row.dueAt ?? null,
  };
  return { bet, writeId: row.writeId };
}

/** The whole item of a bet, `bet.version` and `bet.dueAt` as they are to be stored. */
export function toBetItem({ bet, writeId }: StoredBet): Record<string, AttributeValue> {
  const { provider, betId, version, registration, closed, cashouts, archives, ...others } = bet;
  const { outbox, dueAt, ...rest } = others;
  nothingLeft(rest);
  const pk = betPk({ provider, betId });
  const waitingSince = unresolvedSince(bet);
  return marshall(
    present<z.input<typeof betRow>>({
      pk,
      sk: betSk,
      version,
      writeId,
      registration: registration && writeRegistration(registration),
      closed: closed && writeClosure(closed),
      cashouts: cashouts.length === 0 ? null : cashouts.map(writeCashout),
      archives: archives === 0 ? null : archives,
      outbox: outbox.length === 0 ? null : outbox.map(writeOutboxEntry),
      due: dueAt === null ? null : workPartition(workShardOf(pk)),
      dueAt,
      unsent: outbox.length === 0 ? null : 1,
      unresolved: waitingSince === null ? null : unresolvedPartition,
      unresolvedSince: waitingSince,
    }),
  );
}

/** The bet an entry of an index stands for; undefined for entries of other entities. */
export function betRefOfKeys(keys: Item): BetRef | undefined {
  const { pk, sk } = keys;
  if (pk?.S === undefined || sk?.S !== betSk) return undefined;
  const ref = betRefOf(pk.S);
  if (ref === undefined) throw new CorruptRow(pk.S, 'pk', 'not the key of a bet');
  return ref;
}

function readRegistration(row: z.output<typeof registrationRow>): StoredRegistration {
  return {
    playerId: row.playerId,
    stake: row.stake,
    live: row.live ?? false,
    freeBet: row.freeBet ?? false,
    payOut: row.payOut ?? null,
    registeredAt: row.at,
  };
}

function writeRegistration(registration: StoredRegistration): z.input<typeof registrationRow> {
  const { playerId, stake, live, freeBet, payOut, registeredAt, ...rest } = registration;
  nothingLeft(rest);
  return present<z.input<typeof registrationRow>>({
    at: registeredAt,
    playerId,
    stake: writeMoney(stake),
    live: live ? true : null,
    freeBet: freeBet ? true : null,
    payOut: payOut && writeRegisteredPayOut(payOut),
  });
}

function writeRegisteredPayOut({ sessionId, betcoreBetId, ...rest }: RegisteredPayOut): RegisteredPayOut {
  nothingLeft(rest);
  return { sessionId, betcoreBetId };
}

function writeClosure({ at, actor, reason, ...rest }: Closure): Closure {
  nothingLeft(rest);
  return { at, actor, reason };
}
