import { describe, expect, it } from 'vitest';
import type { LoginAnswer } from '../../../../lib/adapters/http/one-login.ts';
import { type SharedToken, sharedToken } from '../../../../lib/adapters/http/shared-token.ts';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import type { LeaseStore } from '../../../../lib/ports/lease-store.ts';
import { silentLog } from '../../../support/silent.ts';

const start = Date.UTC(2026, 10, 21, 12);
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What a login comes to, and how long it takes; a container that dies in its login never hears. */
interface Attempt {
  readonly tookMs: number;
  readonly works: boolean;
  readonly dies?: boolean;
}

interface Begun {
  readonly at: number;
  readonly container: number;
}

/** Containers on the same stores and clock, and a provider that watches how they log in. */
function aFleet(attempt: (begun: Begun) => Attempt, leases: LeaseStore = memoryLeaseStore()) {
  const clock = manualClock(start);
  const tokens = memoryTokenStore();
  const begun: Begun[] = [];
  let running = 0;
  let mostAtOnce = 0;
  let holders = 0;
  let containers = 0;

  async function login(container: number): Promise<LoginAnswer> {
    const one = { at: clock.now(), container };
    const serial = begun.push(one);
    const { tookMs, works, dies = false } = attempt(one);
    if (dies) return new Promise(() => {});
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await clock.sleep(tookMs);
    running -= 1;
    if (!works) return { kind: 'refused', cause: 'login answered 401' };
    const token = { authorization: `Bearer s3cret-${serial}`, expiresAt: clock.now() + hourMs };
    return { kind: 'logged-in', token };
  }

  function container(): SharedToken {
    const number = containers++;
    const ids = { next: () => `holder ${++holders}` };
    return sharedToken('odds88', () => login(number), { clock, ids, tokens, leases, log: silentLog });
  }

  /** Calls one after the other, a tenth of a second apart, until `until`. */
  async function load({ get }: SharedToken, until: number): Promise<void> {
    while (clock.now() < until) {
      await get(clock.now() + 8_000);
      await clock.sleep(100);
    }
  }

  return { clock, container, load, begun, mostAtOnce: () => mostAtOnce };
}

function mostWithinASecond(begun: readonly Begun[]): number {
  return Math.max(
    ...begun.map(({ at }) => begun.filter((other) => other.at >= at && other.at <= at + 1_000).length),
  );
}

function smallestGapMs(begun: readonly Begun[]): number {
  return Math.min(...begun.slice(1).map(({ at }, before) => at - (begun[before]?.at ?? 0)));
}

describe('Given fifty containers under load whose logins fail', () => {
  it.each([
    ['at once', 0, 150],
    ['after a while', 180, 90],
    ['after the longest time a login may take', 4_000, 12],
  ])('When they fail %s, Then one at a time and at most five a second', async (_, tookMs, atLeast) => {
    let works = true;
    const fleet = aFleet(() => ({ tookMs, works }));
    const { clock } = fleet;
    const all = Array.from({ length: 50 }, fleet.container);
    const first = Promise.all(all.map(({ get }) => get(start + 9_000)));
    await clock.advance(minuteMs);
    expect(await first).toEqual(all.map(() => ({ kind: 'token', authorization: 'Bearer s3cret-1' })));
    works = false;
    const until = clock.now() + minuteMs;
    const loads = all.map(async (container, n) => {
      await clock.sleep(n * 7);
      // The provider takes the token back: one 401 each.
      await container.refresh('Bearer s3cret-1', clock.now() + 8_000);
      await fleet.load(container, until);
    });
    await clock.advance(minuteMs + 20_000);
    await Promise.all(loads);

    expect(fleet.mostAtOnce()).toBe(1);
    expect(mostWithinASecond(fleet.begun)).toBeLessThanOrEqual(5);
    // Neither do they give up: whoever has the right password gets his turn.
    expect(fleet.begun.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set(fleet.begun.map(({ container }) => container)).size).toBeGreaterThan(10);
  });

  it('When the provider takes logins again, Then one login serves all', async () => {
    let works = false;
    const fleet = aFleet(() => ({ tookMs: 180, works }));
    const { clock } = fleet;
    const all = Array.from({ length: 50 }, fleet.container);
    const loads = all.map((container) => fleet.load(container, start + 10_000));
    await clock.advance(30_000);
    await Promise.all(loads);
    works = true;
    const before = fleet.begun.length;
    const tokens = Promise.all(all.map(({ get }) => get(clock.now() + 8_000)));
    await clock.advance(10_000);
    expect(new Set((await tokens).map(({ kind }) => kind))).toEqual(new Set(['token']));
    expect(fleet.begun).toHaveLength(before + 1);
  });
});

describe('Given two containers', () => {
  it('When one has the wrong password and insists, Then the other still gets its turn', async () => {
    const fleet = aFleet(({ container }) => ({ tookMs: 50, works: container === 1 }));
    const { clock } = fleet;
    const [wrong, right] = [fleet.container(), fleet.container()];
    const insisting = fleet.load(wrong, start + 9_000);
    await clock.advance(3_000);
    const got = right.get(clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await got).toMatchObject({ kind: 'token' });
    await clock.advance(20_000);
    await insisting;
    expect(fleet.mostAtOnce()).toBe(1);
  });

  it('When one dies in its login, Then the other has a token within ten seconds, however slow its own', async () => {
    const fleet = aFleet(({ container }) => ({ tookMs: 4_000, works: true, dies: container === 0 }));
    const { clock } = fleet;
    const [dying, other] = [fleet.container(), fleet.container()];
    void dying.get(start + 10_000);
    await clock.advance(1);
    const got = other.get(start + 10_000);
    await clock.advance(9_998);
    expect(await got).toEqual({ kind: 'token', authorization: 'Bearer s3cret-2' });
  });

  it('When one is frozen between its lease and its login, Then it does not log in on a lease that is over', async () => {
    const leases = memoryLeaseStore();
    let isFirst = true;
    const fleet = aFleet(() => ({ tookMs: 3_000, works: true }), {
      ...leases,
      async acquire(...asked) {
        const got = await leases.acquire(...asked);
        const freezes = isFirst;
        isFirst = false;
        if (freezes) await clock.sleep(minuteMs);
        return got;
      },
    });
    const { clock } = fleet;
    const [frozen, other] = [fleet.container(), fleet.container()];
    const late = frozen.get(start + 2 * minuteMs);
    await clock.advance(minuteMs - 1_000);
    const got = other.get(start + 2 * minuteMs);
    await clock.advance(minuteMs);
    expect(await got).toEqual({ kind: 'token', authorization: 'Bearer s3cret-1' });
    expect(await late).toEqual({ kind: 'token', authorization: 'Bearer s3cret-1' });
    expect(fleet.begun).toHaveLength(1);
  });
});

it('Given a lease store that is away, When logins of one container fail under load, Then they keep their distance', async () => {
  const away = async (): Promise<never> => {
    throw new Error('the table is away');
  };
  const fleet = aFleet(() => ({ tookMs: 0, works: false }), { acquire: away, release: away });
  const load = fleet.load(fleet.container(), start + 10_000);
  await fleet.clock.advance(20_000);
  await load;
  expect(fleet.begun.length).toBeGreaterThan(10);
  expect(smallestGapMs(fleet.begun)).toBeGreaterThanOrEqual(250);
});
