import { gr8Headers } from '../../contracts/native/gr8.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/telemetry.ts';
import { faultCode } from '../http/fault-code.ts';
import type { SharedToken } from '../http/shared-token.ts';
import type { Gr8Settings } from './settings.ts';

/** What every call to GR8 is made with. */
export interface Gr8Calls {
  /** Read per call; whoever builds the client caches it. */
  readonly settings: () => Promise<Gr8Settings>;
  readonly token: SharedToken;
  readonly clock: Clock;
  readonly log: Log;
}

/** The headers the page lists for all four calls. `playerId` is the operator's player id. */
export function callHeaders(
  settings: Gr8Settings,
  authorization: string,
  playerId: string,
): Readonly<Record<string, string>> {
  return {
    Authorization: authorization,
    'Content-Type': 'application/json',
    Accept: 'application/json',
    [gr8Headers.operatorId]: settings.operatorId,
    [gr8Headers.brand]: settings.brand,
    [gr8Headers.playerId]: playerId,
  };
}

/** The query parameter of that name, or none. The text is opaque: half a surrogate pair is no reason to throw. */
export function marginParameter(margin: string | undefined): readonly string[] {
  return margin === undefined ? [] : [`margin=${encodeURIComponent(margin.toWellFormed())}`];
}

/** Undefined when they cannot be had, which is logged: without them there is nobody to call. */
export async function settingsOf({ settings, log }: Gr8Calls): Promise<Gr8Settings | undefined> {
  try {
    return await settings();
  } catch (fault) {
    log.warn('gr8 settings not available', { fault: faultCode(fault) });
    return undefined;
  }
}
