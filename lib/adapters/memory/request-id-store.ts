import { keepRequestIdForMs, type RequestIdStore } from '../../ports/request-id-store.ts';

/** Used request ids in this process. */
export function memoryRequestIdStore(): RequestIdStore {
  const usedUntil = new Map<string, number>();
  return {
    async useOnce(requestId, now) {
      if ((usedUntil.get(requestId) ?? 0) > now) return false;
      usedUntil.set(requestId, now + keepRequestIdForMs);
      return true;
    },
  };
}
