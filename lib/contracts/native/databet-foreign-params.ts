import { readJsonWithNumberLiterals } from '../json.ts';

/** A JSON object of the operator's own making, such as a session and a player, sent back with every callback. */
export const foreignParamsHeader = 'foreign-params';

/** Bytes: as long as any id may be. A longer value is dropped: cut, it would be another one. */
const maxValueBytes = 128;

/** API Gateway passes on no longer header. */
const maxHeaderLength = 10_240;

/** Controls, and halves of surrogate pairs, which no store need take. */
const unreadable = /[\p{Cc}\p{Cs}]/u;

export type ForeignParams = Readonly<Record<string, string>>;

/**
 * What the header says under the allowed names: texts, and numbers digit by digit. Nothing it holds decides anything,
 * so what cannot be read is nothing and no fault.
 */
export function readForeignParams(header: string | undefined, allowed: readonly string[]): ForeignParams {
  if (header === undefined || header.length > maxHeaderLength) return {};
  const json = readJsonWithNumberLiterals(header);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
  return Object.fromEntries(
    allowed.flatMap((name): [string, string][] => {
      const value: unknown = Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
      return isKept(value) ? [[name, value]] : [];
    }),
  );
}

function isKept(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    Buffer.byteLength(value) <= maxValueBytes &&
    !unreadable.test(value)
  );
}
