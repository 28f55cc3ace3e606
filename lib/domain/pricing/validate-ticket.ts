import type { Decimal } from '../money/decimal.ts';
import {
  type NumberReading,
  type NumberRule,
  numberRules,
  oddRules,
  readNumber,
  settingRules,
} from './number-rules.ts';
import { isAbove, isAboveOne, one, times } from './ratio.ts';
import {
  type CaSettingNumber,
  type CaSettings,
  type CaSettingsDraft,
  defaultCaSettings,
  isGamestate,
  type TicketDraft,
  type Tip,
  type TipDraft,
  type ValidCaSettings,
  type ValidTicket,
  type ValidTip,
} from './ticket.ts';
import { isTotalGainOf, isTotalOddOf } from './totals.ts';

/** More tips than any bookmaker takes in one bet; it bounds the work one ticket can ask for. */
export const maxTips = 100;

/** Enough to mend a ticket by; a body of nothing but faults gets a short answer all the same. */
export const maxFaults = 20;

export interface TicketFault {
  /** Member names and indexes, from the ticket down. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Validation =
  | { readonly outcome: 'valid'; readonly ticket: ValidTicket }
  | { readonly outcome: 'invalid'; readonly faults: readonly TicketFault[] };

/** Finds what is wrong with a ticket; of one without fault it fills the settings in and reads the numbers. */
export function validateTicket(draft: TicketDraft): Validation {
  const faults: TicketFault[] = [];
  const ticket = readTicket(faults, draft);
  return ticket === undefined || faults.length > 0
    ? { outcome: 'invalid', faults: faults.slice(0, maxFaults) }
    : { outcome: 'valid', ticket };
}

/** Undefined when a part cannot be read; what is wrong is among the faults then. */
function readTicket(faults: TicketFault[], draft: TicketDraft): ValidTicket | undefined {
  const stake = readAt(faults, ['stake'], draft.stake, numberRules.stake);
  const totalOdd = readAt(faults, ['totalOdd'], draft.totalOdd, numberRules.total);
  const totalGain = readAt(faults, ['totalGain'], draft.totalGain, numberRules.total);
  const caSettings = readSettings(faults, draft.caSettings ?? {});
  const caBets = readTips(faults, draft.caBets ?? []);
  if (!(stake && totalOdd && totalGain && caSettings && caBets)) return undefined;

  const odds = caBets.read.reduce((product, { odd }) => times(product, odd), one);
  // Only a lost tip may show no odd any more; then nothing is left to compare the total odd with.
  const isComparable = caBets.read.every(({ odd }) => isAboveOne(odd));
  if (isComparable && !isTotalOddOf(totalOdd, odds)) {
    faults.push({ path: ['totalOdd'], message: 'must be the product of the odds of all tips' });
  }
  if (!isTotalGainOf(totalGain, stake.read, totalOdd)) {
    faults.push({ path: ['totalGain'], message: 'must be stake × totalOdd' });
  }
  return {
    ticket: {
      stake: stake.value,
      totalOdd: totalOdd.value,
      totalGain: totalGain.value,
      caSettings: caSettings.value,
      caBets: caBets.value,
    },
    stake: stake.read,
    odds,
    tips: caBets.read,
    settings: caSettings.read,
  };
}

/** A part of the ticket in plain data, and read for pricing. */
interface Reading<Value, Read> {
  readonly value: Value;
  readonly read: Read;
}

function readSettings(
  faults: TicketFault[],
  draft: CaSettingsDraft,
): Reading<CaSettings, ValidCaSettings> | undefined {
  const taxRate = readSetting(faults, 'taxRate', draft);
  const caWithdrawal = readSetting(faults, 'caWithdrawal', draft);
  const maxCaValue = readSetting(faults, 'maxCaValue', draft);
  const minCaValue = readSetting(faults, 'minCaValue', draft);
  const inplayMaxOddPerTip = readSetting(faults, 'inplayMaxOddPerTip', draft);
  const others = {
    noCaOutOfLimits: draft.noCaOutOfLimits ?? defaultCaSettings.noCaOutOfLimits,
    maxOpenTip: readCount(faults, 'maxOpenTip', draft.maxOpenTip),
    maxTipCount: readCount(faults, 'maxTipCount', draft.maxTipCount),
  };
  if (!(taxRate && caWithdrawal && maxCaValue && minCaValue && inplayMaxOddPerTip)) return undefined;

  if (isAbove(minCaValue.read, maxCaValue.read)) {
    faults.push({ path: ['caSettings', 'minCaValue'], message: `must be at most ${maxCaValue.value}` });
  }
  return {
    value: {
      taxRate: taxRate.value,
      caWithdrawal: caWithdrawal.value,
      maxCaValue: maxCaValue.value,
      minCaValue: minCaValue.value,
      inplayMaxOddPerTip: inplayMaxOddPerTip.value,
      ...others,
    },
    read: {
      taxRate: taxRate.read,
      caWithdrawal: caWithdrawal.read,
      maxCaValue: maxCaValue.read,
      minCaValue: minCaValue.read,
      inplayMaxOddPerTip: inplayMaxOddPerTip.read,
      ...others,
    },
  };
}

function readSetting(
  faults: TicketFault[],
  name: CaSettingNumber,
  draft: CaSettingsDraft,
): NumberReading | undefined {
  return readAt(faults, ['caSettings', name], draft[name] ?? defaultCaSettings[name], settingRules[name]);
}

function readCount(
  faults: TicketFault[],
  name: 'maxOpenTip' | 'maxTipCount',
  given: number | null | undefined,
): number {
  const count = given ?? defaultCaSettings[name];
  if (!Number.isSafeInteger(count) || count < 0) {
    faults.push({ path: ['caSettings', name], message: 'must be a whole number, 0 or more' });
  }
  return count;
}

function readTips(
  faults: TicketFault[],
  drafts: readonly TipDraft[],
): Reading<Tip[], ValidTip[]> | undefined {
  if (drafts.length === 0 || drafts.length > maxTips) {
    faults.push({ path: ['caBets'], message: `must hold 1 to ${maxTips} tips` });
    return undefined;
  }
  const tips = { value: [] as Tip[], read: [] as ValidTip[] };
  for (const [index, draft] of drafts.entries()) {
    const tip = readTip(faults, index, draft);
    if (tip === undefined) continue;
    tips.value.push(tip.value);
    tips.read.push(tip.read);
  }
  return tips.value.length === drafts.length ? tips : undefined;
}

function readTip(faults: TicketFault[], index: number, draft: TipDraft): Reading<Tip, ValidTip> | undefined {
  const { matchid, gamestate, islocked } = draft;
  if (!matchid) faults.push({ path: ['caBets', index, 'matchid'], message: 'is required' });
  if (typeof islocked !== 'boolean') {
    faults.push({ path: ['caBets', index, 'islocked'], message: 'must be true or false' });
  }
  if (!isGamestate(gamestate)) {
    faults.push({ path: ['caBets', index, 'gamestate'], message: 'must be 1, 2, 3 or 4' });
    return undefined;
  }
  const rules = oddRules[gamestate];
  const odd = readAt(faults, ['caBets', index, 'odd'], draft.odd, rules.odd);
  const now =
    rules.oddcurrent === null
      ? null
      : readAt(faults, ['caBets', index, 'oddcurrent'], draft.oddcurrent, rules.oddcurrent);
  if (!matchid || typeof islocked !== 'boolean' || odd === undefined || now === undefined) return undefined;
  return {
    value: { matchid, odd: odd.value, oddcurrent: draft.oddcurrent ?? null, gamestate, islocked },
    read: { gamestate, islocked, odd: odd.read, oddcurrent: now?.read ?? null },
  };
}

function readAt(
  faults: TicketFault[],
  path: TicketFault['path'],
  value: Decimal | null | undefined,
  rule: NumberRule,
): NumberReading | undefined {
  const reading = readNumber(value, rule);
  if (typeof reading !== 'string') return reading;
  faults.push({ path, message: reading });
  return undefined;
}
