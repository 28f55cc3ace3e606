import type { SignedRequest } from '../../contracts/native/betcore.ts';
import type { Clock } from '../../ports/clock.ts';
import { isOneOf } from '../http/one-of.ts';
import { isOwnRequestId } from './request-id.ts';
import type { BetcoreSettings } from './settings.ts';
import { isSigned } from './signature.ts';

export interface BetcoreCaller {
  /**
   * Whether a request on the hub's own copy of BETCORE's path comes from somebody who has the secret, just now, and is
   * none the hub itself has made. That it comes once is for whoever remembers its `requestId`. Rejects when the settings
   * cannot be had, which is no word on the caller.
   */
  isSignedByCaller(request: SignedRequest): Promise<'verified' | 'refused'>;
}

export interface BetcoreCallerNeeds {
  /** Asked for at every call and expected to cache itself. */
  readonly settings: () => Promise<BetcoreSettings>;
  readonly clock: Clock;
}

export function betcoreCaller({ settings, clock }: BetcoreCallerNeeds): BetcoreCaller {
  return {
    isSignedByCaller: async (request) => {
      const current = await settings();
      const { secret, alsoAcceptedSecrets } = current;
      const checks = [
        isSignedByCaller(request, current, clock.now()),
        !isOwnRequestId(request.requestId, [secret, ...alsoAcceptedSecrets]),
      ];
      return checks.every((passed) => passed) ? 'verified' : 'refused';
    },
  };
}

export type CallerSettings = Pick<
  BetcoreSettings,
  'counterpartyId' | 'secret' | 'alsoAcceptedSecrets' | 'signature' | 'toleranceMs'
>;

/**
 * Whether somebody who has the secret has signed it just now, the hub included: what BETCORE itself asks. All checks are
 * made, whatever the first of them says: neither answer nor time tells which one it was.
 */
export function isSignedByCaller(request: SignedRequest, settings: CallerSettings, now: number): boolean {
  const { counterpartyId, secret, alsoAcceptedSecrets, signature, toleranceMs } = settings;
  const checks = [
    isOneOf([counterpartyId], request.counterpartyId),
    // Unsigned, either could be written anew, and an old request be sent again as a new one.
    signature.parts.includes('timestamp') && signature.parts.includes('requestId'),
    isInstantNear(request.timestamp, now, toleranceMs),
    /^[0-9a-f]{32}$/i.test(request.requestId),
    isSigned(request, [secret, ...alsoAcceptedSecrets], signature),
  ];
  return checks.every((passed) => passed);
}

/** Thirteen digits of unix milliseconds: 2001 to 2286. */
function isInstantNear(timestamp: string, now: number, toleranceMs: number): boolean {
  return /^\d{13}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= toleranceMs;
}
