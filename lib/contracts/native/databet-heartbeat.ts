import type { NativeContract } from './native-contract.ts';

/** POST …/heartbeat of databet.facts.md: whatever comes with it says nothing. */
export const databetHeartbeatContract: NativeContract<null> = {
  id: 'databet-heartbeat',
  provider: 'databet',
  read: () => ({ ok: true, input: null }),
};
