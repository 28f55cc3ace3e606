import { restrictionTypes } from './restrictions.ts';

/** One of each type says everything. */
export const maxRestrictions = restrictionTypes.length;

/** Of all restrictions kept with one order, as JSON. */
export const maxKeptBytes = 4_096;

/** Of those kept with all orders of a callback: a bet's item holds them all, and 400 kB in total. */
const maxKeptBytesInAll = 16_384;

/** A restriction, its context, a list in it, an entry of that (`bet_selections`). */
const maxDepth = 4;

const maxMembers = 32;
const maxTextLength = 256;

/** Stands where something was cut. */
const cut = '…';

/**
 * The restrictions as they are stored with each of `orders` orders: as received, but what is longer, wider or deeper
 * than any honest one is cut, and what no longer fits is left out from the end.
 */
export function keepRestrictions(received: readonly unknown[], orders: number): readonly unknown[] {
  let left = Math.min(maxKeptBytes, Math.floor(maxKeptBytesInAll / orders)) - '[]'.length;
  const kept: unknown[] = [];
  for (const restriction of received.slice(0, maxRestrictions)) {
    const short = shortened(restriction, maxDepth);
    left -= Buffer.byteLength(JSON.stringify(short)) + ','.length;
    if (left < 0) break;
    kept.push(short);
  }
  return kept;
}

function shortened(json: unknown, depth: number): unknown {
  if (typeof json === 'string')
    return json.length > maxTextLength ? json.slice(0, maxTextLength) + cut : json;
  if (typeof json !== 'object' || json === null) return json;
  if (depth === 0) return cut;
  if (Array.isArray(json)) return json.slice(0, maxMembers).map((element) => shortened(element, depth - 1));
  return Object.fromEntries(
    Object.entries(json)
      // No name of a member anybody means, and a trap for whoever copies objects carelessly.
      .filter(([name]) => name !== '__proto__' && name.length <= maxTextLength)
      .slice(0, maxMembers)
      .map(([name, member]) => [name, shortened(member, depth - 1)]),
  );
}
