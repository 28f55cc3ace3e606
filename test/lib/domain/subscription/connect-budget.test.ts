import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begunElsewhere,
  connectableFrom,
  type FeedConnect,
  type FeedConnectKind,
  kindOf,
  maxConnectMs,
  recentConnects,
  revisionFrom,
} from '../../../../lib/domain/subscription/connect-budget.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const noon = Date.UTC(2026, 9, 18, 12);

/** What Odds88 allows. */
const limits: Readonly<Record<FeedConnectKind, number>> = {
  'without-revision': 30 * minuteMs,
  'with-revision': 5 * minuteMs,
};
const anyKind = fc.constantFrom<FeedConnectKind>('without-revision', 'with-revision');

/** At most five within any stretch of the window: the first and the sixth are at least that far apart. */
function expectWithinLimits(arrivals: readonly FeedConnect[]): void {
  for (const [kind, windowMs] of Object.entries(limits)) {
    const times = arrivals.filter((connect) => connect.kind === kind).map(({ at }) => at);
    times.sort((a, b) => a - b);
    for (const [place, at] of times.entries()) {
      const sixth = times[place + 5];
      if (sixth !== undefined) expect(sixth - at).toBeGreaterThanOrEqual(windowMs);
    }
  }
}

describe('when a connect may begin', () => {
  const five = [0, 1, 3, 7, 15].map((second) => noon + second * 1_000);

  it.each<[FeedConnectKind, number]>([
    ['without-revision', 30 * minuteMs + 10_000],
    ['with-revision', 5 * minuteMs + 10_000],
  ])('Given five %s, then the sixth may begin %i ms after the first', (kind, ms) => {
    const connects = five.map((at) => ({ at, kind }));
    expect(connectableFrom(connects, kind)).toBe(noon + ms);
    expect(connectableFrom([...connects, { at: noon + ms, kind }], kind)).toBe(noon + 1_000 + ms);
  });

  it.each<[FeedConnectKind, FeedConnectKind]>([
    ['without-revision', 'with-revision'],
    ['with-revision', 'without-revision'],
  ])('Given five %s, then one %s may begin at once', (begun, next) => {
    const connects = five.map((at) => ({ at, kind: begun }));
    expect(connectableFrom(connects, next)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('Given four, then a fifth may begin at once', () => {
    const connects = five.slice(1).map((at) => ({ at, kind: 'with-revision' as const }));
    expect(connectableFrom(connects, 'with-revision')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('Given any wishes to connect and any latency, then no sliding window ever sees more than is allowed', () => {
    const wish = fc.record({
      afterMs: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 20 * minuteMs })),
      kind: anyKind,
      latencyMs: fc.integer({ min: 0, max: maxConnectMs }),
    });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 10, maxLength: 120 }), (wishes) => {
        let now = noon;
        let connects: readonly FeedConnect[] = [];
        const arrivals: FeedConnect[] = [];
        for (const { afterMs, kind, latencyMs } of wishes) {
          now = Math.max(now + afterMs, connectableFrom(connects, kind));
          connects = recentConnects([...connects, { at: now, kind }], now);
          arrivals.push({ at: now + latencyMs, kind });
        }
        expectWithinLimits(arrivals);
      }),
      { numRuns: 300 },
    );
  });

  it('Given containers in turn whose clocks are up to 30 s off, then no sliding window ever sees more either', () => {
    const holder = fc.record({
      offMs: fc.integer({ min: -30_000, max: 30_000 }),
      kinds: fc.array(anyKind, { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(holder, { minLength: 2, maxLength: 12 }), (holders) => {
        let now = noon;
        let connects: readonly FeedConnect[] = [];
        const arrivals: FeedConnect[] = [];
        for (const { offMs, kinds } of holders) {
          const before = connects;
          const own: FeedConnect[] = [];
          for (const kind of kinds) {
            const from = connectableFrom([...begunElsewhere(before), ...own], kind) - offMs;
            now = Math.max(now, from);
            own.push({ at: now + offMs, kind });
            connects = recentConnects([...before, ...own], now + offMs);
            arrivals.push({ at: now, kind });
          }
        }
        expectWithinLimits(arrivals);
      }),
      { numRuns: 300 },
    );
  });

  it('Given connects of long ago, then only those are forgotten that count for nobody', () => {
    const longest = 30 * minuteMs + 10_000 + 60_000;
    const connects = [longest, longest - 1, 0].map((ms) => ({
      at: noon - ms,
      kind: 'with-revision' as const,
    }));
    expect(recentConnects(connects, noon)).toEqual(connects.slice(1));
  });
});

describe('the revision to connect with', () => {
  it.each<[string, number | null, number]>([
    ['nothing was ever received', null, noon / 1_000 - 11 * 60],
    ['the last came now', noon, noon / 1_000 - 60],
    ['the last came a fraction of a second ago', noon - 1, noon / 1_000 - 61],
    ['the last came 71 hours ago', noon - 71 * hourMs, noon / 1_000 - 71 * 3_600 - 60],
    ['the last came more than 71 hours ago', noon - 71 * hourMs - 1, 0],
    ['the last came at an instant yet to come', noon + hourMs, noon / 1_000 - 60],
    ['time has only just begun', 5_000, 0],
  ])(
    'Given %s, then it is a minute before, in whole seconds, where that can be recovered',
    (_, cursor, revision) => {
      expect(revisionFrom(cursor, cursor === 5_000 ? 5_000 : noon)).toBe(revision);
    },
  );

  it('Given revision 0, then it counts as none', () => {
    expect([kindOf(0), kindOf(1)]).toEqual(['without-revision', 'with-revision']);
  });
});
