import type { Provider } from '../../domain/provider.ts';
import type { ProviderToken } from '../../ports/token-store.ts';
import { faultCode } from './fault-code.ts';
import { type Login, type LoginNeeds, oneLogin } from './one-login.ts';

export type TokenResult =
  /** The whole Authorization value: a secret. */
  | { readonly kind: 'token'; readonly authorization: string }
  /** `cause` is in our own words, safe to log and to store. */
  | { readonly kind: 'no-token'; readonly cause: string };

/** One provider's token, kept by all containers together. Neither call throws. */
export interface SharedToken {
  /** Waits until `by` (epoch ms) at most; a login under way goes on for whoever asks next. */
  get(by: number): Promise<TokenResult>;
  /** The same after a 401: another token than the rejected Authorization value, from wherever there is one. */
  refresh(rejected: string, by: number): Promise<TokenResult>;
}

/** Two clocks of ours may differ by 60 s, so a token of another container may end this much before it says. */
const renewAheadMs = 60_000;
/** How long a call waits for a renewal while the old token still holds. */
const renewalPatienceMs = 2_000;
/** A renewal that failed is not tried again by every call while the old token still holds. */
const renewAgainAfterMs = 10_000;

/**
 * Keeps a provider's token: in memory, else in the token store, else by a login that one container at a time
 * does (see one-login.ts). Renews it ahead of its end; while that fails, the old one serves to its last moment.
 * Tokens that live shorter than a minute are not shared.
 */
export function sharedToken(provider: Provider, login: Login, needs: LoginNeeds): SharedToken {
  const { clock, log } = needs;
  const freshToken = oneLogin(provider, login, needs);
  /** Refused by the provider since the last login, whatever their end. */
  const rejected = new Set<string>();
  let held: { readonly token: ProviderToken; readonly renewAt: number } | null = null;
  let flight: Promise<TokenResult> | null = null;

  async function get(by: number): Promise<TokenResult> {
    if (held !== null && usable(held.token) && clock.now() < held.renewAt) return found(held.token);
    flight ??= renew()
      .catch((fault: unknown): TokenResult => ({ kind: 'no-token', cause: faultCode(fault) }))
      .finally(() => {
        flight = null;
      });
    // While a token holds, a renewal that takes its time must not use up the time to send.
    const patience = held !== null && usable(held.token) ? clock.now() + renewalPatienceMs : by;
    return within(flight, Math.min(by, patience));
  }

  function refresh(refused: string, by: number): Promise<TokenResult> {
    // A search under way heeds it as well: what it finds is judged when it is found.
    rejected.add(refused);
    return get(by);
  }

  async function renew(): Promise<TokenResult> {
    const answer = await freshToken(fresh);
    const now = clock.now();
    if (answer.kind === 'shared') return keep(answer.token, answer.token.expiresAt - renewAheadMs);
    if (answer.kind === 'logged-in') {
      // The newest word on what is valid, even when it is the text that was rejected.
      rejected.clear();
      const { expiresAt } = answer.token;
      return keep(answer.token, expiresAt - Math.min(renewAheadMs, (expiresAt - now) / 2));
    }
    log.warn('provider login failed', { provider, cause: answer.cause });
    const spare = [held?.token, answer.lastShared].find((token) => token != null && usable(token));
    if (spare == null) return { kind: 'no-token', cause: answer.cause };
    return keep(spare, now + renewAgainAfterMs);
  }

  async function within(work: Promise<TokenResult>, by: number): Promise<TokenResult> {
    const deadline = clock.deadline(Math.max(0, by - clock.now()));
    const late = new Promise<TokenResult>((resolve) => {
      const tell = () => {
        // A renewal that hangs is no reason to go without the token that still holds.
        if (held !== null && usable(held.token)) resolve(found(held.token));
        else resolve({ kind: 'no-token', cause: 'no token in time' });
      };
      if (deadline.signal.aborted) tell();
      deadline.signal.addEventListener('abort', tell, { once: true });
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      deadline.release();
    }
  }

  function keep(token: ProviderToken, renewAt: number): TokenResult {
    held = { token, renewAt };
    return found(token);
  }

  function usable(token: ProviderToken): boolean {
    return !rejected.has(token.authorization) && clock.now() < token.expiresAt;
  }

  function fresh(token: ProviderToken): boolean {
    return usable(token) && clock.now() < token.expiresAt - renewAheadMs;
  }

  return { get, refresh };
}

function found(token: ProviderToken): TokenResult {
  return { kind: 'token', authorization: token.authorization };
}
