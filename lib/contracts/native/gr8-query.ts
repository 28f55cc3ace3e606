import { gr8OptionsSchema } from '../http/request-cashout.ts';
import { canonicalGuid } from './gr8.ts';
import { type BodyRead, maxMessages, notValid } from './gr8-read.ts';

/** Parameters as a query has them: names in any case, as the framework binds them; repeats one by one or joined. */
export type Query = Iterable<readonly [name: string, value: string | undefined]>;

/**
 * Ids one call may name. GR8's own cap on URLs, 8,192 bytes, leaves room for fewer in any spelling, so a call that
 * GR8 takes is never refused for it.
 */
export const maxBetIds = 250;

/** `betIds=a&betIds=b` and `betIds=a,b`: each bet once, in canonical spelling, in the order asked. */
export function readBetIds(query: Query): BodyRead<readonly string[]> {
  const given = valuesOf(query, 'betIds').flatMap((value) => value.split(','));
  // The page does not say what an empty question answers; an error shows a client its mistake.
  if (given.length === 0) return { ok: false, errors: { betIds: ['The betIds field is required.'] } };
  if (given.length > maxBetIds) {
    return { ok: false, errors: { betIds: [`The field betIds takes at most ${maxBetIds} ids.`] } };
  }
  const betIds = new Set<string>();
  const invalid: string[] = [];
  for (const text of given) {
    const betId = canonicalGuid(text);
    if (betId === undefined) invalid.push(notValid(text));
    else betIds.add(betId);
  }
  if (invalid.length === 0) return { ok: true, value: [...betIds] };
  return { ok: false, errors: { betIds: invalid.slice(0, maxMessages) } };
}

/** A version of GR8's margin formula; an empty one is none. */
export function readMargin(query: Query): BodyRead<string | undefined> {
  const margin = valuesOf(query, 'margin').join(',');
  if (margin === '') return { ok: true, value: undefined };
  if (gr8OptionsSchema.safeParse({ margin }).success) return { ok: true, value: margin };
  return { ok: false, errors: { margin: [notValid(margin)] } };
}

function valuesOf(query: Query, wanted: string): readonly string[] {
  return [...query].flatMap(([name, value]) =>
    name.toLowerCase() === wanted.toLowerCase() && value !== undefined ? [value] : [],
  );
}
