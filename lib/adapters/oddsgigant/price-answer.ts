import { readJsonWithNumberLiterals } from '../../contracts/json.ts';
import { compare, parseFloatLiteral, zero } from '../../domain/money/decimal.ts';
import { valueDigits } from '../../domain/pricing/price-ticket.ts';
import { isAbove, ratioOf, roundDown } from '../../domain/pricing/ratio.ts';
import { mostWorth } from '../../domain/pricing/remote-share.ts';
import type { Ticket } from '../../domain/pricing/ticket.ts';
import { type Reason, type ReasonCode, reason, reasonCodes } from '../../domain/reasons.ts';
import type { RemotePrice } from '../../ports/ticket-pricing.ts';
import type { PostResult } from '../http/post-once.ts';
import { providerText } from '../http/provider-text.ts';
import type { OddsgigantSettings } from './settings.ts';

export interface Asked {
  readonly ticket: Ticket;
  readonly referenceId: string;
  readonly settings: Pick<OddsgigantSettings, 'priceMembers' | 'wrongAuthStatuses' | 'licenceKey'>;
}

/**
 * Judges the answer to POST /ApiR1/cashout, whose shape nobody published: a bare number, a text that is one, or an
 * object with the price in one of the members the settings name. Pure.
 */
export function judgePrice(result: PostResult, asked: Asked): RemotePrice {
  if (result.kind !== 'answered') {
    return failed(
      'provider-unreachable',
      `${result.kind === 'not-sent' ? 'not sent' : 'no answer'}: ${result.cause}`,
    );
  }
  const { status, body } = result;
  if (asked.settings.wrongAuthStatuses.includes(status)) {
    return failed('provider-error', `answered ${status}: the licence key is not accepted`);
  }
  if (status === 429) return failed('provider-throttled', 'answered 429');
  if (status === 400 || status === 422) return failed('provider-rejected', `answered ${status}`);
  if (status !== 200) return failed('provider-error', `answered ${status}`);
  return judgeBody(body, asked);
}

function judgeBody(body: string, { ticket, referenceId, settings }: Asked): RemotePrice {
  const json = readJsonWithNumberLiterals(body);
  const members = membersOf(json);
  const echoed = members.get('referenceid');
  if (typeof echoed === 'string' && echoed !== '' && echoed !== referenceId) {
    return failed('provider-error', 'answered another request');
  }
  if (isNo(members)) return { outcome: 'refused', reason: reasonIn(members, settings) };
  if (!noErrors.includes(members.get('error'))) return failed('provider-error', 'answered an error');
  const said = typeof json === 'string' ? json : priceIn(members, settings.priceMembers);
  const price = typeof said === 'string' ? parseFloatLiteral(said.trim()) : undefined;
  if (price === undefined) return failed('provider-error', 'answered 200, unreadable');
  // Nothing above it may ever be paid: it is no price, whatever it is.
  if (compare(price, ticket.caSettings.maxCaValue) > 0) {
    return failed('provider-error', 'answered more than the ticket allows');
  }
  if (isAbove(ratioOf(price), mostWorth(ticket))) {
    return failed('provider-error', 'answered more than the ticket can win');
  }
  const value = roundDown(ratioOf(price), valueDigits);
  return value === zero
    ? { outcome: 'refused', reason: reasonIn(members, settings) }
    : { outcome: 'priced', value };
}

/** The first that holds anything decides: where that is no price, no later one is believed in its place. */
function priceIn(members: ReadonlyMap<string, unknown>, names: readonly string[]): unknown {
  const candidates = names.map((name) => members.get(name.toLowerCase()));
  return candidates.find((one) => one !== undefined && one !== null);
}

/** A `reason` in our own words, as a hub in its place would give it, or the text as it is; null without one. */
function reasonIn(
  members: ReadonlyMap<string, unknown>,
  { licenceKey = '' }: Asked['settings'],
): Reason | null {
  const said = members.get('reason');
  if (typeof said !== 'string' || said === '') return null;
  if (isReasonCode(said)) return reason(said);
  const message = providerText(said, licenceKey);
  return message === null ? null : reason('provider-rejected', { code: null, message, restrictions: [] });
}

function isReasonCode(text: string): text is ReasonCode {
  return (reasonCodes as readonly string[]).includes(text);
}

/** Whoever answers a success with anything but a yes has not said yes. Numbers come as their literals. */
function isNo(members: ReadonlyMap<string, unknown>): boolean {
  return members.has('success') && !/^(?:true|1)$/i.test(wordOf(members.get('success')));
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

/** An `error` with anything else in it makes the amount beside it worth nothing. */
const noErrors: readonly unknown[] = [undefined, null, '', false];

/** By lower-case name; none for what is no object. */
function membersOf(json: unknown): ReadonlyMap<string, unknown> {
  if (typeof json !== 'object' || json === null) return new Map();
  return new Map(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
}

function failed(code: ReasonCode, cause: string): RemotePrice {
  return { outcome: 'failed', reason: reason(code), cause };
}
