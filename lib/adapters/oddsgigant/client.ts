import { oddsgigantPath } from '../../contracts/native/oddsgigant.ts';
import { oddsgigantRequestText } from '../../contracts/native/oddsgigant-request.ts';
import { reason } from '../../domain/reasons.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Log } from '../../ports/telemetry.ts';
import type { RemotePrice, TicketPricing } from '../../ports/ticket-pricing.ts';
import { faultCode } from '../http/fault-code.ts';
import { isOneOf } from '../http/one-of.ts';
import { type PostResult, postOnce } from '../http/post-once.ts';
import { judgePrice } from './price-answer.ts';
import type { OddsgigantSettings } from './settings.ts';

export interface OddsgigantNeeds {
  /** Asked for at every call and expected to cache itself; may reject, which counts as OddsGigant being unreachable. */
  readonly settings: () => Promise<OddsgigantSettings>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** A price is worth two more tries, and a player no longer wait. */
const maxRepeats = 2;

/** Apart from each other, so that many callers of a service that stumbled do not all come back at once. */
const shortestPauseMs = 50;
const longestPauseMs = 250;

/** OddsGigant's cashout API, and how this operator uses it. */
export function oddsgigantPricing(needs: OddsgigantNeeds): TicketPricing {
  return {
    settings: needs.settings,
    async isLicensed(auth) {
      const { licenceKey, alsoAcceptedKeys } = await needs.settings();
      return isOneOf([...(licenceKey === undefined ? [] : [licenceKey]), ...alsoAcceptedKeys], auth);
    },
    async remotePrice(ticket, referenceId, by) {
      try {
        return await remotePrice(needs, ticket, referenceId, by);
      } catch (fault) {
        return failed(`not asked: ${faultCode(fault)}`);
      }
    },
  };
}

async function remotePrice(
  needs: OddsgigantNeeds,
  ...[ticket, referenceId, by]: Parameters<TicketPricing['remotePrice']>
): Promise<RemotePrice> {
  const settings = await needs.settings();
  const { licenceKey: auth, deadlineMs } = settings;
  if (auth === undefined) {
    return { outcome: 'failed', reason: reason('not-supported'), cause: 'there is no licence key' };
  }
  const now = needs.clock.now();
  const unixTimestamp = Math.floor(now / 1_000);
  const body = oddsgigantRequestText({ ticket, auth, referenceId, unixTimestamp });
  if (body === undefined) {
    const cause = 'a number of the ticket has more digits than its wire carries';
    return { outcome: 'failed', reason: reason('amount-out-of-limits'), cause };
  }
  const answer = await post(needs, settings, body, Math.min(by, now + deadlineMs));
  return judgePrice(answer, { ticket, referenceId, settings });
}

/** Asking for a price changes nothing, so it is asked again when nobody answered or the service failed. */
async function post(
  { clock, ids }: OddsgigantNeeds,
  { baseUrl, deadlineMs }: OddsgigantSettings,
  body: string,
  by: number,
): Promise<PostResult> {
  const url = `${baseUrl}${oddsgigantPath}`;
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  for (let repeats = 0; ; repeats += 1) {
    // One that hangs leaves the other half for a second try.
    const attemptMs = Math.min(Math.ceil(deadlineMs / 2), by - clock.now());
    const answer = await postOnce({ url, headers, body, deadlineMs: attemptMs, mayLeave: () => true }, clock);
    const pauseMs = pauseFrom(ids.next());
    if (!isWorthRepeating(answer) || repeats === maxRepeats || clock.now() + pauseMs >= by) return answer;
    await clock.sleep(pauseMs);
  }
}

function isWorthRepeating(answer: PostResult): boolean {
  return answer.kind !== 'answered' || answer.status >= 500;
}

/** Spread evenly by the first digits of a random id. */
function pauseFrom(randomId: string): number {
  const share = Number.parseInt(randomId.slice(0, 8), 16) / 2 ** 32;
  return Math.floor(shortestPauseMs + share * (longestPauseMs - shortestPauseMs));
}

function failed(cause: string): RemotePrice {
  return { outcome: 'failed', reason: reason('provider-unreachable'), cause };
}
