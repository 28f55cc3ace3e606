import type { Provider } from '../domain/provider.ts';

export interface ProviderToken {
  /** The whole Authorization value, scheme included. A secret: never logged, stored encrypted. */
  readonly authorization: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Provider tokens shared by all containers. An expired token is not there, whether deleted yet or not. */
export interface TokenStore {
  load(provider: Provider, now: number): Promise<ProviderToken | null>;
  save(provider: Provider, token: ProviderToken): Promise<void>;
}
