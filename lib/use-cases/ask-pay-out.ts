import type { Decimal } from '../domain/money/decimal.ts';
import { money } from '../domain/money/money.ts';
import { type AppliedPayOut, applyToPayOut } from '../domain/pay-out/apply.ts';
import type { AskedPayOut, PayOut } from '../domain/pay-out/pay-out.ts';
import type { PayOutRefusal } from '../domain/pay-out/transitions.ts';
import { type AttemptNeeds, attemptPayOut } from './attempt-pay-out.ts';

/** A pay-out asked for on BETCORE's own path, without a cashout of the hub. */
export interface NativePayOut {
  readonly betcoreBetId: string;
  readonly sessionId: string;
  readonly winAmount: Decimal;
  readonly winOdd: Decimal | null;
  readonly correlationId: string;
  readonly causationId: string;
}

export type AskPayOutResult =
  /** As it is now; a repeat changes nothing of what is paid. */
  | { readonly outcome: 'taken'; readonly payOut: PayOut }
  | { readonly outcome: 'refused'; readonly code: PayOutRefusal };

/** Pays a bet out as asked: the first time, and whenever a repeat finds that BETCORE may be asked again. */
export async function askPayOut(needs: AttemptNeeds, request: NativePayOut): Promise<AskPayOutResult> {
  const { betcoreBetId, sessionId, winAmount, winOdd, correlationId, causationId } = request;
  const asked: AskedPayOut = {
    owner: 'native',
    sessionId,
    // The session's currency, which this wire does not name.
    amount: money(winAmount, null),
    stake: null,
    winOdd,
    client: null,
    correlationId,
  };
  const { payOut, result } = await attemptPayOut(
    needs,
    await needs.payOuts.load(betcoreBetId),
    causationId,
    (current) => {
      const applied = applyToPayOut(current, { name: 'ask', at: needs.clock.now(), asked }, causationId);
      // Who is refused does not wait for what others are to be paid.
      return { payOut: applied.payOut, result: applied, attempt: !isRefused(applied) };
    },
  );
  return isRefused(result) ? { outcome: 'refused', code: result.code } : { outcome: 'taken', payOut };
}

function isRefused(applied: AppliedPayOut): applied is Extract<AppliedPayOut, { outcome: 'refused' }> {
  return applied.outcome === 'refused';
}
