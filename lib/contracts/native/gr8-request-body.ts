import { type Decimal, parseDecimal, parseJsonNumberLiteral, zero } from '../../domain/money/decimal.ts';
import { NumberLiteral } from '../json-text.ts';
import { canonicalGuid, type Gr8Policy, gr8Policies, readGr8Enum } from './gr8.ts';
import { type BodyRead, echoed, type FieldErrors } from './gr8-read.ts';
import { locateMembers, type Member, type Members } from './json-members.ts';

export type Field<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly string[] };

/** An amount as a request carries it. */
export interface SentAmount {
  readonly value: Decimal;
  /** As it was spelled, for answers that give it back. */
  readonly literal: NumberLiteral;
}

/** An amount that may still be one nobody can take. */
interface GivenAmount extends SentAmount {
  readonly fault: null | 'is lower or equal zero.' | 'must be a number of at most 15 significant digits.';
}

/** What all three POSTs carry; `betAmount` is the part of the stake a partial cashout is for. */
export interface MoneyBody {
  readonly betId: string;
  readonly amount: SentAmount;
  readonly betAmount?: SentAmount;
}

type Fields<Values> = { readonly [Name in keyof Values]: Field<Values[Name]> };

/** Reads the body of a money POST: first every field for itself, then whether the amounts can be taken. */
export function readMoneyBody<
  Values extends { readonly amount: GivenAmount; readonly betAmount?: GivenAmount },
>(text: string, fieldsIn: (members: Members) => Fields<Values>): BodyRead<Values> {
  const body = readBody(text);
  if (!body.ok) return body;
  const read = allOf(fieldsIn(body.value));
  if (!read.ok) return read;
  const { amount, betAmount } = read.value;
  const errors = rangeErrors({
    Amount: amount,
    ...(betAmount === undefined ? {} : { BetAmount: betAmount }),
  });
  return errors === undefined ? read : { ok: false, errors };
}

/** The page does not show what a body that is no JSON object gets; an unnamed member is its framework's way. */
function readBody(text: string): BodyRead<Members> {
  if (text.trim() === '') return { ok: false, errors: { '': ['A non-empty request body is required.'] } };
  const members = locateMembers(text);
  if (members !== undefined) return { ok: true, value: members };
  return { ok: false, errors: { '': ['The request body is not a valid JSON object.'] } };
}

/** All values, or the messages of the fields that could not be read. */
function allOf<Values>(fields: Fields<Values>): BodyRead<Values> {
  const values: Partial<Values> = {};
  const errors: Record<string, readonly string[]> = {};
  for (const name of Object.keys(fields) as (keyof Values & string)[]) {
    const field = fields[name];
    if (field.ok) values[name] = field.value;
    else errors[name] = field.errors;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: values as Values };
}

/** Messages for amounts that cannot be taken, or undefined when all can. Names are in capitals here only. */
function rangeErrors(amounts: Readonly<Record<string, GivenAmount>>): FieldErrors | undefined {
  const failed = Object.entries(amounts).flatMap(([name, { fault }]) =>
    fault === null ? [] : [[name, [`${name} ${fault}`]]],
  );
  return failed.length === 0 ? undefined : (Object.fromEntries(failed) as FieldErrors);
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
export function readAmount(members: Members, name: string): Field<GivenAmount> {
  const member = members.find(name);
  if (member === undefined) return amountOf(zero, '0', 'is lower or equal zero.');
  const text = member.kind === 'string' || member.kind === 'number' ? textOf(member) : '';
  if (!numberText.test(text)) {
    return invalid(`${cannotConvert(member, 'System.Double', name)}, ${place(member.end)}.`);
  }
  const value = text.startsWith('-') ? zero : parseJsonNumberLiteral(text);
  if (value === zero) return amountOf(zero, '0', 'is lower or equal zero.');
  // An exponent can also make a number longer than any amount the hub keeps.
  if (value === undefined || parseDecimal(value) === undefined) {
    return amountOf(zero, '0', 'must be a number of at most 15 significant digits.');
  }
  return amountOf(value, member.kind === 'number' ? member.raw : value, null);
}

function amountOf(value: Decimal, literal: string, fault: GivenAmount['fault']): Field<GivenAmount> {
  return { ok: true, value: { value, literal: new NumberLiteral(literal), fault } };
}

const numberText = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

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

function invalid(...errors: readonly string[]): { readonly ok: false; readonly errors: readonly string[] } {
  return { ok: false, errors };
}

function textOf({ kind, raw }: Member): string {
  return kind === 'string' ? (JSON.parse(raw) as string) : raw;
}

function cannotConvert({ kind, raw }: Member, type: string, name: string): string {
  return `Error converting value ${kind === 'null' ? '{null}' : echoed(raw)} to type '${type}'. Path '${name}'`;
}

function place({ line, position }: Member['end']): string {
  return `line ${line}, position ${position}`;
}

function atEnd({ end }: Members): string {
  return `Path '', ${place(end)}.`;
}
