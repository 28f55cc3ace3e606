import type { LeaseStore } from '../../ports/lease-store.ts';

/** Leases in this process. */
export function memoryLeaseStore(): LeaseStore {
  const leases = new Map<string, { readonly holder: string; readonly until: number }>();
  return {
    async acquire(name, holder, now, until) {
      const lease = leases.get(name);
      if (lease !== undefined && lease.until > now && lease.holder !== holder) return false;
      leases.set(name, { holder, until });
      return true;
    },

    async release(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
  };
}
