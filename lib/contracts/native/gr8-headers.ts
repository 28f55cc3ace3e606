import { playerIdSchema } from '../http/fields.ts';
import { gr8Headers } from './gr8.ts';
import { badRequestText } from './gr8-answers.ts';
import { type BodyRead, type FieldErrors, notValid } from './gr8-read.ts';
import type { NativeAnswer } from './native-contract.ts';

/** By lower-case name, as API Gateway and Node hand them over. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** In the order the page names them. */
const required = [gr8Headers.operatorId, gr8Headers.playerId, gr8Headers.brand];

/** The 400 that names every missing header, or undefined when all are there. */
export function missingHeaders(headers: Headers): NativeAnswer | undefined {
  const missing = required.filter((name) => gr8HeaderOf(headers, name) === '');
  if (missing.length === 0) return undefined;
  return badRequestText(missing.map((name) => `The '${name}' header is required`).join('. '));
}

/** A header without its outer spaces, which no server sees; empty when it is missing. */
export function gr8HeaderOf(headers: Headers, name: string): string {
  return String(headers[name.toLowerCase()] ?? '').trim();
}

/** The player a call is for, or the messages on an id the hub cannot keep. */
export function readPlayerId(headers: Headers): BodyRead<string> {
  const given = gr8HeaderOf(headers, gr8Headers.playerId);
  if (playerIdSchema.safeParse(given).success) return { ok: true, value: given };
  const errors: FieldErrors = { [gr8Headers.playerId]: [notValid(given)] };
  return { ok: false, errors };
}
