import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, decimal, multiply, subtract, zero } from '../../../../lib/domain/money/decimal.ts';
import { pricePart, priceTicket } from '../../../../lib/domain/pricing/price-ticket.ts';
import { isOpen, type TicketDraft, type Tip, type TipDraft } from '../../../../lib/domain/pricing/ticket.ts';
import { oraclePrice } from './oracle.ts';
import {
  anyOdd,
  anySettings,
  anyTicket,
  anyTip,
  ticketsWith,
  unitsOf,
  withTotals,
} from './random-tickets.ts';
import { someSettings, valid } from './tickets.ts';

const price = (draft: TicketDraft) => priceTicket(valid(draft));

/** As many as show every rule many times over, and run in seconds. */
const numRuns = 20_000;
const timeoutMs = 120_000;

/** Settings under which nothing but a lost tip and the limits refuses a price. */
const permissive = {
  maxTipCount: 100,
  maxOpenTip: 100,
  inplayMaxOddPerTip: decimal('1000000'),
};
const openTip = anyTip.map((tip) => ({ ...tip, islocked: false, gamestate: tip.gamestate === 4 ? 4 : 1 }));

describe('against the oracle', () => {
  it(
    'Given any ticket, then the price is to the digit what the slow way makes it, and all outcomes come up',
    () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(anyTicket, (draft) => {
          const ticket = valid(draft);
          const priced = priceTicket(ticket);
          expect(priced).toEqual(oraclePrice(ticket.ticket));
          seen.add(priced.reason ?? 'available');
        }),
        { numRuns },
      );
      expect([...seen].sort()).toEqual([
        'amount-out-of-limits',
        'available',
        'odds-too-high',
        'tip-locked',
        'tip-lost',
        'too-many-tips',
      ]);
    },
    timeoutMs,
  );

  it(
    'Given any part of any stake, then so is the price of the part',
    () => {
      fc.assert(
        fc.property(anyTicket, fc.integer({ min: 1, max: 1_000_000 }), (draft, millionths) => {
          const ticket = valid(draft);
          const part = multiply(ticket.ticket.stake, unitsOf(millionths, 6));
          expect(pricePart(ticket, part)).toEqual(oraclePrice(ticket.ticket, part));
        }),
        { numRuns: 5_000 },
      );
    },
    timeoutMs,
  );
});

describe('any ticket', () => {
  it(
    'When the current odd of an open tip rises, then neither the fair value nor an offered value does',
    () => {
      const tickets = ticketsWith(
        anySettings.map((settings) => ({ ...settings, ...permissive })),
        openTip,
      );
      fc.assert(
        fc.property(tickets, fc.nat(), fc.integer({ min: 0, max: 5_000_000 }), (draft, at, rise) => {
          const tips = draft.caBets ?? [];
          const raised = tips.map((tip, index) =>
            index === at % tips.length
              ? { ...tip, oddcurrent: add(tip.oddcurrent ?? zero, unitsOf(rise, 6)) }
              : tip,
          );
          const before = price(draft);
          const after = price({ ...draft, caBets: raised });
          expect(compare(after.fair, before.fair)).toBeLessThanOrEqual(0);
          // A price above the upper limit that fails for it may come down to one that does not.
          if (before.available) expect(compare(after.value, before.value)).toBeLessThanOrEqual(0);
        }),
        { numRuns: 5_000 },
      );
    },
    timeoutMs,
  );

  it(
    'When its tips come in another order, then the price is the same',
    () => {
      const withOrder = anyTicket.chain((draft) => {
        const tips = [...(draft.caBets ?? [])];
        const orders = fc.shuffledSubarray(tips, { minLength: tips.length, maxLength: tips.length });
        return fc.tuple(fc.constant(draft), orders);
      });
      fc.assert(
        fc.property(withOrder, ([draft, caBets]) => {
          expect(price({ ...draft, caBets })).toEqual(price(draft));
        }),
        { numRuns: 2_000 },
      );
    },
    timeoutMs,
  );

  it(
    'When a tip is won, then the ticket without it and the stake times its odd has the same price',
    () => {
      const tickets = ticketsWith(anySettings.map((settings) => ({ ...settings, maxTipCount: 100 })));
      fc.assert(
        fc.property(tickets, anyOdd, anyTip, (draft, odd, any) => {
          const stake = draft.stake ?? zero;
          const won: TipDraft = { ...any, odd, gamestate: 3 };
          const rest = (draft.caBets ?? []).slice(0, 6);
          const withTip = withTotals({ ...draft, caBets: [won, ...rest] });
          const shortened = { ...withTip, caBets: withTip.caBets?.slice(1) };
          fc.pre(shortened.caBets?.length !== 0);
          expect(price(withTotals({ ...shortened, stake: multiply(stake, odd) }))).toEqual(price(withTip));
        }),
        { numRuns: 2_000 },
      );
    },
    timeoutMs,
  );

  it(
    'Given no tax, then the value is within the limits or 0',
    () => {
      const tickets = ticketsWith(anySettings.map((settings) => ({ ...settings, taxRate: zero })));
      fc.assert(
        fc.property(tickets, (draft) => {
          const ticket = valid(draft);
          const { minCaValue, maxCaValue } = ticket.ticket.caSettings;
          const { value, available } = priceTicket(ticket);
          expect(available).toBe(value !== zero);
          if (!available) return;
          expect(compare(value, minCaValue)).toBeGreaterThanOrEqual(0);
          expect(compare(value, maxCaValue)).toBeLessThanOrEqual(0);
        }),
        { numRuns: 5_000 },
      );
    },
    timeoutMs,
  );

  it(
    'Given no limit in the way, then value, withdrawal and tax make up the fair value but for what is cut',
    () => {
      const wide = { ...permissive, ...someSettings({ minCaValue: '0', maxCaValue: '999999999999999' }) };
      const tickets = ticketsWith(anySettings.map((settings) => ({ ...settings, ...wide })));
      fc.assert(
        fc.property(tickets, (draft) => {
          const { available, value, fair, deductions } = price(draft);
          if (!available) return;
          const cut = subtract(fair, add(value, add(deductions.withdrawal, deductions.tax)));
          expect(compare(cut, '-0.000001' as Tip['odd'])).toBe(1);
          expect(compare(cut, decimal('0.010002'))).toBe(-1);
        }),
        { numRuns: 5_000 },
      );
    },
    timeoutMs,
  );
});

describe('parts of a stake', () => {
  it(
    'Given a stake cut in parts, then they never sum to more than the whole, and all of it is the whole',
    () => {
      const cuts = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(anyTicket, cuts, (draft, millionths) => {
          const ticket = valid(draft);
          const { stake } = ticket.ticket;
          const whole = priceTicket(ticket);
          let rest = stake;
          let sum = zero;
          for (const share of millionths) {
            const part = multiply(stake, unitsOf(share, 6));
            if (compare(part, rest) >= 0) break;
            rest = subtract(rest, part);
            sum = add(sum, pricePart(ticket, part).value);
          }
          sum = add(sum, pricePart(ticket, rest).value);
          expect(compare(sum, whole.value)).toBeLessThanOrEqual(0);
          expect(pricePart(ticket, stake)).toEqual(whole);
        }),
        { numRuns: 3_000 },
      );
    },
    timeoutMs,
  );
});

describe('isOpen', () => {
  it.each([
    [1, true],
    [2, false],
    [3, false],
    [4, true],
  ] as const)('Given gamestate %i, then %s', (gamestate, open) => {
    expect(isOpen({ gamestate })).toBe(open);
  });
});
