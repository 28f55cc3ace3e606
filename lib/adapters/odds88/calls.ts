import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/telemetry.ts';
import { faultCode } from '../http/fault-code.ts';
import type { SharedToken } from '../http/shared-token.ts';
import type { Odds88Settings } from './settings.ts';

/** What every call to Odds88 is made with. */
export interface Odds88Calls {
  /** Read per call; whoever builds the client caches it. */
  readonly settings: () => Promise<Odds88Settings>;
  readonly token: SharedToken;
  readonly clock: Clock;
  readonly log: Log;
}

export function callHeaders(authorization: string): Readonly<Record<string, string>> {
  return {
    Authorization: authorization,
    'Content-Type': 'application/json',
    Accept: 'application/json',
  };
}

/** Undefined when they cannot be had, which is logged: without them there is nobody to call. */
export async function settingsOf({
  settings,
  log,
}: Pick<Odds88Calls, 'settings' | 'log'>): Promise<Odds88Settings | undefined> {
  try {
    return await settings();
  } catch (fault) {
    log.warn('odds88 settings not available', { fault: faultCode(fault) });
    return undefined;
  }
}
