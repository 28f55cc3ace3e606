import { odds88Paths } from '../../contracts/native/odds88.ts';
import type { Currencies } from '../../domain/money/currency.ts';
import { reason } from '../../domain/reasons.ts';
import type { CashoutProvider, PlaceOutcome, PlaceRequest } from '../../ports/cashout-provider.ts';
import { postOnce } from '../http/post-once.ts';
import { withToken } from '../http/with-token.ts';
import { callHeaders, type Odds88Calls, settingsOf } from './calls.ts';
import { judgeAnswer, neverSent, unclear, type Verdict } from './cashout-answer.ts';
import { type CashoutCall, prepareCashout, type SaidPrecision } from './cashout-call.ts';
import type { QuotedPrecision } from './quoted-precision.ts';
import type { Odds88Settings } from './settings.ts';

/**
 * Places full cashouts at Odds88: one POST, and a second one only after a 401, which proves that the first was
 * not executed.
 */
export function odds88Cashouts(
  calls: Odds88Calls,
  currencies: Currencies,
  quoted: QuotedPrecision,
): CashoutProvider {
  return {
    place: async (request) => {
      try {
        return await place(request, calls, currencies, quoted);
      } catch (fault) {
        // A bug of ours, at a point nobody knows: the money may have moved.
        calls.log.error('odds88 cashout failed', fault);
        return unclear('internal fault');
      }
    },
  };
}

async function place(
  request: PlaceRequest,
  calls: Odds88Calls,
  currencies: Currencies,
  quoted: QuotedPrecision,
): Promise<PlaceOutcome> {
  const settings = await settingsOf(calls);
  if (settings === undefined) return neverSent(reason('provider-unreachable'), 'settings not available');
  const said = await precisionSaid(request, settings, quoted);
  const call = prepareCashout(request, said, currencies);
  if (call.kind === 'invalid') return neverSent(call.reason, call.evidence);
  const verdict = await send(call, request, settings, calls);
  if (verdict.outcome === 'unauthorized') return neverSent(reason('provider-error'), 'answered 401 twice');
  return verdict;
}

async function precisionSaid(
  { betId, amount: { currency }, precision }: PlaceRequest,
  { precisions }: Odds88Settings,
  quoted: QuotedPrecision,
): Promise<SaidPrecision> {
  const exactly = precision ?? (currency === null ? undefined : precisions[currency]);
  if (exactly !== undefined || currency === null) return { exactly };
  return { atLeast: await quoted(betId, currency) };
}

async function send(
  call: CashoutCall,
  { sendBefore, answerBy }: PlaceRequest,
  settings: Odds88Settings,
  { token, clock }: Odds88Calls,
): Promise<Verdict> {
  const { baseUrl, deadlineMs, rejections } = settings;
  const attempt = async (authorization: string): Promise<Verdict> => {
    const result = await postOnce(
      {
        url: `${baseUrl}${odds88Paths.cashout}`,
        headers: callHeaders(authorization),
        body: call.body,
        deadlineMs: Math.min(deadlineMs, answerBy - clock.now()),
        mayLeave: () => clock.now() <= sendBefore,
      },
      clock,
    );
    return judgeAnswer(result, { call, authorization, rejections });
  };
  // Not bounded by the deadline of a call: a container that died in its login may have to be waited for first.
  const tokenBy = Math.min(sendBefore, answerBy);
  const sent = await withToken(token, tokenBy, attempt, ({ outcome }) => outcome === 'unauthorized');
  if (sent.kind === 'answered') return sent.answer;
  return neverSent(reason('provider-unreachable'), `no token: ${sent.cause}`);
}
