import { isSignedByCaller } from '../../../../lib/adapters/betcore/caller.ts';
import { betcoreSettingsSchema } from '../../../../lib/adapters/betcore/settings.ts';
import { readSignedRequest } from '../../../../lib/contracts/native/betcore.ts';
import { notLetInAnswer } from '../../../../lib/contracts/native/betcore-answers.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { type Answer, nativeAnswer } from '../answer.ts';
import type { SimulatedRequest } from '../simulator.ts';
import { simulatedCounterpartyId } from './connection.ts';

/** As long as the hub's own copy of the path remembers them; the page says nothing. */
const rememberedMs = 24 * 3_600_000;

/** The answer to a caller who is not let in; undefined lets it in, and its request id is used up. */
export type Admission = (request: SimulatedRequest) => Answer | undefined;

/**
 * Refuses a wrong counterparty, signature or time, and a request id that was used before: 401 with code 8, whichever
 * it was. The page says only that the four headers are required.
 */
export function admission(clock: Clock, secret: string): Admission {
  // Whoever verifies needs no address.
  const settings = betcoreSettingsSchema.parse({
    baseUrl: 'http://127.0.0.1',
    counterpartyId: simulatedCounterpartyId,
    secret,
  });
  const usedAt = new Map<string, number>();

  return ({ headers, method, path, body }) => {
    const now = clock.now();
    for (const [requestId, at] of usedAt) {
      // They stand in the order of time.
      if (now - at < rememberedMs) break;
      usedAt.delete(requestId);
    }
    const signed = readSignedRequest(headers, { method, path, body });
    if (!isSignedByCaller(signed, settings, now) || usedAt.has(signed.requestId)) {
      return nativeAnswer(notLetInAnswer);
    }
    usedAt.set(signed.requestId, now);
    return undefined;
  };
}
