import { assert } from '../domain/assert.ts';
import { type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import { applyToPayOut } from '../domain/pay-out/apply.ts';
import { askedBy, commandOfCashout } from '../domain/pay-out/cashout-state.ts';
import type { PayOutCommand } from '../domain/pay-out/decide.ts';
import { blankPayOut, type CashoutOwner, type Owner, type PayOut } from '../domain/pay-out/pay-out.ts';
import { type ChangePayOutNeeds, changePayOut } from './change-pay-out.ts';

export type Reserved =
  | { readonly outcome: 'reserved' }
  | {
      readonly outcome: 'refused';
      readonly code: 'pay-out-already-attached' | 'cashout-in-progress';
      /** The one that has it is a cashout of this very bet. */
      readonly bySameBet: boolean;
    };

/**
 * Reserves the pay-out of a cashout that is about to be written; said again by the same cashout it changes nothing.
 * `bet`: as that cashout was judged on. `at` in epoch ms.
 */
export async function reservePayOut(
  needs: ChangePayOutNeeds,
  bet: Bet,
  cashout: Cashout,
  at: number,
  causationId: string,
): Promise<Reserved> {
  const asked = askedBy(bet, cashout);
  assert(cashout.payOut !== null && asked !== null, 'a pay-out is asked for');
  const command = { name: 'reserve', at, asked } as const;
  // Nearly all BETCORE bets are new here, so nobody looks first: what is there comes back with the refused write.
  const blank = blankPayOut(cashout.payOut.betcoreBetId);
  const { result } = await changePayOut<Reserved>(needs, blank, (payOut) => {
    let applied = applyToPayOut(payOut, command, causationId);
    if (applied.outcome === 'refused') {
      applied = applyToPayOut(upToDate(payOut, bet, at, causationId), command, causationId);
    }
    assert(applied.outcome !== 'no-row', 'there is a row for whoever reserves');
    if (applied.outcome === 'refused') return { payOut, result: refusedBy(payOut, bet) };
    return { payOut: applied.payOut, result: { outcome: 'reserved' } };
  });
  return result;
}

/**
 * The pay-out brought in line with an owner of this bet: the events that say how it ended take their time, and a player
 * who is told that the price has changed asks again at once.
 */
function upToDate(payOut: PayOut, bet: Bet, at: number, causationId: string): PayOut {
  const owner = payOut.asked?.owner;
  if (!isOfBet(owner, bet)) return payOut;
  const former = findCashout(bet, owner.cashoutId);
  // Of one the bet does not have, the table sees to it that it had the time to come.
  const command: PayOutCommand | null =
    former === undefined ? { name: 'orphan', at, owner } : commandOfCashout(bet, former, at);
  return command === null ? payOut : applyToPayOut(payOut, command, causationId).payOut;
}

function refusedBy({ asked, status }: PayOut, bet: Bet): Reserved {
  const bySameBet = isOfBet(asked?.owner, bet);
  // Whoever has reserved it is about to cash the bet out: that is no final no.
  const code = bySameBet && status === 'reserved' ? 'cashout-in-progress' : 'pay-out-already-attached';
  return { outcome: 'refused', code, bySameBet };
}

function isOfBet(owner: Owner | undefined, { provider, betId }: BetRef): owner is CashoutOwner {
  return owner !== undefined && owner !== 'native' && owner.provider === provider && owner.betId === betId;
}
