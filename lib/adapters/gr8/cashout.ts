import { type Currencies, minorDigitsOf } from '../../domain/money/currency.ts';
import { reason } from '../../domain/reasons.ts';
import type { CashoutProvider, PlaceOutcome, PlaceRequest } from '../../ports/cashout-provider.ts';
import { postOnce } from '../http/post-once.ts';
import { withToken } from '../http/with-token.ts';
import { callHeaders, type Gr8Calls, settingsOf } from './calls.ts';
import { explainNo, judgeAnswer, neverSent, unclear, type Verdict } from './cashout-answer.ts';
import { type MoneyCall, prepareMoneyCall } from './money-call.ts';
import type { AmountsReader } from './quotes.ts';
import type { Gr8Settings } from './settings.ts';

/** A no is known already: its reason is worth this wait and no more. */
const explainWithinMs = 2_000;

/**
 * Places cashouts at GR8: one POST, and a second one only after a 401, which proves that the first was not
 * executed. A no without a reason is looked into with one read of the amount, within `answerBy`.
 */
export function gr8Cashouts(
  calls: Gr8Calls,
  readAmounts: AmountsReader,
  currencies: Currencies,
): CashoutProvider {
  return {
    place: async (request) => {
      try {
        return await place(request, calls, readAmounts, currencies);
      } catch (fault) {
        // A bug of ours, at a point nobody knows: the money may have moved.
        calls.log.error('gr8 cashout failed', fault);
        return unclear('internal fault');
      }
    },
  };
}

async function place(
  request: PlaceRequest,
  calls: Gr8Calls,
  readAmounts: AmountsReader,
  currencies: Currencies,
): Promise<PlaceOutcome> {
  const call = prepareMoneyCall(request);
  if (call.kind === 'invalid') return neverSent(call.reason, call.evidence);
  const settings = await settingsOf(calls);
  if (settings === undefined) return neverSent(reason('provider-unreachable'), 'settings not available');
  const verdict = await send(call, request, settings, calls);
  if (verdict.outcome === 'unauthorized') return neverSent(reason('provider-error'), 'answered 401 twice');
  if (verdict.outcome !== 'ask-why') return verdict;
  const bet = { betId: call.guid, playerId: call.playerId };
  const explainBy = Math.min(request.answerBy, calls.clock.now() + explainWithinMs);
  const [quote] = await readAmounts([bet], { margin: request.margin }, explainBy);
  const minorDigits = minorDigitsOf(request.amount.currency, currencies);
  return { outcome: 'declined', reason: explainNo(verdict, request, quote, minorDigits) };
}

async function send(
  call: MoneyCall,
  request: PlaceRequest,
  settings: Gr8Settings,
  { token, clock }: Gr8Calls,
): Promise<Verdict> {
  const { kind, amount, sendBefore, answerBy } = request;
  const attempt = async (authorization: string): Promise<Verdict> => {
    const result = await postOnce(
      {
        url: `${settings.baseUrl}${call.target}`,
        headers: callHeaders(settings, authorization, call.playerId),
        body: call.body,
        deadlineMs: Math.min(settings.deadlineMs, answerBy - clock.now()),
        mayLeave: () => clock.now() <= sendBefore,
      },
      clock,
    );
    return judgeAnswer(result, { kind, guid: call.guid, amount, authorization });
  };
  // A token endpoint that does not answer costs one deadline, like everything else of GR8's.
  const tokenBy = Math.min(sendBefore, answerBy, clock.now() + settings.deadlineMs);
  const sent = await withToken(token, tokenBy, attempt, ({ outcome }) => outcome === 'unauthorized');
  if (sent.kind === 'answered') return sent.answer;
  return neverSent(reason('provider-unreachable'), `no token: ${sent.cause}`);
}
