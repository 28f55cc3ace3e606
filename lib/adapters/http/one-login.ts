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

/** Ends within `longestLoginMs`, so that the lease covers it and whoever waits for it still has time left. */
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

/** With all the time a container that died can cost, this stays below the 10 s a cashout may wait to leave. */
export const longestLoginMs = 4_000;
/** Covers one login and the store calls around it; a container that died holds the others up no longer than this. */
const leaseMs = 5_000;
/** A login takes a few hundred milliseconds; asking four times a second costs little and wastes little. */
const pollMs = 250;
/** Outlasts a lease nobody gives back, by two more questions. */
const waitForOthersMs = 5_500;
const maxAsks = 1 + waitForOthersMs / pollMs;
/** From the end of one login to the begin of the next: never more than five begin within a second (Odds88's limit). */
const gapMs = 250;
/** A container that has just logged in lets each of the others ask once before it asks again. */
const restMs = gapMs + pollMs;

/**
 * A token from the store when `fresh` says it will do, else from a login done under the lease
 * `login-<provider>`: one container logs in, the others watch the store for what it saves. After a login, failed
 * or not, its holder keeps the lease for a moment, so that a wrong password never becomes a storm of logins.
 *
 * Only where the lease store cannot be reached does a container log in without the lease, in the same rhythm.
 * Build one per process and provider; it takes one call at a time.
 */
export function oneLogin(
  provider: Provider,
  login: Login,
  needs: LoginNeeds,
): (fresh: (token: ProviderToken) => boolean) => Promise<OneLoginResult> {
  const { clock, ids, leases, tokens } = needs;
  const leaseName = `login-${provider}`;
  let restUntil = Number.NEGATIVE_INFINITY;

  return async (fresh) => {
    let shared = await loadShared();
    if (shared !== null && fresh(shared)) return { kind: 'shared', token: shared };
    if (clock.now() < restUntil) await clock.sleep(restUntil - clock.now());
    const holder = ids.next();
    for (let ask = 0; ask < maxAsks; ask += 1) {
      if (ask > 0) await clock.sleep(pollMs);
      const leaseUntil = clock.now() + leaseMs;
      const lease = await takeLease(holder, leaseUntil);
      // Read after the lease: its last holder saved before it let go.
      shared = await loadShared();
      if (shared !== null && fresh(shared)) {
        if (lease === 'ours') await endLease(holder, 0);
        return { kind: 'shared', token: shared };
      }
      // A container that is frozen between two calls may wake up long after its lease is over.
      const isCovered = lease === 'ours' && clock.now() + longestLoginMs <= leaseUntil;
      if (!isCovered && lease !== 'unavailable') continue;
      const answer = await logIn();
      if (lease === 'ours') await endLease(holder, gapMs);
      return answer.kind === 'refused' ? { ...answer, lastShared: shared } : answer;
    }
    return { kind: 'refused', cause: 'another login is under way', lastShared: shared };
  };

  async function takeLease(holder: string, until: number): Promise<'ours' | 'taken' | 'unavailable'> {
    const ask = async () =>
      (await leases.acquire(leaseName, holder, clock.now(), until)) ? ('ours' as const) : ('taken' as const);
    return attempt('login lease not taken', ask, 'unavailable' as const);
  }

  async function logIn(): Promise<LoginAnswer> {
    try {
      const answer = await login();
      if (answer.kind === 'logged-in') {
        await attempt('provider token not saved', () => tokens.save(provider, answer.token), undefined);
      }
      return answer;
    } catch (fault) {
      return { kind: 'refused', cause: faultCode(fault) };
    } finally {
      restUntil = clock.now() + restMs;
    }
  }

  /** Written and never deleted, so that logging in takes no right to delete. */
  async function endLease(holder: string, inMs: number): Promise<void> {
    const now = clock.now();
    await attempt('login lease not ended', () => leases.acquire(leaseName, holder, now, now + inMs), false);
  }

  async function loadShared(): Promise<ProviderToken | null> {
    return attempt('provider token not loaded', () => tokens.load(provider, clock.now()), null);
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
