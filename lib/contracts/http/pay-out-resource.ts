import type { Currencies } from '../../domain/money/currency.ts';
import type { Owner, PayOut } from '../../domain/pay-out/pay-out.ts';
import { toWireMoneyOrNull, toWireTime } from './resources.ts';

/** The pay-out resource: the pay-outs of one BETCORE bet. Sessions let one into a player's game, so none is shown. */
export function toPayOutResource(payOut: PayOut, currencies: Currencies) {
  const { asked, status, overdueAt, waiting, clawBacks, history } = payOut;
  return {
    via: 'betcore',
    betcoreBetId: payOut.betcoreBetId,
    ...toCashoutRef(asked?.owner ?? 'native'),
    amount: toWireMoneyOrNull(asked?.amount ?? null, currencies),
    stake: toWireMoneyOrNull(asked?.stake ?? null, currencies),
    status,
    transactionId: payOut.transactionId,
    reversalDue: payOut.reversalDue,
    contradicted: payOut.contradicted,
    overdueAt: overdueAt === null ? null : toWireTime(overdueAt),
    unresolvedSince: payOut.unresolvedSince === null ? null : toWireTime(payOut.unresolvedSince),
    clawBacks: clawBacks.map(toCashoutRef),
    waiting: waiting.map(({ owner, amount, refusedAt, paidByHandAt }) => ({
      ...toCashoutRef(owner),
      amount: toWireMoneyOrNull(amount, currencies),
      refusedAt: refusedAt === null ? null : toWireTime(refusedAt),
      paidByHandAt: paidByHandAt === null ? null : toWireTime(paidByHandAt),
    })),
    history: history.map(({ at, ...entry }) => ({ at: toWireTime(at), ...entry })),
  };
}

/** All null where BETCORE's own path was called: there is no cashout of ours then. */
function toCashoutRef(owner: Owner) {
  if (owner === 'native') return { provider: null, betId: null, cashoutId: null };
  const { provider, betId, cashoutId } = owner;
  return { provider, betId, cashoutId };
}
