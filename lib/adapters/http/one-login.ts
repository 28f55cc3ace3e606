import type { Provider } from '../../domain/provider.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { LeaseStore } from '../../ports/lease-store.ts';
import type { Log } from '../../ports/telemetry.ts';
import type { ProviderToken, TokenStore } from '../../ports/token-store.ts';
import { faultCode } from './fault-code.ts';

/** How a provider was asked for a token. `cause` is in our own words: never a body, never a secret. */
export type LoginAnswer =
  | { readonly kind: 'logged-in'; readonly token: ProviderToken }
  | { readonly kind: 'refused'; readonly cause: string };

/** Ends within 4 s, so that the lease covers it and whoever waits for it still has time left. */
export type Login = () => Promise<LoginAnswer>;

export interface LoginNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tokens: TokenStore;
  readonly leases: LeaseStore;
  readonly log: Log;
}

export type OneLoginResult =
  | { readonly kind: 'shared'; readonly token: ProviderToken }
  | { readonly kind: 'logged-in'; readonly token: ProviderToken }
  | { readonly kind: 'refused'; readonly cause: string; readonly lastShared: ProviderToken | null };

/** Covers one login and saving its token; a container that died holds the others up no longer than this. */
const leaseMs = 10_000;
/** After that a container logs in by itself: with its own login it stays below the 10 s a request may wait. */
const waitForOthersMs = 3_000;
/** A login takes a few hundred milliseconds; asking four times a second costs little and wastes little. */
const pollMs = 250;

/**
 * A token from the store when `fresh` says it will do, else from a login done under the lease
 * `login-<provider>`: one container logs in, the others watch the store for what it saves. A failing store
 * never stops a login, it only costs one more than needed.
 */
export async function oneLogin(
  provider: Provider,
  login: Login,
  fresh: (token: ProviderToken) => boolean,
  needs: LoginNeeds,
): Promise<OneLoginResult> {
  const { clock, ids, leases, tokens } = needs;
  const loadShared = () =>
    attempt('provider token not loaded', () => tokens.load(provider, clock.now()), 'unavailable' as const);

  const first = await loadShared();
  if (first !== 'unavailable' && first !== null && fresh(first)) return { kind: 'shared', token: first };
  const leaseName = `login-${provider}`;
  const holder = ids.next();
  const stopWaitingAt = clock.now() + waitForOthersMs;
  for (;;) {
    const lease = await takeLease();
    try {
      const shared = await loadShared();
      if (shared !== 'unavailable' && shared !== null && fresh(shared))
        return { kind: 'shared', token: shared };
      // From a store that cannot be read nobody learns of another container's login.
      const noUseWaiting = shared === 'unavailable' || clock.now() >= stopWaitingAt;
      if (lease !== 'taken' || noUseWaiting) return await logIn(shared === 'unavailable' ? null : shared);
    } finally {
      if (lease === 'ours') {
        await attempt('login lease not released', () => leases.release(leaseName, holder), undefined);
      }
    }
    await clock.sleep(pollMs);
  }

  async function takeLease(): Promise<'ours' | 'taken' | 'unavailable'> {
    const now = clock.now();
    const ask = async () =>
      (await leases.acquire(leaseName, holder, now, now + leaseMs)) ? ('ours' as const) : ('taken' as const);
    return attempt('login lease not taken', ask, 'unavailable' as const);
  }

  async function logIn(lastShared: ProviderToken | null): Promise<OneLoginResult> {
    try {
      const answer = await login();
      if (answer.kind === 'refused') return { ...answer, lastShared };
      await attempt('provider token not saved', () => tokens.save(provider, answer.token), undefined);
      return answer;
    } catch (fault) {
      return { kind: 'refused', cause: faultCode(fault), lastShared };
    }
  }

  async function attempt<T, F>(failure: string, work: () => Promise<T>, otherwise: F): Promise<T | F> {
    try {
      return await work();
    } catch (fault) {
      // The code alone: a store's message may quote the item, and with it the token.
      needs.log.warn(failure, { provider, fault: faultCode(fault) });
      return otherwise;
    }
  }
}
