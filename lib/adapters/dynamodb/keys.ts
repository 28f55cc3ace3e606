import type { BetRef } from '../../domain/bet/bet.ts';
import { isProvider } from '../../domain/provider.ts';
import { workShards } from '../../ports/bet-store.ts';
import type { CallbackRef } from '../../ports/callback-store.ts';
import { renewalShards } from '../../ports/group-store.ts';
import type { ItemRef } from '../../ports/work-list.ts';

/** The sort key of a bet's item. */
export const betSk = 'BET';

/** The sort key of an archive of a bet, 1 being its first. */
export function archiveSk(number: number): string {
  return `ARCHIVE#${number}`;
}

/** `BET#<provider>#<betId>`; ids hold no `#`, so the text has one reading. */
export function betPk({ provider, betId }: BetRef): string {
  return `BET#${provider}#${betId}`;
}

/** The bet a partition key stands for; undefined for keys of anything else. */
export function betRefOf(pk: string): BetRef | undefined {
  const [entity, provider, betId, ...rest] = pk.split('#');
  if (entity !== 'BET' || provider === undefined || !isProvider(provider)) return undefined;
  if (betId === undefined || betId === '' || rest.length > 0) return undefined;
  return { provider, betId };
}

/** The sort key of the answer to a callback. */
export const callbackSk = 'CALLBACK';

/** `CALLBACK#<provider>#<callback>#<requestId>` */
export function callbackPk({ provider, callback, requestId }: CallbackRef): string {
  return `CALLBACK#${provider}#${callback}#${requestId}`;
}

/** The sort key of a pay-out's item. */
export const payOutSk = 'PAYOUT';

const payOutPrefix = 'PAYOUT#betcore#';

/** `PAYOUT#betcore#<betcoreBetId>` */
export function payOutPk(betcoreBetId: string): string {
  return `${payOutPrefix}${betcoreBetId}`;
}

/** The BETCORE bet id a partition key stands for; undefined for keys of anything else. */
export function payOutRefOf(pk: string): string | undefined {
  const betcoreBetId = pk.startsWith(payOutPrefix) ? pk.slice(payOutPrefix.length) : '';
  return betcoreBetId === '' ? undefined : betcoreBetId;
}

/** The partition key of a bet or a pay-out. */
export function itemPk(ref: ItemRef): string {
  return ref.type === 'bet' ? betPk(ref) : payOutPk(ref.betcoreBetId);
}

/** The bet or the pay-out a partition key stands for; undefined for keys of anything else. */
export function itemRefOf(pk: string): ItemRef | undefined {
  const bet = betRefOf(pk);
  if (bet !== undefined) return { type: 'bet', ...bet };
  const betcoreBetId = payOutRefOf(pk);
  return betcoreBetId === undefined ? undefined : { type: 'pay-out', betcoreBetId };
}

/** The sort key of a used request id. */
export const requestIdSk = 'REQUEST';

/** `REQUEST#betcore#<requestId>` */
export function requestIdPk(requestId: string): string {
  return `REQUEST#betcore#${requestId}`;
}

/** The one partition of the `unresolved` index. */
export const unresolvedPartition = 'OPEN';

/** The partition of the `due` index that holds a shard's work. */
export function workPartition(shard: number): string {
  return `WORK#${shard}`;
}

/** `WATCH#odds88#<betId>` */
export function watchPk(betId: string): string {
  return `WATCH#odds88#${betId}`;
}

/** `ENDPOINT#<name>` of a webhook endpoint */
export function endpointPk(name: string): string {
  return `ENDPOINT#${name}`;
}

const groupPrefix = 'GROUP#odds88#';

/** `GROUP#odds88#<id>` */
export function groupPk(id: string): string {
  return `${groupPrefix}${id}`;
}

/** The group a partition key stands for; undefined for keys of anything else. */
export function groupIdOf(pk: string): string | undefined {
  return pk.startsWith(groupPrefix) ? pk.slice(groupPrefix.length) : undefined;
}

/** The partition of the `due` index that holds a shard's renewals. */
export function renewPartition(shard: number): string {
  return `RENEW#${shard}`;
}

/** The shard of a bet's item, 0 … workShards − 1. */
export function workShardOf(pk: string): number {
  return hashOf(pk) % workShards;
}

/** The shard of a renewal group's item, 0 … renewalShards − 1. */
export function renewalShardOf(pk: string): number {
  return hashOf(pk) % renewalShards;
}

/** FNV-1a. What follows from it is stored with every item, so it never changes with a release. */
function hashOf(pk: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(pk, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
