import { readJson } from '../../contracts/json.ts';
import { providerText } from '../http/provider-text.ts';

/**
 * What a 400 or 422 says, from the documented shapes alone: a bare JSON string, fields with lists of messages,
 * and problem details (gr8.seed.txt). Null for anything else, and for a text that repeats the credential the
 * request carried.
 */
export function refusalText(body: string, authorization: string): string | null {
  return providerText(textsOf(readJson(body)).join('; '), authorization);
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
