import { readJson } from '../../contracts/json.ts';

/** Enough for the longest documented message twice over; longer texts say nothing more to a support desk. */
const maxLength = 500;

/**
 * What a 400 or 422 says, from the documented shapes alone: a bare JSON string, fields with lists of messages,
 * and problem details (gr8.seed.txt). Null for anything else, and for a text that repeats the credential the
 * request carried.
 */
export function refusalText(body: string, authorization: string): string | null {
  const text = textsOf(readJson(body))
    .join('; ')
    // Control characters would let a body forge lines wherever the text is shown.
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  const credential = authorization.slice(authorization.indexOf(' ') + 1);
  // Asked of the whole text: a cut could leave the better part of a token.
  if (text === '' || text.includes(credential)) return null;
  return text.slice(0, maxLength).toWellFormed();
}

function textsOf(json: unknown): readonly string[] {
  if (typeof json === 'string') return [json];
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  const members = Object.entries(json);
  const problem = ['title', 'detail'].flatMap((name) =>
    members.flatMap(([key, text]) => (key.toLowerCase() === name && typeof text === 'string' ? [text] : [])),
  );
  const fields = members.flatMap(([field, messages]) =>
    isMessages(messages) ? [`${field}: ${messages.join(' ')}`] : [],
  );
  return [...problem, ...fields];
}

function isMessages(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((element) => typeof element === 'string');
}
