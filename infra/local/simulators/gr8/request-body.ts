import {
  canonicalGuid,
  type Gr8Policy,
  gr8Policies,
  readGr8Enum,
} from '../../../../lib/contracts/native/gr8.ts';
import { type Decimal, parseJsonNumberLiteral, zero } from '../../../../lib/domain/money/decimal.ts';
import { NumberLiteral } from '../json-text.ts';
import { locateMembers, type Member, type Members } from './json-members.ts';

/** Messages by member name, as a 400 carries them. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export type Field<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly string[] };

/** An amount as a request carries it. */
export interface SentAmount {
  readonly value: Decimal;
  readonly positive: boolean;
  /** As it was spelled, for answers that give it back. */
  readonly literal: NumberLiteral;
}

export type Body = { readonly members: Members } | { readonly errors: FieldErrors };

/** The page does not show what a body that is no JSON object gets; an unnamed member is its framework's way. */
export function readBody(text: string): Body {
  if (text.trim() === '') return { errors: { '': ['A non-empty request body is required.'] } };
  const members = locateMembers(text);
  return members === undefined
    ? { errors: { '': ['The request body is not a valid JSON object.'] } }
    : { members };
}

export function readBetId(members: Members): Field<string> {
  const member = members.find('betId');
  if (member === undefined) return invalid(`Required property 'betId' not found in JSON. ${atEnd(members)}`);
  const conversion = `${cannotConvert(member, 'System.Guid', 'betId')}, ${place(member.end)}.`;
  if (member.kind === 'null') {
    return invalid(conversion, `Required property 'betId' expects a value but got null. ${atEnd(members)}`);
  }
  const betId = member.kind === 'string' ? canonicalGuid(textOf(member)) : undefined;
  return betId === undefined ? invalid(conversion) : { ok: true, value: betId };
}

/**
 * Reads a number, or a number in a string as the framework also takes it. A missing one is 0, the default of
 * its type. More than 15 digits are refused here, where the provider's double would silently lose some.
 */
export function readAmount(members: Members, name: string): Field<SentAmount> {
  const member = members.find(name);
  if (member === undefined) return { ok: true, value: notPositive };
  const text = member.kind === 'string' || member.kind === 'number' ? textOf(member) : '';
  const value = parseJsonNumberLiteral(text.replace(/^-/, ''));
  if (value === undefined) {
    return invalid(`${cannotConvert(member, 'System.Double', name)}, ${place(member.end)}.`);
  }
  if (text.startsWith('-') || value === zero) return { ok: true, value: notPositive };
  const literal = new NumberLiteral(member.kind === 'number' ? member.raw : value);
  return { ok: true, value: { value, positive: true, literal } };
}

/**
 * Reads a policy by name in any case or by number. The page's framework would take a missing one for the
 * first of the list; refusing it instead shows a client that it forgot what it pays under. `ending` closes the
 * message on a bad one.
 */
export function readPolicy(members: Members, ending: '' | '.'): Field<Gr8Policy> {
  const member = members.find('priceChangePolicy');
  if (member === undefined) {
    return invalid(`Required property 'priceChangePolicy' not found in JSON. ${atEnd(members)}`);
  }
  const given = member.kind === 'string' || member.kind === 'number' ? textOf(member) : '';
  const policy = readGr8Enum(gr8Policies, given);
  if (policy !== undefined) return { ok: true, value: policy };
  const type = 'GR8Tech.SportsBook.Contracts.Bet.Enums.PriceChangePolicy';
  return invalid(`${cannotConvert(member, type, 'priceChangePolicy')}${ending}`);
}

/** The messages of the fields that could not be read, or undefined when all could. */
export function fieldErrors(fields: Readonly<Record<string, Field<unknown>>>): FieldErrors | undefined {
  const failed = Object.entries(fields).flatMap(([name, field]) => (field.ok ? [] : [[name, field.errors]]));
  return failed.length === 0 ? undefined : (Object.fromEntries(failed) as FieldErrors);
}

function invalid(...errors: readonly string[]): { readonly ok: false; readonly errors: readonly string[] } {
  return { ok: false, errors };
}

const notPositive: SentAmount = { value: zero, positive: false, literal: new NumberLiteral(zero) };

function textOf({ kind, raw }: Member): string {
  return kind === 'string' ? (JSON.parse(raw) as string) : raw;
}

function cannotConvert({ kind, raw }: Member, type: string, name: string): string {
  return `Error converting value ${kind === 'null' ? '{null}' : raw} to type '${type}'. Path '${name}'`;
}

function place({ line, position }: Member['end']): string {
  return `line ${line}, position ${position}`;
}

function atEnd({ end }: Members): string {
  return `Path '', ${place(end)}.`;
}
