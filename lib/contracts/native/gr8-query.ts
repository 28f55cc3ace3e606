import { gr8OptionsSchema } from '../http/request-cashout.ts';
import { canonicalGuid } from './gr8.ts';
import { type BodyRead, notValid } from './gr8-request-body.ts';

/** Parameters as a query has them: names in any case, as the framework binds them; repeats one by one or joined. */
export type Query = Iterable<readonly [name: string, value: string | undefined]>;

/** `betIds=a&betIds=b` and `betIds=a,b`: each bet once, in canonical spelling, in the order asked. */
export function readBetIds(query: Query): BodyRead<readonly string[]> {
  const given = valuesOf(query, 'betIds').flatMap((value) => value.split(','));
  // The page does not say what an empty question answers; an error shows a client its mistake.
  if (given.length === 0) return { ok: false, errors: { betIds: ['The betIds field is required.'] } };
  const betIds = new Set<string>();
  const invalid: string[] = [];
  for (const text of given) {
    const betId = canonicalGuid(text);
    if (betId === undefined) invalid.push(notValid(text));
    else betIds.add(betId);
  }
  return invalid.length > 0 ? { ok: false, errors: { betIds: invalid } } : { ok: true, value: [...betIds] };
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
