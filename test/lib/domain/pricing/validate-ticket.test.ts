import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, parseDecimal } from '../../../../lib/domain/money/decimal.ts';
import { pricePart, priceTicket } from '../../../../lib/domain/pricing/price-ticket.ts';
import type { TicketDraft, TipDraft } from '../../../../lib/domain/pricing/ticket.ts';
import { maxFaults, maxTips, validateTicket } from '../../../../lib/domain/pricing/validate-ticket.ts';
import { anyTicket, unitsOf, withTotals } from './random-tickets.ts';
import { aTicket, aTip, sample, someSettings } from './tickets.ts';

/** The faults as `path: message`; none for a valid ticket. */
function faultsOf(draft: TicketDraft): readonly string[] {
  const validation = validateTicket(draft);
  if (validation.outcome === 'valid') return [];
  return validation.faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const ofOneTip = (tip: TipDraft) => faultsOf(withTotals({ ...sample, caBets: [tip] }));
const odds = 'must be more than 1 and at most 1000000';

describe('a valid ticket', () => {
  it('Given the sample of the page, then it is given back with its settings complete', () => {
    const validation = validateTicket({
      ...sample,
      caSettings: someSettings({ taxRate: '5', maxOpenTip: 2 }),
    });
    expect(validation).toMatchObject({
      outcome: 'valid',
      ticket: {
        ticket: {
          stake: '5',
          totalOdd: '1.83',
          totalGain: '9.15',
          caSettings: {
            taxRate: '5',
            caWithdrawal: '10',
            maxCaValue: '5000',
            minCaValue: '0.5',
            noCaOutOfLimits: true,
            maxOpenTip: 2,
            maxTipCount: 15,
            inplayMaxOddPerTip: '6',
          },
          caBets: sample.caBets,
        },
      },
    });
  });

  it('Given a valid ticket, then its plain data is JSON and valid again, with the same price', () => {
    fc.assert(
      fc.property(anyTicket, (draft) => {
        const first = validateTicket(draft);
        if (first.outcome === 'invalid') throw new Error(JSON.stringify(first.faults));
        const again = validateTicket(JSON.parse(JSON.stringify(first.ticket.ticket)));
        expect(again).toEqual(first);
      }),
    );
  });
});

describe('missing members', () => {
  it('Given nothing, then everything without a default is asked for', () => {
    const expected = ['stake: is required', 'totalOdd: is required', 'totalGain: is required'];
    const nothing = [...expected, 'caBets: must hold 1 to 100 tips'];
    expect(faultsOf({})).toEqual(nothing);
    expect(
      faultsOf({ stake: null, totalOdd: null, totalGain: null, caSettings: null, caBets: null }),
    ).toEqual(nothing);
    expect(faultsOf({ ...sample, caBets: [{}] })).toEqual([
      'caBets.0.matchid: is required',
      'caBets.0.islocked: must be true or false',
      'caBets.0.gamestate: must be 1, 2, 3 or 4',
    ]);
    expect(faultsOf({ ...sample, caBets: [{ matchid: '1', islocked: false, gamestate: 4 }] })).toEqual([
      'caBets.0.odd: is required',
      'caBets.0.oddcurrent: is required',
    ]);
  });

  it('Given settings that are null, then they have their defaults', () => {
    expect(
      faultsOf({ ...sample, caSettings: { taxRate: null, maxOpenTip: null, noCaOutOfLimits: null } }),
    ).toEqual([]);
  });
});

describe('odds', () => {
  it.each([
    [1, '1', '2', ['odd']],
    [1, '2', '1', ['oddcurrent']],
    [1, '0.5', '0', ['odd', 'oddcurrent']],
    [1, '2', null, ['oddcurrent']],
    [1, '1.000001', '1.000001', []],
    [1, '1000000', '1000000', []],
    [1, '1000000.1', '1000000.1', ['odd', 'oddcurrent']],
    [2, '1', null, []],
    [2, '0', '0', []],
    [2, '2', '1', []],
    [2, '1000000.1', null, ['odd']],
    [3, '1', '2', ['odd']],
    [3, '2', '1', []],
    [3, '2', '0', []],
    [3, '2', null, []],
    [4, '1', '2', ['odd']],
    [4, '2', '1', ['oddcurrent']],
    [4, '2', null, ['oddcurrent']],
    [4, '1.01', '1.01', []],
  ])(
    'Given gamestate %s with odd %s and oddcurrent %s, then faults at %j',
    (gamestate, odd, now, members) => {
      const found = ofOneTip(aTip(odd, now, { gamestate }));
      expect(found.map((fault) => fault.split(': ')[0])).toEqual(members.map((name) => `caBets.0.${name}`));
    },
  );

  it('Given an odd of 1, then the message says what is allowed', () => {
    expect(ofOneTip(aTip('1', '2'))).toEqual([`caBets.0.odd: ${odds}`]);
    expect(ofOneTip(aTip('1000001', '2', { gamestate: 2 }))).toEqual([
      'caBets.0.odd: must be from 0 to 1000000',
    ]);
  });

  it.each([0, 5, -1, 1.5, Number.NaN, undefined, null])(
    'Given gamestate %s, then it is refused',
    (gamestate) => {
      expect(ofOneTip(aTip('2', '2', { gamestate }))).toEqual(['caBets.0.gamestate: must be 1, 2, 3 or 4']);
    },
  );
});

describe('extreme numbers', () => {
  const amounts = 'must be more than 0 and at most 999999999999999';
  const long = `1.${'1'.repeat(38)}` as Decimal;

  it.each([
    ['0', [`stake: ${amounts}`]],
    ['-5', [`stake: ${amounts}`]],
    ['1000000000000000', [`stake: ${amounts}`]],
    ['999999999999999.5', [`stake: ${amounts}`]],
    [long, ['stake: must be a plain decimal of at most 38 digits']],
    ['1e3', ['stake: must be a plain decimal of at most 38 digits']],
    ['', ['stake: must be a plain decimal of at most 38 digits']],
  ])('Given a stake of %j, then %j', (stake, faults) => {
    expect(faultsOf({ ...sample, stake: stake as Decimal })).toEqual(faults);
  });

  it('Given totals no ticket has, then they are refused as numbers, before they are compared', () => {
    expect(
      faultsOf({ ...sample, totalOdd: '-1' as Decimal, totalGain: decimal('1000000000000000') }),
    ).toEqual([
      'totalOdd: must be from 0 to 999999999999999',
      'totalGain: must be from 0 to 999999999999999',
    ]);
  });

  it('Given the largest and the smallest there is, then they are valid and have a price', () => {
    const tiny = decimal(`1.${'0'.repeat(36)}1`);
    const longest = Array.from({ length: maxTips }, () => ({
      ...aTip('1.1', null, { gamestate: 1 }),
      odd: tiny,
      oddcurrent: decimal('1000000'),
    }));
    const settings = someSettings({ maxTipCount: 100, maxOpenTip: 100, minCaValue: '0' });
    const tickets = [
      withTotals({ ...sample, stake: decimal('500000000000000'), caBets: [aTip('1.899999', '1.000001')] }),
      withTotals({ ...sample, stake: decimal(`0.${'0'.repeat(36)}1`), caBets: [aTip('1000000', '1.01')] }),
      withTotals({ ...sample, caSettings: settings, caBets: longest }),
    ];
    for (const ticket of tickets) {
      expect(faultsOf(ticket)).toEqual([]);
      const validation = validateTicket(ticket);
      if (validation.outcome === 'valid') expect(priceTicket(validation.ticket).available).toBe(false);
    }
  });
});

describe('settings', () => {
  const percent = 'must be from 0 to 100';
  const setting = 'must be from 0 to 999999999999999';

  it.each([
    [{ taxRate: '100', caWithdrawal: '0' }, []],
    [{ taxRate: '100.01' }, [`taxRate: ${percent}`]],
    [{ caWithdrawal: '100.000001' }, [`caWithdrawal: ${percent}`]],
    [{ maxCaValue: '1000000000000000' }, [`maxCaValue: ${setting}`]],
    [{ minCaValue: '10', maxCaValue: '10' }, []],
    [{ minCaValue: '10.01', maxCaValue: '10' }, ['minCaValue: must be at most 10']],
    [{ maxCaValue: '0.49' }, ['minCaValue: must be at most 0.49']],
    [{ minCaValue: '5001' }, ['minCaValue: must be at most 5000']],
    [{ inplayMaxOddPerTip: '0' }, []],
    [{ maxOpenTip: 0, maxTipCount: 1000 }, []],
    [{ maxOpenTip: 2.5 }, ['maxOpenTip: must be a whole number, 0 or more']],
    [{ maxTipCount: -1 }, ['maxTipCount: must be a whole number, 0 or more']],
    [{ maxTipCount: Number.NaN }, ['maxTipCount: must be a whole number, 0 or more']],
  ])('Given %o, then %j', (given, faults) => {
    expect(faultsOf({ ...sample, caSettings: someSettings(given) })).toEqual(
      faults.map((fault) => `caSettings.${fault}`),
    );
  });

  it.each([
    ['taxRate', '-1', percent],
    ['caWithdrawal', '-0.1', percent],
    ['maxCaValue', '-1', setting],
    ['minCaValue', '-1', setting],
    ['inplayMaxOddPerTip', '-1', setting],
  ])('Given a %s of %s, then it is refused', (name, value, message) => {
    expect(faultsOf({ ...sample, caSettings: { [name]: value as Decimal } })).toEqual([
      `caSettings.${name}: ${message}`,
    ]);
  });
});

describe('totals', () => {
  const oddFault = 'totalOdd: must be the product of the odds of all tips';
  const gainFault = 'totalGain: must be stake × totalOdd';
  const at = (totalOdd: string, totalGain: string, caBets: readonly TipDraft[], stake = '5') =>
    faultsOf({
      ...sample,
      stake: decimal(stake),
      totalOdd: decimal(totalOdd),
      totalGain: decimal(totalGain),
      caBets,
    });
  const tips = (...each: readonly string[]) => each.map((odd) => aTip(odd, '2'));

  it.each([
    ['exact', '1.83', '9.15', ['1.22', '1.5'], []],
    ['half a unit off, but printed to three digits', '1.825', '9.13', ['1.22', '1.5'], [oddFault]],
    ['rounded up from 1.825', '1.83', '9.15', ['1.825'], []],
    ['rounded down from 1.835', '1.83', '9.15', ['1.835'], []],
    ['just past half a unit', '1.83', '9.15', ['1.835001'], [oddFault]],
    ['cut instead of rounded', '1.83', '9.15', ['1.839'], [oddFault]],
    ['one digit printed means two', '1.8', '9', ['1.805'], []],
    ['one digit printed, further off', '1.8', '9', ['1.806'], [oddFault]],
    ['no digit printed means two', '2', '10', ['2.005'], []],
    ['no digit printed, further off', '2', '10', ['2.006'], [oddFault]],
    ['more digits printed bind more', '1.8301', '9.15', ['1.83'], [oddFault]],
    ['more digits printed, rounded', '1.8351', '9.18', ['1.83505'], []],
    ['one tip left out', '1.22', '6.1', ['1.22', '1.5'], [oddFault]],
    ['both wrong', '9.99', '9.15', ['1.22', '1.5'], [oddFault, gainFault]],
  ])(
    'Given a total odd that is %s, then it fits or is refused accordingly',
    (_, totalOdd, totalGain, each, faults) => {
      expect(at(totalOdd, totalGain, tips(...each))).toEqual(faults);
    },
  );

  it.each([
    // The total odd explains 5 × 0.005, and a cent is free: 9.115 to 9.185.
    ['9.185', []],
    ['9.1851', [gainFault]],
    ['9.115', []],
    ['9.1149', [gainFault]],
    ['18.3', [gainFault]],
    ['0', [gainFault]],
  ])('Given 5 at 1.83 and a gain of %s, then %j', (totalGain, faults) => {
    expect(at('1.83', totalGain, tips('1.22', '1.5'))).toEqual(faults);
  });

  // 150525833108548.2395805 in all.
  const long = ['987654.321', '123456.789', '1234.5'];
  // 9230.4331066471531392; multiplied in doubles it is 9230.433106647155.
  const many = ['3.81', '1.06', '7.81', '8.31', '1.47', '1.14', '7.96', '2.64'];

  it.each([
    ["a product of somebody's doubles", '1.2100000000000002', ['1.1', '1.1'], []],
    ["a product of somebody's doubles that is another", '1.2100000000001', ['1.1', '1.1'], [oddFault]],
    ['a product past 15 digits', '150525833108548.24', long, []],
    ['a product past 15 digits, cut to them', '150525833108548', long, []],
    ['a product past 15 digits, wrong in them', '150525833108551', long, [oddFault]],
    ['the noise of many doubles', '9230.43310664716', many, []],
    ['more than the noise of many doubles', '9230.4331066473', many, [oddFault]],
  ])('Given %s, then no more is asked than the 15 digits of a JSON number', (_, total, each, faults) => {
    expect(at(total, total, tips(...each), '1')).toEqual(faults);
  });

  it.each([
    // The total odd explains 1000 × 0.005, and the last of the gain's own 15 digits is a whole one.
    ['100000000000256', []],
    ['100000000000257', [gainFault]],
  ])('Given 1000 at 100000000000.25 and a gain of %s, then %j', (totalGain, faults) => {
    const caBets = [aTip('0', null, { gamestate: 2 })];
    expect(at('100000000000.25', totalGain, caBets, '1000')).toEqual(faults);
  });

  it('Given a lost tip, then its odd counts like any other, unless it is none any more', () => {
    const lost = (odd: string) => [aTip('1.22', '2'), aTip(odd, null, { gamestate: 2 })];
    expect(at('1.83', '9.15', lost('1.5'))).toEqual([]);
    expect(at('1.83', '9.15', lost('1.6'))).toEqual([oddFault]);
    expect(at('1.83', '9.15', lost('1'))).toEqual([]);
    expect(at('1.83', '9.15', lost('0'))).toEqual([]);
    expect(at('0', '0', lost('0'))).toEqual([]);
    expect(at('1.83', '9.25', lost('0'))).toEqual([gainFault]);
  });

  it('Given a number that is wrong by itself, then the totals are not compared', () => {
    expect(at('9.99', '1', [aTip('1', '2')])).toEqual([`caBets.0.odd: ${odds}`]);
  });
});

describe('tips', () => {
  const tips = (count: number) => Array.from({ length: count }, () => aTip('1.01', '1.01'));

  it.each([
    [0, ['caBets: must hold 1 to 100 tips']],
    [1, []],
    [100, []],
    [101, ['caBets: must hold 1 to 100 tips']],
  ])('Given %i tips, then %j', (count, faults) => {
    expect(faultsOf(aTicket('10', tips(count)))).toEqual(faults);
  });

  it('Given more faults than are told, then the first of them are', () => {
    const broken = Array.from({ length: 100 }, () => ({ gamestate: 1 }));
    const found = faultsOf({ ...sample, stake: null, caBets: broken });
    expect(found).toHaveLength(maxFaults);
    expect(found.slice(0, 3)).toEqual([
      'stake: is required',
      'caBets.0.matchid: is required',
      'caBets.0.islocked: must be true or false',
    ]);
  });
});

describe('any input', () => {
  const awkward = fc.constantFrom(
    ...['0', '1', '-1', '0.1', '1.5', '6', '100', '1000000', '999999999999999', '1000000000000000', ''],
    ...[`0.${'0'.repeat(37)}1`, `1.${'0'.repeat(36)}1`, '9'.repeat(38), '9'.repeat(39), '1e5', 'NaN'],
  );
  const number = fc.oneof(
    awkward,
    fc
      .tuple(fc.bigInt(0n, 10n ** 38n), fc.nat({ max: 37 }))
      .map(([units, places]) => unitsOf(units % 10n ** 38n, places)),
    fc.integer({ min: 101, max: 900 }).map((units) => unitsOf(units, 2)),
  );
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 20 });
  const decimals = maybe(number.map((text) => text as Decimal));
  const counts = maybe(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.double()));
  const drafts: fc.Arbitrary<TicketDraft> = fc.record(
    {
      stake: decimals,
      totalOdd: decimals,
      totalGain: decimals,
      caSettings: maybe(
        fc.record(
          {
            taxRate: decimals,
            caWithdrawal: decimals,
            maxCaValue: decimals,
            minCaValue: decimals,
            inplayMaxOddPerTip: decimals,
            noCaOutOfLimits: maybe(fc.boolean()),
            maxOpenTip: counts,
            maxTipCount: counts,
          },
          { requiredKeys: [] },
        ),
      ),
      caBets: maybe(
        fc.array(
          fc.record(
            {
              matchid: maybe(fc.string()),
              odd: decimals,
              oddcurrent: decimals,
              gamestate: maybe(fc.integer({ min: 0, max: 5 })),
              islocked: maybe(fc.boolean()),
            },
            { requiredKeys: ['odd', 'gamestate'] },
          ),
          { maxLength: 6 },
        ),
      ),
    },
    { requiredKeys: [] },
  );

  it('Given anything of the right types, then it is refused with 1 to 20 faults or has a price', () => {
    fc.assert(
      fc.property(drafts, number, (draft, part) => {
        expectPriced(draft, part);
      }),
      { numRuns: 2_000 },
    );
  });

  it('Given any numbers a valid ticket can have, then it has a price', () => {
    const odd = fc.oneof(
      fc.bigInt(10n ** 37n + 1n, 9n * 10n ** 37n).map((units) => unitsOf(units, 37)),
      fc.bigInt(10n ** 9n + 1n, 10n ** 15n).map((units) => unitsOf(units, 9)),
      fc.constantFrom('1000000', '1.01', '2').map(decimal),
    );
    const tip = fc.record({
      matchid: fc.constant('1'),
      odd,
      oddcurrent: odd,
      gamestate: fc.constantFrom(1, 3, 4),
      islocked: fc.constant(false),
    });
    const anything = fc.record({
      stake: fc.oneof(
        fc.bigInt(1n, 10n ** 20n).map((units) => unitsOf(units, 18)),
        fc.integer({ min: 1, max: 100_000 }).map((units) => unitsOf(units, 0)),
      ),
      caBets: fc.array(tip, { minLength: 1, maxLength: maxTips }),
      caSettings: fc.record({
        taxRate: fc.bigInt(0n, 10n ** 20n).map((units) => unitsOf(units, 18)),
        minCaValue: fc.constant(decimal('0')),
        maxCaValue: fc.bigInt(0n, 10n ** 30n).map((units) => unitsOf(units, 18)),
        noCaOutOfLimits: fc.boolean(),
        maxTipCount: fc.constant(maxTips),
        maxOpenTip: fc.constant(maxTips),
        inplayMaxOddPerTip: fc.constantFrom('6', '1000000').map(decimal),
      }),
    });
    fc.assert(
      fc.property(anything, number, (draft, part) => {
        const ticket = withTotals(draft, 4);
        expect(faultsOf(ticket)).toEqual([]);
        expectPriced(ticket, part);
      }),
      { numRuns: 1_000 },
    );
  });

  function expectPriced(draft: TicketDraft, part: string): void {
    const validation = validateTicket(draft);
    if (validation.outcome === 'invalid') {
      expect(validation.faults.length).toBeGreaterThan(0);
      expect(validation.faults.length).toBeLessThanOrEqual(maxFaults);
      return;
    }
    const { ticket } = validation;
    const parts = [ticket.ticket.stake, parseDecimal(part) ?? decimal('1'), '-1' as Decimal];
    for (const price of [priceTicket(ticket), ...parts.map((each) => pricePart(ticket, each))]) {
      const { value, fair, deductions, available, reason } = price;
      expect(available).toBe(reason === null);
      expect(available).toBe(value !== '0');
      // Everything told is a decimal in its one spelling.
      for (const amount of [value, fair, deductions.withdrawal, deductions.tax]) {
        expect(parseDecimal(amount)).toBe(amount);
      }
    }
  }
});
