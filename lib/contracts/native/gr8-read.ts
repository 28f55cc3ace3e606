/** Messages by member name, as a 400 carries them. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** What was read of a part of a request (header, query or body), or the messages on it. */
export type BodyRead<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: FieldErrors };

/** More faults than this help nobody, and one call could hold hundreds. */
export const maxMessages = 20;

/** Enough to recognise what one sent; a body may hold 256 kB of it. */
export const maxEchoedLength = 200;

/** The framework's message on a value it could not bind. */
export function notValid(given: string): string {
  return `The value '${echoed(given)}' is not valid.`;
}

/** A caller's own text as an answer repeats it: cut where it is long. */
export function echoed(text: string): string {
  if (text.length <= maxEchoedLength) return text;
  return `${text.slice(0, maxEchoedLength - 1).toWellFormed()}…`;
}
