import { describe, expect, it } from 'vitest';
import { decimal, padDecimals } from '../../../../lib/domain/money/decimal.ts';
import { pricePart, priceTicket } from '../../../../lib/domain/pricing/price-ticket.ts';
import { refusals } from '../../../../lib/domain/pricing/refusals.ts';
import { defaultCaSettings, type TicketDraft } from '../../../../lib/domain/pricing/ticket.ts';
import { aTicket, aTip, sample, valid } from './tickets.ts';

const price = (draft: TicketDraft) => priceTicket(valid(draft));
const inPlay = { gamestate: 4 };
const won = { gamestate: 3 };
const lost = { gamestate: 2 };
const locked = { islocked: true };
const times = (count: number, tip = aTip('1.1', '1.1')) => Array.from({ length: count }, () => tip);
const unrefused = { withdrawal: '0', tax: '0' };

describe('published numbers', () => {
  it('Given the sample of the page, then 4.20, and how it came about to six digits', () => {
    const { value, fair, deductions, ...outcome } = price(sample);
    expect(padDecimals(value, 2)).toBe('4.20');
    expect(fair).toBe('4.674329');
    expect(deductions).toEqual({ withdrawal: '0.467432', tax: '0' });
    expect(outcome).toEqual({ available: true, reason: null });
  });

  it.each([
    ['10', '3.0', '2.0', '0', '15'],
    ['10', '3.0', '2.0', '10', '13.5'],
    ['100', '3.0', '2.5', '0', '120'],
    ['100', '3.0', '2.5', '10', '108'],
    ['100', '2.50', '1.20', '0', '208.33'],
    ['10', '4.0', '2.0', '0', '20'],
    ['100', '2', '4', '0', '50'],
    ['100', '2', '4', '5', '47.5'],
  ])(
    'Given %s at %s that is now %s and %s %% withdrawal, then %s',
    (stake, odd, now, caWithdrawal, value) => {
      expect(price(aTicket(stake, [aTip(odd, now)], { caWithdrawal }))).toMatchObject({ value });
    },
  );
});

describe('the formula', () => {
  it.each([
    ['a tip not started', [aTip('3', '2')], '15'],
    ['a tip in play', [aTip('3', '2', inPlay)], '15'],
    ['a won tip, whatever its current odd', [aTip('3', '7', won)], '30'],
    ['a won tip without a current odd', [aTip('3', null, won)], '30'],
    ['a won tip whose current odd is no odd any more', [aTip('3', '0', won)], '30'],
    ['a won tip that is locked', [aTip('3', '2', { ...won, ...locked })], '30'],
    [
      'one tip in every state that pays',
      [aTip('3', '2'), aTip('1.5', '9', won), aTip('1.2', '1.8', inPlay)],
      '15',
    ],
    ['odds that do not move', [aTip('1.9', '1.9'), aTip('2.7', '2.7')], '10'],
  ])('Given %s, then stake × odds won × odd ÷ current odd of what is open', (_, tips, value) => {
    expect(price(aTicket('10', tips, { caWithdrawal: '0' }))).toMatchObject({ value, available: true });
  });

  it('Given printed totals that are rounded, then the tips are priced and not the totals', () => {
    // 1.005 × 1.005 = 1.010025, printed 1.01.
    const ticket = aTicket('1000', [aTip('1.005', null, won), aTip('1.005', null, won)], {
      caWithdrawal: '0',
    });
    expect(ticket.totalOdd).toBe('1.01');
    expect(price(ticket)).toMatchObject({ value: '1010.02', fair: '1010.025' });
  });
});

describe('roundings', () => {
  it.each([
    ['value, never up to the next hundredth', { caWithdrawal: '0' }, { value: '9.99', fair: '9.99999' }],
    [
      'fair and withdrawal, to six digits',
      { caWithdrawal: '33.333333' },
      { value: '6.66', deductions: { withdrawal: '3.333329', tax: '0' } },
    ],
    [
      'tax, to six digits, of what is left after the withdrawal',
      { caWithdrawal: '50', taxRate: '33.333333' },
      { value: '3.33', deductions: { withdrawal: '4.999995', tax: '1.666664' } },
    ],
  ])('Given more digits than are shown, then down: %s', (_, settings, expected) => {
    // 5 × 1.999998 = 9.99999.
    const ticket = {
      ...aTicket('5', [aTip('1.999998', null, won)], settings),
      totalOdd: decimal('1.999998'),
    };
    expect(price(ticket)).toMatchObject(expected);
  });

  it('Given what is worth less than a hundredth, then there is no cashout, limits or not', () => {
    for (const noCaOutOfLimits of [true, false]) {
      const settings = { minCaValue: '0', noCaOutOfLimits };
      expect(price(aTicket('0.01', [aTip('1.1', '2')], settings))).toEqual({
        value: '0',
        fair: '0.0055',
        deductions: { withdrawal: '0.00055', tax: '0' },
        available: false,
        reason: 'amount-out-of-limits',
      });
    }
  });

  it.each([{ taxRate: '100' }, { caWithdrawal: '100', minCaValue: '0' }])(
    'Given %o, then nothing is left to pay and there is no cashout',
    (settings) => {
      expect(price(aTicket('10', [aTip('2', '2')], settings))).toMatchObject({
        value: '0',
        available: false,
        reason: 'amount-out-of-limits',
      });
    },
  );
});

describe('what has no price', () => {
  it.each([
    ['a lost tip', [aTip('2', '2'), aTip('2', null, lost)], {}, 'tip-lost'],
    ['only a lost tip', [aTip('2', '2', lost)], {}, 'tip-lost'],
    ['a lost tip whose odd is gone', [aTip('2', '2'), aTip('0', '0', lost)], {}, 'tip-lost'],
    [
      'a lost tip, and limits that would raise 0',
      [aTip('2', '2', lost)],
      { noCaOutOfLimits: false },
      'tip-lost',
    ],
    ['a locked tip before its event', [aTip('2', '2', locked)], {}, 'tip-locked'],
    ['a locked tip in play', [aTip('2', '2', { ...inPlay, ...locked })], {}, 'tip-locked'],
    ['a locked tip that is won', [aTip('2', '2', { ...won, ...locked })], {}, null],
    ['15 tips', times(15, aTip('1.1', null, won)), {}, null],
    ['16 tips', times(16, aTip('1.1', null, won)), {}, 'too-many-tips'],
    ['3 tips of 3', times(3), { maxTipCount: 3 }, null],
    ['4 tips of 3', times(4), { maxTipCount: 3 }, 'too-many-tips'],
    ['5 open tips', times(5), {}, null],
    ['6 open tips', times(6), {}, 'too-many-tips'],
    ['6 open tips, some in play', [...times(5), aTip('1.1', '1.1', inPlay)], {}, 'too-many-tips'],
    ['5 open tips and 1 won', [...times(5), aTip('1.1', '1.1', won)], {}, null],
    ['1 open tip of 0', times(1), { maxOpenTip: 0 }, 'too-many-tips'],
    ['no open tip of 0', times(1, aTip('1.1', '1.1', won)), { maxOpenTip: 0 }, null],
    ['an odd of 6 in play', [aTip('6', '3', inPlay)], {}, null],
    ['an odd above 6 in play', [aTip('6.01', '3', inPlay)], {}, 'odds-too-high'],
    ['a current odd of 6 in play', [aTip('3', '6', inPlay)], {}, null],
    ['a current odd just above 6 in play', [aTip('3', '6.000001', inPlay)], {}, 'odds-too-high'],
    ['high odds before the event', [aTip('60', '30')], {}, null],
    ['high odds of a won tip', [aTip('60', '30', won)], {}, null],
    ['a cap of its own', [aTip('3', '2.51', inPlay)], { inplayMaxOddPerTip: '2.5' }, 'odds-too-high'],
  ])('Given %s, then the reason is the expected one', (_, tips, settings, reason) => {
    const priced = price(aTicket('10', tips, settings));
    expect(priced.reason).toBe(reason);
    expect(priced.available).toBe(reason === null);
    if (reason !== null) expect(priced).toMatchObject({ value: '0', fair: '0', deductions: unrefused });
  });

  it('Given everything at once, then the first of the list is the answer, what never passes before what may', () => {
    const everything = [
      aTip('2', null, lost),
      ...times(6),
      aTip('1.2', '1.2', locked),
      aTip('7', '7', inPlay),
      ...times(7, aTip('1.1', null, won)),
    ];
    const [lostTip, ...alive] = everything;
    expect(refusals.map(({ check, reason }) => [check, reason])).toEqual([
      ['a tip is lost', 'tip-lost'],
      ['more tips than allowed', 'too-many-tips'],
      ['an open tip is locked', 'tip-locked'],
      ['more open tips than allowed', 'too-many-tips'],
      ['an odd in play above the cap', 'odds-too-high'],
    ]);
    const unlocked = alive.map((tip) => ({ ...tip, islocked: false }));
    const fewOpen = { maxTipCount: 16, minCaValue: '4999' };
    expect([lostTip?.gamestate, everything.length]).toEqual([2, 16]);
    expect([
      price(aTicket('1', everything)).reason,
      price(aTicket('1', [...alive, ...times(1)])).reason,
      price(aTicket('1', alive)).reason,
      price(aTicket('1', unlocked)).reason,
      price(aTicket('1', unlocked, { ...fewOpen, maxOpenTip: 16 })).reason,
      price(aTicket('1', unlocked, { ...fewOpen, maxOpenTip: 16, inplayMaxOddPerTip: '7' })).reason,
    ]).toEqual([
      'tip-lost',
      'too-many-tips',
      'tip-locked',
      'too-many-tips',
      'odds-too-high',
      'amount-out-of-limits',
    ]);
  });
});

describe('limits', () => {
  // 100 % of 10 at unmoved odds, less 10 %: 9 before tax.
  const nine = (settings: object) => price(aTicket('10', [aTip('2', '2')], settings));

  it.each([
    [{ minCaValue: '9' }, '9', null],
    [{ minCaValue: '9.01' }, '0', 'amount-out-of-limits'],
    [{ minCaValue: '9.000001' }, '0', 'amount-out-of-limits'],
    [{ minCaValue: '9.01', noCaOutOfLimits: false }, '9.01', null],
    [{ maxCaValue: '9' }, '9', null],
    [{ maxCaValue: '8.99' }, '0', 'amount-out-of-limits'],
    [{ maxCaValue: '8.999999' }, '0', 'amount-out-of-limits'],
    [{ maxCaValue: '8.99', noCaOutOfLimits: false }, '8.99', null],
    [{ maxCaValue: '8.999', noCaOutOfLimits: false }, '8.99', null],
    [{ minCaValue: '9', maxCaValue: '9' }, '9', null],
    [{ minCaValue: '0', maxCaValue: '0' }, '0', 'amount-out-of-limits'],
    [{ minCaValue: '0', maxCaValue: '0', noCaOutOfLimits: false }, '0', 'amount-out-of-limits'],
    // Held against the amount before tax, and the tax taken off the limit.
    [{ minCaValue: '9', taxRate: '50' }, '4.5', null],
    [{ maxCaValue: '5', taxRate: '50' }, '0', 'amount-out-of-limits'],
    [{ maxCaValue: '5', taxRate: '50', noCaOutOfLimits: false }, '2.5', null],
    [{ minCaValue: '10', taxRate: '5', noCaOutOfLimits: false }, '9.5', null],
    // And after the withdrawal.
    [{ maxCaValue: '9.5', caWithdrawal: '5' }, '9.5', null],
    [{ maxCaValue: '9.5', caWithdrawal: '0' }, '0', 'amount-out-of-limits'],
  ])('Given an amount of 9 and %o, then %s', (settings, value, reason) => {
    expect(nine(settings)).toMatchObject({ value, reason });
  });

  it.each([
    ['0.56', '0.5', null],
    ['0.55', '0', 'amount-out-of-limits'],
    ['5555.55', '4999.99', null],
    ['5555.56', '0', 'amount-out-of-limits'],
  ])('Given %s at unmoved odds and no settings, then 0.5 to 5000 count: %s', (stake, value, reason) => {
    expect(price({ ...aTicket(stake, [aTip('2', '2')]), caSettings: null })).toMatchObject({ value, reason });
  });

  it('Given a price past a limit, then what it would have been is still told, and no tax', () => {
    expect(nine({ maxCaValue: '5', taxRate: '50' })).toEqual({
      value: '0',
      fair: '10',
      deductions: { withdrawal: '1', tax: '0' },
      available: false,
      reason: 'amount-out-of-limits',
    });
  });

  it('Given a price set to a limit, then the tax is that of the limit', () => {
    expect(nine({ maxCaValue: '5', taxRate: '50', noCaOutOfLimits: false })).toMatchObject({
      fair: '10',
      deductions: { withdrawal: '1', tax: '2.5' },
    });
  });
});

describe('settings', () => {
  it('Given none, then those the page names as defaults', () => {
    expect(valid({ ...sample, caSettings: undefined }).ticket.caSettings).toEqual(defaultCaSettings);
    expect(defaultCaSettings).toEqual({
      taxRate: '0',
      caWithdrawal: '10',
      maxCaValue: '5000',
      minCaValue: '0.5',
      noCaOutOfLimits: true,
      maxOpenTip: 5,
      maxTipCount: 15,
      inplayMaxOddPerTip: '6',
    });
  });
});

describe('a part of the stake', () => {
  const part = (stake: string, draft = sample) => pricePart(valid(draft), decimal(stake));

  it.each([
    ['5', '4.2'],
    ['2.5', '2.1'],
    ['2', '1.68'],
    // 4.2068… × 0.6 ÷ 5 = 0.50482…
    ['0.6', '0.5'],
    ['1.234567', '1.03'],
  ])('Given %s of the stake of the sample, then %s', (stake, value) => {
    expect(part(stake)).toMatchObject({ value, available: true });
  });

  it('Given a part, then fair and deductions are those of the part', () => {
    const ticket = aTicket('10', [aTip('2', '2')], { taxRate: '50' });
    expect(part('1', ticket)).toEqual({
      value: '0.45',
      fair: '1',
      deductions: { withdrawal: '0.1', tax: '0.45' },
      available: true,
      reason: null,
    });
  });

  it.each([
    ['more than the stake', '5.01'],
    ['nothing', '0'],
    ['a part worth less than the lower limit', '0.59'],
  ])('Given %s, then it is out of limits', (_, stake) => {
    expect(part(stake)).toMatchObject({ value: '0', available: false, reason: 'amount-out-of-limits' });
  });

  it('Given a ticket that was raised to the lower limit, then only all of it is worth that', () => {
    const ticket = aTicket('10', [aTip('2', '2')], { minCaValue: '20', noCaOutOfLimits: false });
    expect(part('10', ticket)).toMatchObject({ value: '20', available: true });
    expect(part('9.99', ticket)).toMatchObject({ value: '0', available: false });
  });

  it('Given a ticket cut to the upper limit, then a part is that share of the limit', () => {
    const ticket = aTicket('10', [aTip('2', '2')], { maxCaValue: '5', noCaOutOfLimits: false });
    expect(part('4', ticket)).toMatchObject({ value: '2', fair: '4' });
  });

  it('Given a ticket without a price, then no part of it has one', () => {
    const lostTicket = aTicket('10', [aTip('2', null, lost)]);
    const tooMuch = aTicket('10000', [aTip('2', '2')]);
    expect(part('1', lostTicket)).toMatchObject({ value: '0', reason: 'tip-lost' });
    expect(part('11', lostTicket)).toMatchObject({ value: '0', reason: 'tip-lost' });
    expect(part('1', tooMuch)).toMatchObject({ value: '0', reason: 'amount-out-of-limits' });
  });
});
