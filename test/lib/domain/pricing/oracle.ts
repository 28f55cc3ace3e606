import type { Ticket } from '../../../../lib/domain/pricing/ticket.ts';

/*
 * The price worked out the slow way, to compare the engine with: reduced fractions tip by tip, deductions
 * subtracted from what they are taken off, rules as nested questions. It shares no code with the engine.
 */

export interface OraclePrice {
  readonly value: string;
  readonly fair: string;
  readonly deductions: { readonly withdrawal: string; readonly tax: string };
  readonly available: boolean;
  readonly reason: string | null;
}

export function oraclePrice(ticket: Ticket, part: string = ticket.stake): OraclePrice {
  const { caSettings: settings } = ticket;
  let won = 0;
  let open = 0;
  let locked = 0;
  let tooHigh = 0;
  let worth = fraction(1n, 1n);
  for (const { gamestate, odd, oddcurrent, islocked } of ticket.caBets) {
    if (gamestate === 2) continue;
    if (gamestate === 3) {
      won += 1;
      worth = product(worth, parse(odd));
      continue;
    }
    open += 1;
    const now = parse(oddcurrent ?? 'an open tip has a current odd');
    worth = product(worth, quotient(parse(odd), now));
    if (islocked) locked += 1;
    const cap = parse(settings.inplayMaxOddPerTip);
    if (gamestate === 4 && (sign(difference(parse(odd), cap)) > 0 || sign(difference(now, cap)) > 0)) {
      tooHigh += 1;
    }
  }
  const none = (reason: string) => priced('0', '0', '0', '0', reason);
  if (won + open < ticket.caBets.length) return none('tip-lost');
  if (won + open > settings.maxTipCount) return none('too-many-tips');
  if (locked > 0) return none('tip-locked');
  if (open > settings.maxOpenTip) return none('too-many-tips');
  if (tooHigh > 0) return none('odds-too-high');

  const share = quotient(parse(part), parse(ticket.stake));
  const fair = product(parse(ticket.stake), worth);
  const withdrawn = product(fair, quotient(parse(settings.caWithdrawal), fraction(100n, 1n)));
  let amount = difference(fair, withdrawn);
  const least = parse(settings.minCaValue);
  const most = parse(settings.maxCaValue);
  const beyond = (value: string) => {
    const shown = [floor(product(fair, share), 6), floor(product(withdrawn, share), 6)] as const;
    return priced(value, ...shown, '0', 'amount-out-of-limits');
  };
  if (sign(difference(amount, least)) < 0 || sign(difference(amount, most)) > 0) {
    if (settings.noCaOutOfLimits) return beyond('0');
    amount = sign(difference(amount, least)) < 0 ? least : most;
  }
  amount = product(amount, share);
  if (sign(difference(amount, least)) < 0) return beyond('0');
  const tax = product(amount, quotient(parse(settings.taxRate), fraction(100n, 1n)));
  const value = floor(difference(amount, tax), 2);
  if (value === '0') return beyond('0');
  return priced(
    value,
    floor(product(fair, share), 6),
    floor(product(withdrawn, share), 6),
    floor(tax, 6),
    null,
  );
}

function priced(
  value: string,
  fair: string,
  withdrawal: string,
  tax: string,
  reason: string | null,
): OraclePrice {
  return { value, fair, deductions: { withdrawal, tax }, available: reason === null, reason };
}

/** Numerator and denominator without a common divisor, the denominator above zero. */
type Fraction = readonly [bigint, bigint];

function fraction(numerator: bigint, denominator: bigint): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? [0n, 1n] : [numerator / a, denominator / a];
}

function parse(text: string): Fraction {
  const [, whole = '', decimals = ''] = /^(\d+)\.?(\d*)$/.exec(text) ?? [];
  if (whole === '') throw new Error(`no number: ${text}`);
  let value = fraction(BigInt(whole), 1n);
  let unit = 1n;
  for (const digit of decimals) {
    unit *= 10n;
    value = fraction(value[0] * unit + BigInt(digit) * value[1], value[1] * unit);
  }
  return value;
}

function product([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return fraction(a * c, b * d);
}

function quotient([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return fraction(a * d, b * c);
}

function difference([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return fraction(a * d - c * b, b * d);
}

function sign([a]: Fraction): number {
  return a === 0n ? 0 : a < 0n ? -1 : 1;
}

/** Long division: the whole part, then digit by digit. */
function floor([a, b]: Fraction, places: number): string {
  let text = String(a / b);
  let rest = a % b;
  let zeros = '';
  for (let place = 0; place < places && rest > 0n; place += 1) {
    rest *= 10n;
    const digit = rest / b;
    rest %= b;
    if (digit === 0n) {
      zeros += '0';
    } else {
      text += `${text.includes('.') ? '' : '.'}${zeros}${digit}`;
      zeros = '';
    }
  }
  return text;
}
