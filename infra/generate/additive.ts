import type { JsonSchema } from './event-schemas.ts';

/**
 * Where readers of the published schema could break on what the new one describes, as paths into it; empty when it
 * only gained. Gaining is: a further member, a member that is promised from now on, a further value of an enumeration.
 */
export function breaks(published: unknown, now: unknown, at = '$'): readonly string[] {
  if (isObject(published) && isObject(now)) return breaksOfSchema(published, now, at);
  if (Array.isArray(published) && Array.isArray(now) && published.length === now.length) {
    return published.flatMap((before, index) => breaks(before, now[index], `${at}[${index}]`));
  }
  return Object.is(published, now) ? [] : [at];
}

function breaksOfSchema(published: JsonSchema, now: JsonSchema, at: string): readonly string[] {
  const keywords = new Set([...Object.keys(published), ...Object.keys(now)]);
  return [...keywords].flatMap((keyword) => {
    const place = `${at}.${keyword}`;
    const [before, after] = [published[keyword], now[keyword]];
    if (forPeople.has(keyword)) return [];
    if (keyword === 'required' || keyword === 'enum') return lost(before, after, place);
    if (keyword === 'properties' && isObject(before) && isObject(after)) {
      return Object.entries(before).flatMap(([name, member]) =>
        name in after ? breaks(member, after[name], `${place}.${name}`) : [`${place}.${name}`],
      );
    }
    return breaks(before, after, place);
  });
}

const forPeople: ReadonlySet<string> = new Set(['description', 'title', '$id', '$schema']);

/** Lists that may only grow; a list that was not there allowed everything. */
function lost(before: unknown, after: unknown, at: string): readonly string[] {
  if (!Array.isArray(before)) return at.endsWith('.enum') ? [at] : [];
  const there = new Set(Array.isArray(after) ? after : []);
  return before.filter((value) => !there.has(value)).map((value) => `${at}: ${value}`);
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
