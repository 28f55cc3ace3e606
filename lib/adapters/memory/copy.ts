import { assert } from '../../domain/assert.ts';

/**
 * A copy that shares nothing with `value`, made the way a wire makes it: what is undefined is gone afterwards,
 * and a number that is none is refused as the real stores refuse it.
 */
export function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, refuseBrokenNumbers));
}

function refuseBrokenNumbers(key: string, value: unknown): unknown {
  assert(typeof value !== 'number' || Number.isFinite(value), `${key} is no number`);
  return value;
}
