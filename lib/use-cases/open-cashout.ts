import { assert } from '../domain/assert.ts';
import { withArchived } from '../domain/bet/archive.ts';
import { type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import type { CashoutAsked, RefusalCode } from '../domain/cashout/refusals.ts';
import { type Requested, requestCashout as start } from '../domain/cashout/request.ts';
import { type Change, type ChangeNeeds, changeBet } from './change-bet.ts';
import type { ChangePayOutNeeds } from './change-pay-out.ts';
import { reservePayOut } from './reserve-pay-out.ts';

export interface OpenCashoutNeeds extends ChangeNeeds, ChangePayOutNeeds {}

export interface RequestRefused {
  readonly outcome: 'refused';
  readonly code: RefusalCode | 'pay-out-already-attached';
  /** The one its key stands for already; null for a new key. */
  readonly cashout: Cashout | null;
}

export type Opened = Exclude<Requested, { readonly outcome: 'refused' }> | RequestRefused;

/**
 * Writes a request as pending, unless the bet refuses it or its key stands for a cashout already, be it an archived
 * one. Where BETCORE is to pay it, the pay-out is reserved before that: judged first, so that a refused or repeated
 * request reserves nothing. Whoever dies in between, or finds that the bet refuses it by now, leaves a reservation
 * without a cashout, which is released after two minutes.
 */
export async function openCashout(
  needs: OpenCashoutNeeds,
  ref: BetRef,
  asked: CashoutAsked,
  causationId: string,
): Promise<Change<Opened>> {
  let { bet, result } = await judge(needs, await needs.bets.load(ref), asked, null, causationId);
  if (result.outcome !== 'to-reserve') return { bet, result };
  // One instant for both: a request that is held up for long after its reservation never leaves.
  const at = needs.clock.now();
  let reserved = await reservePayOut(needs, bet, result.cashout, at, causationId);
  if (reserved.outcome === 'refused' && reserved.bySameBet) {
    // Another request for this bet was faster: by now the bet may tell how that one stands.
    ({ bet, result } = await judge(needs, await needs.bets.load(ref), asked, null, causationId));
    if (result.outcome !== 'to-reserve') return { bet, result };
    reserved = await reservePayOut(needs, bet, result.cashout, at, causationId);
  }
  if (reserved.outcome === 'refused') {
    return { bet, result: { outcome: 'refused', code: reserved.code, cashout: null } };
  }
  const opened = await judge(needs, bet, asked, at, causationId);
  assert(opened.result.outcome !== 'to-reserve', 'it is reserved');
  return { bet: opened.bet, result: opened.result };
}

/** Nothing is written yet: the pay-out of this cashout comes first. */
interface ToReserve {
  readonly outcome: 'to-reserve';
  readonly cashout: Cashout;
}

/** `reservedAt` (epoch ms): its pay-out is reserved since then. */
function judge(
  needs: OpenCashoutNeeds,
  read: Bet,
  asked: CashoutAsked,
  reservedAt: number | null,
  causationId: string,
): Promise<Change<Opened | ToReserve>> {
  const { cashoutId } = asked;
  const decide = (bet: Bet, archived: readonly Cashout[]): Change<Opened | ToReserve> => {
    const whole = withArchived(bet, archived);
    const result = start(whole, asked, reservedAt ?? needs.clock.now(), causationId);
    if (result.outcome === 'refused') {
      return { bet, result: { ...result, cashout: findCashout(whole, cashoutId) ?? null } };
    }
    if (result.outcome === 'repeat') return { bet, result };
    assert(whole === bet, 'what is archived is never new');
    // Also where a registration with a pay-out has come in between.
    if (result.cashout.payOut !== null && reservedAt === null) {
      return { bet, result: { outcome: 'to-reserve', cashout: result.cashout } };
    }
    return { bet: result.bet, result };
  };
  return changeBet(needs, read, decide, [cashoutId]);
}
