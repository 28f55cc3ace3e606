import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { PayOutOutcome, PayOutProvider, PayOutRequest } from '../../ports/pay-out-provider.ts';
import type { Log } from '../../ports/telemetry.ts';
import { faultCode } from '../http/fault-code.ts';
import { postOnce } from '../http/post-once.ts';
import { judgeAnswer } from './pay-out-answer.ts';
import { preparePayOut, signedHeaders } from './pay-out-call.ts';
import { ownRequestId } from './request-id.ts';
import type { BetcoreSettings } from './settings.ts';

export interface BetcoreNeeds {
  /** Asked for at every call and expected to cache itself; may reject, which counts as BETCORE not being reached. */
  readonly settings: () => Promise<BetcoreSettings>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** BETCORE's PayOut as the port the hub pays through: one POST per attempt, never repeated here. */
export function betcorePayOuts(needs: BetcoreNeeds): PayOutProvider {
  return {
    async payOut(request) {
      try {
        return await attempt(request, needs);
      } catch (fault) {
        // A bug of ours, at a point nobody knows: the money may have moved.
        needs.log.error('betcore pay-out failed', fault);
        return { outcome: 'undetermined', evidence: 'internal fault' };
      }
    },
  };
}

async function attempt(request: PayOutRequest, needs: BetcoreNeeds): Promise<PayOutOutcome> {
  const call = preparePayOut(request);
  if (call.kind === 'invalid') {
    return { outcome: 'never-sent', cause: 'not-expressible', evidence: call.evidence };
  }
  const settings = await settingsOf(needs);
  if (settings === undefined) {
    return { outcome: 'never-sent', cause: 'not-reached', evidence: 'settings not available' };
  }
  const { clock, ids } = needs;
  const { sendBefore = Number.POSITIVE_INFINITY } = request;
  const requestId = ownRequestId(ids.next(), settings.secret);
  const result = await postOnce(
    {
      url: `${settings.baseUrl}${call.path}`,
      headers: signedHeaders(call, { requestId, now: clock.now() }, settings),
      body: call.body,
      deadlineMs: settings.deadlineMs,
      mayLeave: () => clock.now() <= sendBefore,
    },
    clock,
  );
  return judgeAnswer(result, settings);
}

/** Undefined when they cannot be had, which is logged: without them there is nobody to call. */
async function settingsOf({ settings, log }: BetcoreNeeds): Promise<BetcoreSettings | undefined> {
  try {
    return await settings();
  } catch (fault) {
    log.warn('betcore settings not available', { fault: faultCode(fault) });
    return undefined;
  }
}
