import type { Provider } from '../../domain/provider.ts';
import type { ProviderToken, TokenStore } from '../../ports/token-store.ts';
import { copied } from './copy.ts';

/** Provider tokens in this process. */
export function memoryTokenStore(): TokenStore {
  const tokens = new Map<Provider, ProviderToken>();
  return {
    async load(provider, now) {
      const token = tokens.get(provider);
      return token === undefined || token.expiresAt <= now ? null : copied(token);
    },

    async save(provider, token) {
      tokens.set(provider, copied(token));
    },
  };
}
