import { createHash } from 'node:crypto';
import type { BetRef } from '../bet/bet.ts';

/** `co_` and 128 bits: the same provider, bet and idempotency key always name the same cashout. */
export function cashoutIdFor(ref: BetRef, idempotencyKey: string): string {
  return `co_${digest(['request', ref.provider, ref.betId, idempotencyKey])}`;
}

/** Tells a repeat from another request under the same key; takes the validated values, not their spelling. */
export function fingerprintOf(asked: readonly (string | boolean | null)[]): string {
  return digest(['fingerprint', ...asked]);
}

/** The same event always carries the same id, however often it is published. */
export function eventIdFor(ref: BetRef, sequence: number, index: number): string {
  return `ev_${digest(['event', ref.provider, ref.betId, String(sequence), String(index)])}`;
}

/** JSON keeps the parts apart: no two lists of parts give the same text. */
function digest(parts: readonly (string | boolean | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
