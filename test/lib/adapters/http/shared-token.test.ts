import { describe, expect, it, vi } from 'vitest';
import type { LoginAnswer, LoginNeeds } from '../../../../lib/adapters/http/one-login.ts';
import { sharedToken } from '../../../../lib/adapters/http/shared-token.ts';
import { memoryLeaseStore } from '../../../../lib/adapters/memory/lease-store.ts';
import { type ManualClock, manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { memoryTokenStore } from '../../../../lib/adapters/memory/token-store.ts';
import type { LeaseStore } from '../../../../lib/ports/lease-store.ts';
import type { ProviderToken, TokenStore } from '../../../../lib/ports/token-store.ts';

const start = Date.UTC(2026, 10, 21, 12);
const hourMs = 3_600_000;

/** Containers of one hub: each call of `container` is another one, on the same stores and clock. */
function aHub(changes: Partial<LoginNeeds> = {}) {
  const clock = manualClock(start);
  const logged: unknown[] = [];
  let holders = 0;
  let logins = 0;
  const needs: LoginNeeds = {
    // Whoever waits moves the time on by waiting.
    clock: { ...clock, sleep: (ms) => clock.advance(ms) },
    ids: { next: () => `container ${++holders}` },
    tokens: memoryTokenStore(),
    leases: memoryLeaseStore(),
    log: {
      info: (...all) => void logged.push(all),
      warn: (...all) => void logged.push(all),
      error: (...all) => void logged.push(all),
    },
    ...changes,
  };
  const login = vi.fn(async (): Promise<LoginAnswer> => {
    await new Promise((resolve) => setImmediate(resolve));
    logins += 1;
    return loggedIn(logins, clock);
  });
  return {
    clock,
    needs,
    login,
    logged,
    soon: start + hourMs,
    container: () => sharedToken('gr8', login, needs),
  };
}

function loggedIn(serial: number, clock: ManualClock, livesMs = hourMs): LoginAnswer {
  return {
    kind: 'logged-in',
    token: { authorization: `Bearer s3cret-${serial}`, expiresAt: clock.now() + livesMs },
  };
}

const token = (serial: number) => ({ kind: 'token', authorization: `Bearer s3cret-${serial}` });

describe('getting a token', () => {
  it('logs in once for fifty calls at once', async () => {
    const { container, login, soon } = aHub();
    const { get } = container();
    const all = await Promise.all(Array.from({ length: 50 }, () => get(soon)));
    expect(all).toEqual(all.map(() => token(1)));
    expect(login).toHaveBeenCalledTimes(1);
  });

  it('logs in once for five containers at once', async () => {
    const { container, login, soon } = aHub();
    const all = await Promise.all(Array.from({ length: 5 }, () => container().get(soon)));
    expect(all).toEqual(all.map(() => token(1)));
    expect(login).toHaveBeenCalledTimes(1);
  });

  it('needs no login where another container has left a token, and asks the store for it once', async () => {
    const { container, login, needs, soon } = aHub();
    await container().get(soon);
    const load = vi.spyOn(needs.tokens, 'load');
    const { get } = container();
    expect(await get(soon)).toEqual(token(1));
    expect(await get(soon)).toEqual(token(1));
    expect(login).toHaveBeenCalledTimes(1);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('renews a minute ahead of its end, whoever logged in', async () => {
    const { clock, container, login, soon } = aHub();
    const [first, second] = [container(), container()];
    await first.get(soon);
    await second.get(soon);
    await clock.advance(hourMs - 60_001);
    expect(await first.get(soon)).toEqual(token(1));
    await clock.advance(1);
    expect(await first.get(soon)).toEqual(token(2));
    expect(await second.get(soon)).toEqual(token(2));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('uses a token that lives half a minute for half of that', async () => {
    const { clock, container, login, soon } = aHub();
    login.mockImplementation(async () => loggedIn(login.mock.calls.length, clock, 30_000));
    const { get } = container();
    await get(soon);
    await clock.advance(14_999);
    expect(await get(soon)).toEqual(token(1));
    await clock.advance(1);
    expect(await get(soon)).toEqual(token(2));
  });

  it('serves the old token to its last moment while the renewal fails, and tries again every 10 s', async () => {
    const { clock, container, login } = aHub();
    const { get } = container();
    await get(start + 2 * hourMs);
    login.mockResolvedValue({ kind: 'refused', cause: 'token endpoint answered 503' });
    await clock.advance(hourMs - 60_000);
    for (const _ of [1, 2, 3]) expect(await get(start + 2 * hourMs)).toEqual(token(1));
    expect(login).toHaveBeenCalledTimes(2);
    await clock.advance(10_000);
    expect(await get(start + 2 * hourMs)).toEqual(token(1));
    expect(login).toHaveBeenCalledTimes(3);
    await clock.advance(50_000);
    expect(await get(start + 2 * hourMs)).toEqual({ kind: 'no-token', cause: 'token endpoint answered 503' });
  });

  it('serves what another container has left while the renewal fails', async () => {
    const { clock, container, login } = aHub();
    await container().get(start + hourMs);
    login.mockResolvedValue({ kind: 'refused', cause: 'token endpoint answered 503' });
    await clock.advance(hourMs - 30_000);
    expect(await container().get(start + 2 * hourMs)).toEqual(token(1));
  });

  it('is over at the time given, and the login goes on for the next call', async () => {
    const { clock, container, login, soon } = aHub();
    let finish: (answer: LoginAnswer) => void = () => {};
    login.mockReturnValue(
      new Promise((resolve) => {
        finish = resolve;
      }),
    );
    const { get } = container();
    const early = get(start + 500);
    await clock.advance(500);
    expect(await early).toEqual({ kind: 'no-token', cause: 'no token in time' });
    finish(loggedIn(1, clock));
    expect(await get(soon)).toEqual(token(1));
    expect(login).toHaveBeenCalledTimes(1);
  });

  it('is the old one at the time given, where it still holds and its renewal hangs', async () => {
    const { clock, container, login, soon } = aHub();
    const { get } = container();
    await get(soon);
    await clock.advance(hourMs - 30_000);
    login.mockReturnValue(new Promise(() => {}));
    const waiting = get(clock.now() + 500);
    await clock.advance(500);
    expect(await waiting).toEqual(token(1));
  });

  it('is the old one within two seconds, where it still holds and there is all the time in the world', async () => {
    const { clock, container, login, soon } = aHub();
    const { get } = container();
    await get(soon);
    await clock.advance(hourMs - 30_000);
    login.mockReturnValue(new Promise(() => {}));
    const waiting = get(clock.now() + 20_000);
    await clock.advance(2_000);
    expect(await waiting).toEqual(token(1));
  });

  it('survives a login that throws, names the fault and logs in anew next time', async () => {
    const { container, login, logged, soon } = aHub();
    login.mockImplementationOnce(() => {
      throw new TypeError('secret: s3cret');
    });
    const { get } = container();
    expect(await get(soon)).toEqual({ kind: 'no-token', cause: 'TypeError' });
    expect(await get(soon)).toMatchObject({ kind: 'token' });
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });
});

describe('a token the provider has rejected', () => {
  it('is replaced by one login for fifty calls at once, and for all containers', async () => {
    const { container, login, soon } = aHub();
    const [first, second] = [container(), container()];
    await first.get(soon);
    await second.get(soon);
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? first : second).refresh('Bearer s3cret-1', soon)),
    );
    expect(all).toEqual(all.map(() => token(2)));
    expect(await first.get(soon)).toEqual(token(2));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('is replaced by one login for fifty containers that are refused at once', async () => {
    const { container, login, soon } = aHub();
    const all = Array.from({ length: 50 }, container);
    for (const { get } of all) await get(soon);
    const refreshed = await Promise.all(all.map(({ refresh }) => refresh('Bearer s3cret-1', soon)));
    expect(refreshed).toEqual(all.map(() => token(2)));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('is replaced without a login where another container has already done so', async () => {
    const { container, login, soon } = aHub();
    const [first, second] = [container(), container()];
    await first.get(soon);
    await second.get(soon);
    await first.refresh('Bearer s3cret-1', soon);
    expect(await second.refresh('Bearer s3cret-1', soon)).toEqual(token(2));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('is not handed out again by a call that set off before the rejection', async () => {
    const { container, login, soon } = aHub();
    const first = container();
    await first.get(soon);
    const second = container();
    const under = second.get(soon);
    const refreshed = second.refresh('Bearer s3cret-1', soon);
    await under;
    expect(await refreshed).toEqual(token(2));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('is taken back when a login hands out the same text again, with one login per rejection', async () => {
    const { clock, container, login, soon } = aHub();
    login.mockImplementation(async () => loggedIn(1, clock));
    const { get, refresh } = container();
    await get(soon);
    expect(await refresh('Bearer s3cret-1', soon)).toEqual(token(1));
    expect(await get(soon)).toEqual(token(1));
    expect(login).toHaveBeenCalledTimes(2);
  });

  it('is not fallen back to when the login fails', async () => {
    const { container, login, soon } = aHub();
    const { get, refresh } = container();
    await get(soon);
    login.mockResolvedValue({ kind: 'refused', cause: 'token endpoint answered 401' });
    const nothing = { kind: 'no-token', cause: 'token endpoint answered 401' };
    expect(await refresh('Bearer s3cret-1', soon)).toEqual(nothing);
    expect(await get(soon)).toEqual(nothing);
  });
});

describe('stores that fail', () => {
  const down = (): never => {
    throw new Error('item holds s3cret');
  };

  it.each<[string, Partial<TokenStore>, Partial<LeaseStore>]>([
    ['loading', { load: async () => down() }, {}],
    ['loading, at once', { load: down }, {}],
    ['saving', { save: async () => down() }, {}],
    ['taking the lease', {}, { acquire: async () => down() }],
    [
      'keeping the lease',
      {},
      { acquire: vi.fn(async (): Promise<boolean> => down()).mockResolvedValueOnce(true) },
    ],
    ['everything', { load: down, save: down }, { acquire: down }],
  ])('on %s do not stop a login', async (_, tokens, leases) => {
    const { clock, container, logged, soon } = aHub({
      tokens: { ...memoryTokenStore(), ...tokens },
      leases: { ...memoryLeaseStore(), ...leases },
    });
    expect(await container().get(soon)).toEqual(token(1));
    expect(clock.now()).toBe(start);
    expect(logged).not.toHaveLength(0);
    expect(JSON.stringify(logged)).not.toContain('s3cret');
  });

  it('on loading are no reason to log in without the lease', async () => {
    const { clock, container, needs, soon } = aHub({
      tokens: { load: async () => down(), save: async () => {} },
    });
    await needs.leases.acquire('login-gr8', 'somebody', start, start + 2_000);
    expect(await container().get(soon)).toEqual(token(1));
    expect(clock.now()).toBe(start + 2_000);
  });

  it('on giving the lease back do not spoil the token somebody else has left', async () => {
    const left = { authorization: 'Bearer s3cret-9', expiresAt: start + hourMs };
    const load = vi.fn(async () => left as ProviderToken | null).mockResolvedValueOnce(null);
    const acquire = vi.fn(async (): Promise<boolean> => down()).mockResolvedValueOnce(true);
    const { container, login, soon } = aHub({
      tokens: { load, save: async () => {} },
      leases: { ...memoryLeaseStore(), acquire },
    });
    expect(await container().get(soon)).toEqual(token(9));
    expect(login).not.toHaveBeenCalled();
  });
});

describe('another container holding the lease', () => {
  it('is waited for until its lease is over', async () => {
    const { clock, container, needs, soon } = aHub();
    await needs.leases.acquire('login-gr8', 'a container that died', start, start + 5_000);
    expect(await container().get(soon)).toEqual(token(1));
    expect(clock.now()).toBe(start + 5_000);
  });

  it('for longer than any login takes leaves this one without a token', async () => {
    const { clock, container, login, needs, soon } = aHub();
    await needs.leases.acquire('login-gr8', 'somebody', start, soon);
    expect(await container().get(soon)).toEqual({ kind: 'no-token', cause: 'another login is under way' });
    expect(clock.now()).toBe(start + 5_500);
    expect(login).not.toHaveBeenCalled();
  });

  it('is followed as soon as it gives the lease back without a token', async () => {
    const { clock, container, needs, soon } = aHub();
    await needs.leases.acquire('login-gr8', 'somebody', start, soon);
    const waiting = clock.sleep(200).then(() => needs.leases.release('login-gr8', 'somebody'));
    expect(await container().get(soon)).toEqual(token(1));
    await waiting;
    expect(clock.now()).toBe(start + 250);
  });

  it('gives it back at once where it found a token after all', async () => {
    const left = { authorization: 'Bearer s3cret-9', expiresAt: start + hourMs };
    const load = vi.fn(async () => left as ProviderToken | null).mockResolvedValueOnce(null);
    const { container, needs, soon } = aHub({ tokens: { load, save: async () => {} } });
    await container().get(soon);
    expect(await needs.leases.acquire('login-gr8', 'somebody', start, soon)).toBe(true);
  });

  it.each<[string, LoginAnswer | null]>([
    ['worked', null],
    ['failed', { kind: 'refused', cause: 'token endpoint answered 503' }],
  ])('keeps it for a quarter of a second after a login that %s', async (_, answer) => {
    const { container, login, needs, soon } = aHub();
    if (answer !== null) login.mockResolvedValueOnce(answer);
    await container().get(soon);
    expect(await needs.leases.acquire('login-gr8', 'somebody', start + 249, soon)).toBe(false);
    expect(await needs.leases.acquire('login-gr8', 'somebody', start + 250, soon)).toBe(true);
  });
});
