import type { Decimal } from '../../domain/money/decimal.ts';
import { oddRules } from '../../domain/pricing/number-rules.ts';
import {
  type CaSettingsDraft,
  isGamestate,
  type TicketDraft,
  type TipDraft,
  type ValidTicket,
} from '../../domain/pricing/ticket.ts';
import {
  maxFaults,
  maxTips,
  type TicketFault,
  validateTicket,
} from '../../domain/pricing/validate-ticket.ts';
import { foldKeys } from '../fold-keys.ts';
import { NumberLiteral } from '../json-text.ts';
import { oddsgigantMembers } from './oddsgigant.ts';
import { type Read, readAmount, readCount, readFlag, readName, readTotal } from './oddsgigant-values.ts';

export type TicketReading =
  | { readonly ok: true; readonly ticket: ValidTicket }
  | { readonly ok: false; readonly faults: readonly TicketFault[] };

/**
 * Reads a ticket of OddsGigant's page, lenient in spelling and exact in value: member names in any case, numbers also
 * as decimal strings. `json` is the body as `parseJsonWithExactNumbers` gives it; what else it holds is ignored.
 * Never throws; at most twenty faults are told, each with its place.
 */
export function readTicket(json: unknown): TicketReading {
  const faults: TicketFault[] = [];
  const draft = readDraft(faults, json);
  const validated = validateTicket(draft);
  if (validated.outcome === 'valid' && faults.length === 0) return { ok: true, ticket: validated.ticket };
  const more = validated.outcome === 'invalid' ? validated.faults : [];
  // Where a member could not even be read, what its rules miss is no news.
  const news = more.filter(({ path }) => !faults.some((fault) => isWithin(path, fault.path)));
  return { ok: false, faults: [...faults, ...news].slice(0, maxFaults) };
}

type Path = TicketFault['path'];

function readDraft(faults: TicketFault[], json: unknown): TicketDraft {
  const body = readObject(faults, [], json);
  const member = membersOf(faults, [], body);
  return {
    stake: member('stake', readAmount),
    totalOdd: member('totalOdd', readTotal),
    totalGain: member('totalGain', readTotal),
    caSettings: readSettings(faults, body['caSettings']),
    caBets: readTips(faults, body['caBets']),
  };
}

function readSettings(faults: TicketFault[], json: unknown): CaSettingsDraft {
  const member = membersOf(faults, ['caSettings'], readObject(faults, ['caSettings'], json ?? {}));
  return {
    taxRate: member('taxRate', readAmount),
    caWithdrawal: member('caWithdrawal', readAmount),
    maxCaValue: member('maxCaValue', readAmount),
    minCaValue: member('minCaValue', readAmount),
    noCaOutOfLimits: member('noCaOutOfLimits', readFlag),
    maxOpenTip: member('maxOpenTip', readCount),
    maxTipCount: member('maxTipCount', readCount),
    inplayMaxOddPerTip: member('inplayMaxOddPerTip', readAmount),
  };
}

function readTips(faults: TicketFault[], json: unknown): readonly TipDraft[] {
  if (json !== undefined && json !== null && !Array.isArray(json)) {
    faults.push({ path: ['caBets'], message: 'must be a list of tips' });
    return [];
  }
  // One past the most there may be says that there are too many; nobody reads on.
  const tips: readonly unknown[] = (json ?? []).slice(0, maxTips + 1);
  return tips.map((tip, index) => {
    const path = ['caBets', index];
    const member = membersOf(faults, path, readObject(faults, path, tip));
    const gamestate = member('gamestate', readCount);
    return {
      gamestate,
      matchid: member('matchid', readName),
      odd: member('odd', readAmount),
      oddcurrent: member('oddcurrent', isCurrentOddIgnored(gamestate) ? readIfNumber : readAmount),
      islocked: member('islocked', readFlag),
    };
  });
}

/** The page ignores it there, so whatever stands in it is no fault. */
function isCurrentOddIgnored(gamestate: number | null | undefined): boolean {
  return isGamestate(gamestate) && oddRules[gamestate].oddcurrent === null;
}

function readIfNumber(json: unknown): Read<Decimal> {
  const read = readAmount(json);
  return 'fault' in read ? { value: null } : read;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads one member after the other; what cannot be read is a fault in its place. */
function membersOf(faults: TicketFault[], path: Path, object: Members) {
  return <Value>(name: string, read: (json: unknown) => Read<Value>): Value | null | undefined => {
    const result = read(Object.hasOwn(object, name) ? object[name] : undefined);
    if (!('fault' in result)) return result.value;
    faults.push({ path: [...path, name], message: result.fault });
    return undefined;
  };
}

/** The object with its members spelled as on the page. */
function readObject(faults: TicketFault[], path: Path, json: unknown): Members {
  if (isObject(json)) return foldKeys(json, oddsgigantMembers) as Members;
  faults.push({ path, message: 'must be a JSON object' });
  return {};
}

/** Numbers too long for a double are objects of ours, and none to those who sent them. */
function isObject(json: unknown): boolean {
  return (
    typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof NumberLiteral)
  );
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((step, index) => path[index] === step);
}
