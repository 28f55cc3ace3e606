import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonWithExactNumbers } from '../../../../lib/contracts/json.ts';
import { oddsgigantRequestText } from '../../../../lib/contracts/native/oddsgigant-request.ts';
import { readTicket } from '../../../../lib/contracts/native/oddsgigant-ticket.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { maxFaults } from '../../../../lib/domain/pricing/validate-ticket.ts';
import { sample, valid } from '../../../lib/domain/pricing/tickets.ts';

/** The example of the page, its tips and settings as the page writes them. */
const example = {
  unixTimestamp: 1_719_826_277,
  auth: 'a1b2c3d4e5f6',
  referenceID: '677d53edb49a83a0b2b809c05a6c7ad3',
  stake: 5,
  totalOdd: 1.83,
  totalGain: 9.15,
  caSettings: {
    taxRate: 0,
    caWithdrawal: 10,
    maxCaValue: 5000,
    minCaValue: 0.5,
    noCaOutOfLimits: true,
    maxOpenTip: 5,
    inplayMaxOddPerTip: 6,
    maxTipCount: 15,
  },
  caBets: [
    { matchid: '111', odd: 1.22, oddcurrent: 1.45, gamestate: 4, islocked: false },
    { matchid: '222', odd: 1.5, oddcurrent: 1.35, gamestate: 4, islocked: false },
  ],
};

const [firstTip, secondTip] = example.caBets;

function faultsOf(json: unknown): readonly string[] {
  const read = readTicket(typeof json === 'string' ? parseJsonWithExactNumbers(json) : json);
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function ticketOf(json: unknown) {
  const read = readTicket(typeof json === 'string' ? parseJsonWithExactNumbers(json) : json);
  if (read.ok) return read.ticket.ticket;
  throw new Error(JSON.stringify(read.faults));
}

const withTip = (given: object) => ({ ...example, caBets: [{ ...firstTip, ...given }, secondTip] });
const withSettings = (given: object) => ({ ...example, caSettings: { ...example.caSettings, ...given } });

describe('readTicket', () => {
  it("Given the page's example, then the ticket in it", () => {
    expect(ticketOf(example)).toEqual(valid(sample).ticket);
  });

  it.each<[string, object]>([
    ['no settings', { ...example, caSettings: undefined }],
    ['settings of null', { ...example, caSettings: null }],
    ['numbers as decimal strings', { ...example, stake: '5.00', totalOdd: '1.83', totalGain: '9.15' }],
    ['counts and rates as strings', withSettings({ maxOpenTip: '5', taxRate: '0.0', maxTipCount: '15.0' })],
    ['states as strings', withTip({ gamestate: '4', islocked: 'False', odd: '1.220' })],
    ['flags as numbers', withTip({ islocked: 0 })],
    ['flags as text', withSettings({ noCaOutOfLimits: 'TRUE' })],
    ['an event id as a number', withTip({ matchid: 111 })],
    [
      'member names in any case',
      { ...example, STAKE: 5, stake: undefined, TotalOdd: 1.83, totalOdd: undefined },
    ],
    ['names of tips in any case', withTip({ MatchId: '111', matchid: undefined, oddCurrent: 1.45 })],
    ['members nobody knows', { ...withTip({ league: 'x' }), engine: 'built-in' }],
    ['totals of doubles', { ...example, totalOdd: 1.8300000000000001, totalGain: 9.1500000000000004 }],
  ])('Given %s, then the same ticket', (_, body) => {
    expect(ticketOf(JSON.stringify(body))).toEqual(valid(sample).ticket);
  });

  it.each([
    ['1.2100000000000002', '1.21'],
    ['1.209999999999999900001', '1.21'],
    ['"1.2100000000000002"', '1.21'],
    ['1.21000000000000049', '1.21'],
    // Half of the 15th digit: to the even one.
    ['1.210000000000005', '1.21'],
    ['1.210000000000015', '1.21000000000002'],
    ['121e-2', '1.21'],
  ])('Given a total odd of %s, then it is read as %s', (totalOdd, expected) => {
    const tips = [1, 2].map(() => ({ ...firstTip, odd: 1.1 }));
    const body = JSON.stringify({ ...example, stake: 100, totalGain: 121, caBets: tips });
    const ticket = () => ticketOf(body.replace('"totalOdd":1.83', `"totalOdd":${totalOdd}`));
    if (expected === '1.21000000000002') expect(ticket).toThrow('product');
    else expect(ticket().totalOdd).toBe(expected);
  });

  it('Given an exact product of many odds, longer than any double prints, then it is read', () => {
    const odds = Array.from({ length: 15 }, () => '1.37');
    const product = '112.410921330388974282595778471993';
    const caBets = odds.map((odd) => ({ ...firstTip, odd, oddcurrent: 1.2 }));
    const body = { ...example, stake: 1, totalOdd: 'X', totalGain: '112.41', caBets };
    expect(faultsOf(JSON.stringify(body).replace('"X"', product))).toEqual([]);
  });

  it.each([
    ['-01', '-1'],
    ['-1.50', '-1.5'],
    ['-00', '0'],
  ])(
    'Given an ignored odd now of %s on a won tip, then it can be sent on all the same',
    (oddcurrent, sent) => {
      const ticket = ticketOf(JSON.stringify(withTip({ gamestate: 3, oddcurrent })));
      const text = oddsgigantRequestText({ ticket, auth: 'a', referenceId: 'r', unixTimestamp: 1 });
      expect(text).toContain(`"oddcurrent":${sent},`);
    },
  );

  it.each<[string, object | string, string]>([
    [
      'settings that are a long number',
      JSON.stringify({ ...example, caSettings: 'X' }).replace('"X"', '9'.repeat(20)),
      'caSettings: must be a JSON object',
    ],
    [
      'a tip that is a long number',
      JSON.stringify({ ...example, caBets: ['X', secondTip] }).replace('"X"', '9'.repeat(20)),
      'caBets.0: must be a JSON object',
    ],
    ['no body', 'null', ': must be a JSON object'],
    ['a list', '[]', ': must be a JSON object'],
    ['no stake', { ...example, stake: undefined }, 'stake: is required'],
    ['a stake of 0', { ...example, stake: 0 }, 'stake: must be more than 0 and at most 999999999999999'],
    ['a stake below 0', { ...example, stake: -5 }, 'stake: must be more than 0 and at most 999999999999999'],
    [
      'a stake in words',
      { ...example, stake: 'five' },
      'stake: must be a number or a decimal string of at most 38 digits',
    ],
    [
      'a stake of true',
      { ...example, stake: true },
      'stake: must be a number or a decimal string of at most 38 digits',
    ],
    [
      'a stake in a list',
      { ...example, stake: [5] },
      'stake: must be a number or a decimal string of at most 38 digits',
    ],
    [
      'more digits than a JSON number carries',
      JSON.stringify(example).replace('"stake":5', '"stake":5.0000000000000000001'),
      'stake: must have at most 15 digits as a JSON number',
    ],
    ['settings in a list', { ...example, caSettings: [] }, 'caSettings: must be a JSON object'],
    ['settings in words', { ...example, caSettings: 'x' }, 'caSettings: must be a JSON object'],
    ['a rate past 100', withSettings({ taxRate: 101 }), 'caSettings.taxRate: must be from 0 to 100'],
    [
      'half a tip',
      withSettings({ maxOpenTip: 5.5 }),
      'caSettings.maxOpenTip: must be a whole number, 0 or more',
    ],
    [
      'a count in words',
      withSettings({ maxTipCount: 'x' }),
      'caSettings.maxTipCount: must be a whole number, 0 or more',
    ],
    [
      'a limit in words',
      withSettings({ noCaOutOfLimits: 'no' }),
      'caSettings.noCaOutOfLimits: must be true or false',
    ],
    ['tips in an object', { ...example, caBets: {} }, 'caBets: must be a list of tips'],
    ['no tip', { ...example, caBets: [] }, 'caBets: must hold 1 to 100 tips'],
    ['no list of tips', { ...example, caBets: null }, 'caBets: must hold 1 to 100 tips'],
    [
      '101 tips',
      { ...example, caBets: Array.from({ length: 101 }, () => firstTip) },
      'caBets: must hold 1 to 100 tips',
    ],
    [
      '50,000 tips of nothing',
      { ...example, caBets: Array.from({ length: 50_000 }, () => ({ ...firstTip })) },
      'caBets: must hold 1 to 100 tips',
    ],
    ['a tip that is none', { ...example, caBets: [7, secondTip] }, 'caBets.0: must be a JSON object'],
    ['no event', withTip({ matchid: undefined }), 'caBets.0.matchid: is required'],
    ['an event without a name', withTip({ matchid: '' }), 'caBets.0.matchid: is required'],
    [
      'an event of a long name',
      withTip({ matchid: 'x'.repeat(129) }),
      'caBets.0.matchid: must be a text of at most 128 characters',
    ],
    ['a state nobody knows', withTip({ gamestate: 5 }), 'caBets.0.gamestate: must be 1, 2, 3 or 4'],
    ['a state in words', withTip({ gamestate: 'live' }), 'caBets.0.gamestate: must be 1, 2, 3 or 4'],
    ['no lock', withTip({ islocked: null }), 'caBets.0.islocked: must be true or false'],
    [
      'a lock named like what every object has',
      withTip({ islocked: 'constructor' }),
      'caBets.0.islocked: must be true or false',
    ],
    ['an odd of 1', withTip({ odd: 1 }), 'caBets.0.odd: must be more than 1 and at most 1000000'],
    ['no current odd', withTip({ oddcurrent: undefined }), 'caBets.0.oddcurrent: is required'],
    [
      'another total odd',
      { ...example, totalOdd: 1.84, totalGain: 9.2 },
      'totalOdd: must be the product of the odds of all tips',
    ],
    ['another gain', { ...example, totalGain: 9.3 }, 'totalGain: must be stake × totalOdd'],
  ])('Given %s, then that is told with its place', (_, body, fault) => {
    expect(faultsOf(typeof body === 'string' ? body : JSON.stringify(body))).toEqual([fault]);
  });

  it.each([2, 3])(
    'Given a current odd of nonsense in state %i, where the page ignores it, then none',
    (gamestate) => {
      const { caBets } = ticketOf(withTip({ gamestate, oddcurrent: 'n/a' }));
      expect(caBets[0]).toMatchObject({ gamestate, oddcurrent: null });
    },
  );

  it('Given more faults than anybody reads, then the first twenty with their places', () => {
    const caBets = Array.from({ length: 30 }, () => ({ odd: [], islocked: 'x' }));
    const faults = faultsOf({ ...example, stake: {}, caBets });
    expect(faults).toHaveLength(maxFaults);
    expect(faults.slice(0, 3)).toEqual([
      'stake: must be a number or a decimal string of at most 38 digits',
      'caBets.0.odd: must be a number or a decimal string of at most 38 digits',
      'caBets.0.islocked: must be true or false',
    ]);
  });

  it('Given decimal strings of up to 38 digits, then every digit counts', () => {
    const stake = '1.2345678901234567890123456789';
    const tip = { ...firstTip, odd: '2', oddcurrent: '1.5' };
    const ticket = ticketOf({ ...example, stake, totalOdd: 2, totalGain: '2.47', caBets: [tip] });
    expect(ticket.stake).toBe(decimal(stake));
  });

  it('Given any JSON in any place, then a ticket or one to twenty faults, and nothing is thrown', () => {
    const places = [
      'stake',
      'totalOdd',
      'totalGain',
      'caSettings',
      'caBets',
      'tip',
      'odd',
      'islocked',
      'maxCaValue',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.json(), (place, json) => {
        const value = parseJsonWithExactNumbers(json);
        const given = { [place]: value };
        const body =
          place === 'tip'
            ? { ...example, caBets: [value, secondTip] }
            : place in example
              ? { ...example, ...given }
              : place === 'maxCaValue'
                ? withSettings(given)
                : withTip(given);
        const faults = faultsOf(body);
        expect(faults.length).toBeLessThanOrEqual(maxFaults);
      }),
      { numRuns: 2_000 },
    );
  });
});
