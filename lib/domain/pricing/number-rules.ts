import { type Decimal, maxDigits, maxJsonNumberDigits } from '../money/decimal.ts';
import { type Ratio, ratioOf } from './ratio.ts';
import { type CaSettingNumber, type Gamestate, gamestates } from './ticket.ts';

/** Where a number of a ticket may lie; the ends are whole numbers, which makes them quick to compare with. */
export interface NumberRule {
  readonly lowest: bigint;
  /** Whether `lowest` itself is in. */
  readonly includesLowest: boolean;
  /** In, always. */
  readonly highest: bigint;
  readonly message: string;
}

/** The page speaks of JSON numbers, which carry 15 digits: past them an amount is not what was meant. */
const maxAmount = 10n ** BigInt(maxJsonNumberDigits) - 1n;

/** Far beyond what bookmakers offer (about 10,000): a larger odd is a fault of the feed it came from. */
const maxOdd = 1_000_000n;

const odd = moreThan(1n, maxOdd);

export const numberRules = {
  stake: moreThan(0n, maxAmount),
  // What they must be, the tips and the stake say; nothing, where the odd of a lost tip became 0.
  total: atLeast(0n, maxAmount),
  percent: atLeast(0n, 100n),
  setting: atLeast(0n, maxAmount),
} as const;

/** What the page asks of a tip's odds in each state; null where it ignores the number. */
export const oddRules: Readonly<Record<Gamestate, { odd: NumberRule; oddcurrent: NumberRule | null }>> = {
  [gamestates.notStarted]: { odd, oddcurrent: odd },
  // The ticket is worth nothing: feeds write 0 or 1 for a selection that is gone.
  [gamestates.lost]: { odd: atLeast(0n, maxOdd), oddcurrent: null },
  [gamestates.won]: { odd, oddcurrent: null },
  [gamestates.inPlay]: { odd, oddcurrent: odd },
};

export const settingRules: Readonly<Record<CaSettingNumber, NumberRule>> = {
  taxRate: numberRules.percent,
  caWithdrawal: numberRules.percent,
  maxCaValue: numberRules.setting,
  minCaValue: numberRules.setting,
  inplayMaxOddPerTip: numberRules.setting,
};

const signedDecimal = /^-?\d+(?:\.\d+)?$/;

/** A number of the ticket in plain data, and read for pricing. */
export interface NumberReading {
  readonly value: Decimal;
  readonly read: Ratio;
}

/** The number read, or what is wrong with it. */
export function readNumber(value: Decimal | null | undefined, rule: NumberRule): NumberReading | string {
  if (value === undefined || value === null) return 'is required';
  if (value.length > maxDigits + 1 || !signedDecimal.test(value)) {
    return `must be a plain decimal of at most ${maxDigits} digits`;
  }
  const read = ratioOf(value);
  return isWithin(read, rule) ? { value, read } : rule.message;
}

function isWithin(
  { numerator, denominator }: Ratio,
  { lowest, includesLowest, highest }: NumberRule,
): boolean {
  const least = lowest * denominator;
  return (includesLowest ? numerator >= least : numerator > least) && numerator <= highest * denominator;
}

function moreThan(lowest: bigint, highest: bigint): NumberRule {
  const message = `must be more than ${lowest} and at most ${highest}`;
  return { lowest, includesLowest: false, highest, message };
}

function atLeast(lowest: bigint, highest: bigint): NumberRule {
  return { lowest, includesLowest: true, highest, message: `must be from ${lowest} to ${highest}` };
}
