import type { Cashout } from '../domain/cashout/cashout.ts';
import type { PayOut } from '../domain/pay-out/pay-out.ts';
import { maxPayOutsPerLoad, type PayOutStore } from '../ports/pay-out-store.ts';

export interface ReadPayOutsNeeds {
  readonly payOuts: Pick<PayOutStore, 'loadMany'>;
}

/** The items of the pay-outs these cashouts have, by BETCORE bet. Where none has one, nothing is read. */
export async function readPayOuts(
  { payOuts }: ReadPayOutsNeeds,
  cashouts: readonly Cashout[],
): Promise<ReadonlyMap<string, PayOut>> {
  const ids = [...new Set(cashouts.flatMap(({ payOut }) => (payOut === null ? [] : [payOut.betcoreBetId])))];
  const read = new Map<string, PayOut>();
  for (let from = 0; from < ids.length; from += maxPayOutsPerLoad) {
    const page = await payOuts.loadMany(ids.slice(from, from + maxPayOutsPerLoad));
    for (const payOut of page) read.set(payOut.betcoreBetId, payOut);
  }
  return read;
}
