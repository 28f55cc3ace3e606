import type { BetRef } from '../../domain/bet/bet.ts';
import { isProvider } from '../../domain/provider.ts';
import { workShards } from '../../ports/bet-store.ts';

/** The sort key of a bet's item. */
export const betSk = 'BET';

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

/** The one partition of the `unresolved` index. */
export const unresolvedPartition = 'OPEN';

/** The partition of the `due` index that holds a shard's work. */
export function workPartition(shard: number): string {
  return `WORK#${shard}`;
}

/**
 * The shard of an item, 0 … workShards − 1: FNV-1a over its partition key. It is stored with every item,
 * so it never changes with a release.
 */
export function workShardOf(pk: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(pk, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % workShards;
}
