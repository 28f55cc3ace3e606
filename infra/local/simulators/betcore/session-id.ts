import { unescaped } from '../control-bets.ts';
import type { SimulatedRequest } from '../simulator.ts';

/** Of a call of a session's own, which `/v1/sessions/{sessionId}/…` all are. */
export function sessionIdIn({ path }: Pick<SimulatedRequest, 'path'>): string {
  return unescaped(path.split('/')[3] ?? '');
}
