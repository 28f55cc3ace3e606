import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bet } from '../../../../lib/domain/bet/bet.ts';
import { applyCommand } from '../../../../lib/domain/bet/bet.ts';
import {
  askAt,
  firstReadingAfterMs,
  longestPauseMs,
  type Reading,
  readingOf,
  secondReadingAfterMs,
  takeReading,
} from '../../../../lib/domain/bet/inquiry.ts';
import { type Kind, kinds } from '../../../../lib/domain/cashout/cashout.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { ProviderQuote } from '../../../../lib/domain/quote/quote.ts';
import { type ReasonCode, reason } from '../../../../lib/domain/reasons.ts';
import { aBet, aCashout, aRegistration, eur, noon } from '../../../support/builders.ts';

const sendBefore = noon + 10_000;
const first = sendBefore + firstReadingAfterMs;

function unknownBet(kind: Kind = 'full'): Bet {
  return aBet({ cashouts: [aCashout('unknown', { kind, sendBefore })] });
}

function registeredAt(at: number, bet: Bet): Bet {
  return { ...bet, registration: aRegistration({ registeredAt: at }) };
}

/** An unknown part, and another one of two minutes before. */
function afterPart(status: 'accepted' | 'declined'): Bet {
  const bet = unknownBet('partial');
  const earlier = {
    cashoutId: 'co_0',
    kind: 'partial',
    stake: eur('30'),
    createdAt: noon - 120_000,
  } as const;
  return { ...bet, cashouts: [aCashout(status, earlier), ...bet.cashouts] };
}

/** A reading that took no time. */
function read(bet: Bet, reading: Reading, at: number): Bet {
  return takeReading(bet, 'co_1', reading, { startedAt: at, endedAt: at, toldAt: null }, 'run');
}

describe('when the provider is asked', () => {
  it.each([
    ['a full one', unknownBet('full'), first],
    ['a forced one', unknownBet('forced'), first],
    ['a partial one of an unregistered bet', unknownBet('partial'), null],
    ['a partial one of a registered bet', { ...unknownBet('partial'), registration: aRegistration() }, first],
    ['a partial one of a bet registered at that moment', registeredAt(noon, unknownBet('partial')), null],
    ['a partial one of a bet registered later', registeredAt(noon + 1, unknownBet('partial')), null],
    ['a full one of a bet registered later', registeredAt(noon + 1, unknownBet('full')), first],
    [
      'a partial one of a bet registered after another part was taken',
      registeredAt(noon - 60_000, afterPart('accepted')),
      null,
    ],
    [
      'a partial one of a bet registered after another part was refused',
      registeredAt(noon - 60_000, afterPart('declined')),
      first,
    ],
    ['an accepted one', aBet({ cashouts: [aCashout('accepted', { sendBefore })] }), null],
    ['a pending one', aBet({ cashouts: [aCashout('pending', { sendBefore })] }), null],
    [
      'one made elsewhere',
      aBet({ cashouts: [aCashout('unknown', { origin: 'external', sendBefore: null })] }),
      null,
    ],
    ['one whose provider has no amounts to ask for', { ...unknownBet(), provider: 'databet' as const }, null],
  ])('Given %s, then at the right time or never', (_, bet, expected) => {
    const cashout = bet.cashouts.at(-1);
    if (cashout === undefined) throw new Error('a bet with a cashout');
    expect(askAt(bet, cashout)).toBe(expected);
  });
});

describe('readings', () => {
  const second = first + secondReadingAfterMs;

  /** Reading, reading, and when each came: what the cashout ends as. */
  it.each<[Reading, number, Reading, number, string]>([
    ['available', first, 'available', second, 'declined'],
    ['available', first, 'available', second + 3_600_000, 'declined'],
    ['available', first - 1, 'available', second, 'unknown'],
    ['available', first, 'available', second - 1, 'unknown'],
    ['available', first, 'unavailable', second, 'unknown'],
    ['available', first, 'no-answer', second, 'unknown'],
    ['unavailable', first, 'available', second, 'unknown'],
    ['unavailable', first, 'unavailable', second, 'unknown'],
    ['unavailable', first, 'no-answer', second, 'unknown'],
    ['no-answer', first, 'available', second, 'unknown'],
    ['no-answer', first, 'unavailable', second, 'unknown'],
    ['no-answer', first, 'no-answer', second, 'unknown'],
  ])('Given %s at %i and %s at %i, then %s', (one, oneAt, two, twoAt, status) => {
    for (const kind of kinds) {
      const ended = read(read(unknownBet(kind), one, oneAt), two, twoAt).cashouts[0]?.status;
      expect(ended, kind).toBe(kind === 'partial' ? 'unknown' : status);
    }
  });

  it('Given two in a row, then declined by inference, with its event and both readings in the history', () => {
    const bet = read(read(unknownBet(), 'available', first), 'available', second);
    expect(bet.cashouts[0]).toMatchObject({
      status: 'declined',
      decidedBy: 'inference',
      reason: { code: 'provider-unreachable' },
      inquiry: null,
    });
    expect(bet.cashouts[0]?.history.at(-1)?.evidence).toContain(new Date(first).toISOString());
    expect(bet.outbox.map(({ type }) => type)).toEqual(['CashoutDeclined']);
  });

  it('Given a reading to the contrary in between, then it starts over', () => {
    const contrary = read(read(unknownBet(), 'available', first), 'unavailable', second);
    const next = contrary.cashouts[0]?.inquiry?.askAt ?? 0;
    const once = read(contrary, 'available', next);
    expect(once.cashouts[0]?.status).toBe('unknown');
    expect(read(once, 'available', next + secondReadingAfterMs).cashouts[0]?.status).toBe('declined');
  });

  it('Given no answer in between, then the first reading still counts', () => {
    const silent = read(read(unknownBet(), 'available', first), 'no-answer', second);
    const next = silent.cashouts[0]?.inquiry?.askAt ?? 0;
    expect(read(silent, 'available', next).cashouts[0]?.status).toBe('declined');
  });

  it('Given the first answer took its time, then the minute counts from its end', () => {
    const slow = takeReading(
      unknownBet(),
      'co_1',
      'available',
      { startedAt: first, endedAt: first + 8_000, toldAt: null },
      'run',
    );
    expect(read(slow, 'available', first + secondReadingAfterMs).cashouts[0]?.status).toBe('unknown');
    expect(read(slow, 'available', first + 8_000 + secondReadingAfterMs).cashouts[0]?.status).toBe(
      'declined',
    );
  });

  it('Given nothing helps, then the pauses grow to an hour and no further', () => {
    let bet = unknownBet();
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const at = bet.cashouts[0]?.inquiry?.askAt ?? first;
      bet = read(bet, n % 2 === 0 ? 'unavailable' : 'no-answer', at);
      pauses.push((bet.cashouts[0]?.inquiry?.askAt ?? 0) - at);
    }
    expect(pauses.slice(0, 4)).toEqual([60_000, 120_000, 240_000, 480_000]);
    expect(pauses.at(-1)).toBe(longestPauseMs);
    expect(Math.max(...pauses)).toBe(longestPauseMs);
  });

  it('Given an overlapping run with an older reading, then it is not counted twice', () => {
    const once = read(unknownBet(), 'available', first);
    expect(read(once, 'available', first + 5)).toBe(once);
  });

  it('Given any readings at any times, then never declined without two positive ones in a row a minute apart', () => {
    const readings = fc.array(
      fc.record({
        reading: fc.constantFrom<Reading>('available', 'unavailable', 'no-answer'),
        after: fc.integer({ min: 0, max: 300_000 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(readings, (course) => {
        let bet = unknownBet();
        let now = noon;
        let positiveSince: number | null = null;
        for (const { reading, after } of course) {
          now += after;
          const before = bet;
          bet = read(bet, reading, now);
          if (bet === before) continue;
          if (bet.cashouts[0]?.status === 'declined') {
            expect(reading).toBe('available');
            expect(positiveSince).not.toBeNull();
            expect(now - (positiveSince ?? now)).toBeGreaterThanOrEqual(secondReadingAfterMs);
            expect(positiveSince ?? 0).toBeGreaterThanOrEqual(first);
            return;
          }
          if (reading === 'available') positiveSince ??= now;
          if (reading === 'unavailable') positiveSince = null;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what a quote says about an unknown cashout', () => {
  const currencies = knownCurrencies();
  const quote = (amount: string, ratio: string | null): ProviderQuote => ({
    status: 'available',
    amount: decimal(amount),
    currency: null,
    partial: ratio === null ? null : { available: true, ratio: decimal(ratio) },
    openBetAvailable: null,
  });
  const gone = (code: ReasonCode): ProviderQuote => ({
    status: 'unavailable',
    reason: reason(code),
    openBetAvailable: null,
  });
  const partialOf100 = aCashout('unknown', { kind: 'partial', stake: eur('40'), sendBefore });
  const earlier = aCashout('accepted', { cashoutId: 'co_0', kind: 'partial', stake: eur('30') });
  const registered = aBet({ registration: aRegistration(), cashouts: [partialOf100] });
  const full = aCashout('unknown', { sendBefore });

  it.each<[string, Bet, ProviderQuote | undefined, Reading]>([
    ['a full one, still quoted', aBet({ cashouts: [full] }), quote('92.5', null), 'available'],
    ['a full one, not quoted', aBet({ cashouts: [full] }), gone('market-suspended'), 'unavailable'],
    ['a full one, bet unknown', aBet({ cashouts: [full] }), gone('bet-not-found'), 'unavailable'],
    ['a full one, no connection', aBet({ cashouts: [full] }), gone('provider-unreachable'), 'no-answer'],
    ['a full one, throttled', aBet({ cashouts: [full] }), gone('provider-throttled'), 'no-answer'],
    ['a full one, an error', aBet({ cashouts: [full] }), gone('provider-error'), 'no-answer'],
    ['a full one, a refusal', aBet({ cashouts: [full] }), gone('provider-rejected'), 'no-answer'],
    ['a full one, nothing', aBet({ cashouts: [full] }), undefined, 'no-answer'],
    ['a partial one, all of the stake left', registered, quote('92.5', '0.925'), 'available'],
    ['a partial one, its part taken', registered, quote('55.5', '0.925'), 'unavailable'],
    ['a partial one, something else left', registered, quote('70', '0.925'), 'unavailable'],
    ['a partial one, no ratio told', registered, quote('92.5', null), 'unavailable'],
    [
      'a partial one after another, the rest untouched',
      { ...registered, cashouts: [earlier, partialOf100] },
      quote('64.75', '0.925'),
      'available',
    ],
    [
      'a partial one after another, as if that had not been',
      { ...registered, cashouts: [earlier, partialOf100] },
      quote('92.5', '0.925'),
      'unavailable',
    ],
    [
      'a part too small to tell',
      { ...registered, cashouts: [{ ...partialOf100, stake: eur('0.01') }] },
      quote('0.92', '0.009251'),
      'unavailable',
    ],
  ])('Given %s, then %s', (_, bet, said, expected) => {
    const cashout = bet.cashouts.at(-1);
    if (cashout === undefined) throw new Error('a bet with a cashout');
    expect(readingOf(bet, cashout, said, currencies)).toBe(expected);
  });
});

describe('a late answer after an inferred decline', () => {
  const inferred = read(read(unknownBet(), 'available', first), 'available', first + secondReadingAfterMs);

  it('Given it says accepted, then accepted, and a conflict tells everybody', () => {
    const late = { name: 'provider-accepted', at: first + 120_000, amount: eur('99') } as const;
    const { bet } = applyCommand({ ...inferred, outbox: [] }, 'co_1', late, 'call');
    expect(bet.cashouts[0]).toMatchObject({ status: 'accepted', decidedBy: 'provider', settled: eur('99') });
    expect(bet.outbox.map(({ type }) => type)).toEqual(['CashoutSettled', 'CashoutConflict']);
  });

  it.each(['provider-declined', 'provider-unclear'] as const)(
    'Given it says %s, then nothing changes',
    (name) => {
      expect(applyCommand(inferred, 'co_1', { name, at: first + 120_000 }, 'call').bet).toBe(inferred);
    },
  );
});

describe('what a feed told', () => {
  const second = first + secondReadingAfterMs;
  const odds88 = (): Bet => ({ ...unknownBet(), provider: 'odds88' });
  const told = (bet: Bet, reading: Reading, lookedAt: number, toldAt: number | null): Bet =>
    takeReading(bet, 'co_1', reading, { startedAt: lookedAt, endedAt: lookedAt, toldAt }, 'run');
  const nextLook = (bet: Bet): number => bet.cashouts[0]?.inquiry?.askAt ?? Number.NaN;
  const minuteMs = 60_000;

  it('Given an unknown outcome, then the hub looks at once, so that it follows the bet, and every minute after', () => {
    const [cashout] = odds88().cashouts;
    expect(cashout === undefined ? null : askAt(odds88(), cashout)).toBe(cashout?.sendBefore);
    let bet = odds88();
    let at = cashout?.sendBefore ?? 0;
    for (let look = 0; look < 10; look += 1) {
      bet = told(bet, 'no-answer', at, null);
      expect(nextLook(bet)).toBe(at + minuteMs);
      at = nextLook(bet);
    }
  });

  it.each([
    ['told too early', first - 1, second, 'unknown'],
    ['told in time, and once more', first, first, 'unknown'],
    ['told in time, and again too soon', first, second - 1, 'unknown'],
    ['told in time, twice', first, second, 'declined'],
  ])('Given "available" %s, then it is %4$s', (_, oneAt, otherAt, status) => {
    const late = second + 10 * minuteMs;
    const once = told(odds88(), 'available', late, oneAt);
    const twice = told(once, 'available', nextLook(once), otherAt);
    expect(twice.cashouts[0]?.status).toBe(status);
  });

  it('Given a provider whose clock is ahead, then nothing counts as told before it was looked at', () => {
    const early = first - 60_000;
    const once = told(odds88(), 'available', early, early + 5 * minuteMs);
    const twice = told(once, 'available', nextLook(once), nextLook(once) + 5 * minuteMs);
    expect(twice.cashouts[0]?.status).toBe('unknown');
  });

  it('Given values minute by minute that come a little too soon each time, then the first one stays the first', () => {
    const late = second + 10 * minuteMs;
    const once = told(odds88(), 'available', late, first);
    const soon = told(once, 'available', nextLook(once), first + 40_000);
    const last = told(soon, 'available', nextLook(soon), first + 80_000);
    expect([once, soon, last].map(({ cashouts }) => cashouts[0]?.status)).toEqual([
      'unknown',
      'unknown',
      'declined',
    ]);
  });

  it('Given "unavailable" told before the request can have left, then it takes nothing back', () => {
    const late = second + 10 * minuteMs;
    const once = told(odds88(), 'available', late, first);
    const stale = told(once, 'unavailable', nextLook(once), first - 1);
    expect(told(stale, 'available', nextLook(stale), second).cashouts[0]?.status).toBe('declined');
  });
});
