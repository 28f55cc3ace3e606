import fc from 'fast-check';
import { type Decimal, decimal, multiply, round } from '../../../../lib/domain/money/decimal.ts';
import type { CaSettings, TicketDraft, TipDraft } from '../../../../lib/domain/pricing/ticket.ts';
import { productOf } from './tickets.ts';

/** `units` × 10^−places. */
export function unitsOf(units: number | bigint, places: number): Decimal {
  const digits = String(units).padStart(places + 1, '0');
  const point = digits.length - places;
  return decimal(places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`);
}

function decimalsBetween(min: number, max: number, places: number): fc.Arbitrary<Decimal> {
  return fc.integer({ min, max }).map((units) => unitsOf(units, places));
}

/** Odds as books offer them: mostly short ones of two digits, a few long, a few of an exchange's precision. */
export const anyOdd: fc.Arbitrary<Decimal> = fc.oneof(
  { weight: 12, arbitrary: decimalsBetween(101, 350, 2) },
  { weight: 3, arbitrary: decimalsBetween(101, 700, 2) },
  { weight: 1, arbitrary: decimalsBetween(101, 20_000, 2) },
  { weight: 2, arbitrary: decimalsBetween(1_000_001, 9_000_000, 6) },
  { weight: 1, arbitrary: fc.constant(decimal('6')) },
);

export const anyTip: fc.Arbitrary<TipDraft> = fc.record({
  matchid: fc.stringMatching(/^\d{1,6}$/),
  odd: anyOdd,
  oddcurrent: anyOdd,
  gamestate: fc.oneof(
    { weight: 40, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constant(2) },
    { weight: 40, arbitrary: fc.constant(3) },
    { weight: 30, arbitrary: fc.constant(4) },
  ),
  islocked: fc.oneof(
    { weight: 40, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

/** Limits of at most two digits, as `value` has them, the lower one below the upper. */
const anyLimits: fc.Arbitrary<Pick<CaSettings, 'minCaValue' | 'maxCaValue'>> = fc
  .tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 1_000_000 }))
  .map(([min, more]) => ({ minCaValue: unitsOf(min, 2), maxCaValue: unitsOf(min + more, 2) }));

const anyPercent = decimalsBetween(0, 10_000, 2);

/** Any of the settings, or none: what is left out has the page's default. */
export const anySettings: fc.Arbitrary<NonNullable<TicketDraft['caSettings']>> = fc
  .tuple(
    fc.oneof(fc.constant({}), anyLimits),
    fc.record(
      {
        taxRate: fc.oneof(fc.constant(decimal('0')), anyPercent),
        caWithdrawal: fc.oneof(decimalsBetween(0, 25, 0), anyPercent),
        noCaOutOfLimits: fc.boolean(),
        maxOpenTip: fc.integer({ min: 2, max: 20 }),
        maxTipCount: fc.integer({ min: 5, max: 25 }),
        inplayMaxOddPerTip: decimalsBetween(300, 3_000, 2),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([limits, others]) => ({ ...limits, ...others }));

/** Totals stay below the 15 digits of a JSON number: longer combinations lose their last tips. */
const maxProduct = 1e9;

/** A ticket without fault and with `settings`; its total odd is printed with two to six digits. */
export function ticketsWith(
  settings: fc.Arbitrary<NonNullable<TicketDraft['caSettings']>>,
  tip: fc.Arbitrary<TipDraft> = anyTip,
): fc.Arbitrary<TicketDraft> {
  return fc
    .record({
      stake: decimalsBetween(1, 1_000_000, 2),
      caBets: fc.oneof(
        { weight: 8, arbitrary: fc.array(tip, { minLength: 1, maxLength: 7 }) },
        { weight: 2, arbitrary: fc.array(tip, { minLength: 5, maxLength: 20 }) },
      ),
      caSettings: settings,
      places: fc.integer({ min: 2, max: 6 }),
    })
    .map(({ stake, caBets, caSettings, places }) => withTotals({ stake, caBets, caSettings }, places));
}

export const anyTicket = ticketsWith(anySettings);

/** The ticket with the totals its tips and its stake make. */
export function withTotals(ticket: TicketDraft, places = 2): TicketDraft {
  const { stake, caBets } = ticket;
  const tips: TipDraft[] = [];
  let estimate = 1;
  for (const tip of caBets ?? []) {
    estimate *= Number(tip.odd);
    if (tips.length > 0 && estimate > maxProduct) break;
    tips.push(tip);
  }
  const totalOdd = productOf(tips, places);
  const totalGain = round(multiply(stake ?? decimal('1'), totalOdd), 2, 'half-up');
  return { ...ticket, caBets: tips, totalOdd, totalGain };
}
