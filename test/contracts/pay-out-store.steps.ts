import { applyToPayOut } from '../../lib/domain/pay-out/apply.ts';
import type { PayOutCommand } from '../../lib/domain/pay-out/decide.ts';
import { type AskedPayOut, blankPayOut, type PayOut } from '../../lib/domain/pay-out/pay-out.ts';
import { workShards } from '../../lib/ports/bet-store.ts';
import type { PayOutStore, UnresolvedPayOutPosition } from '../../lib/ports/pay-out-store.ts';
import { euros } from '../support/sample-bets.ts';

let ids = 0;

/** A BETCORE bet no test has touched. */
export function unseenBetcoreBet(): string {
  ids += 1;
  return String(4_178_696_881 + ids);
}

/** Saves where nobody interferes; a lost save fails the test. */
export async function savedPayOut(store: PayOutStore, payOut: PayOut, now: number): Promise<PayOut> {
  const result = await store.save(payOut, now);
  if (!result.saved) throw new Error(`the save of version ${payOut.version} lost`);
  return result.payOut;
}

/** What a cashout asks for, its ids as long as real ones are. */
export const askedFor: AskedPayOut = {
  owner: {
    provider: 'gr8',
    betId: '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f',
    cashoutId: 'co_5b0f7c2a9d4e4f0b8f6a1c3d7e9b2a40',
  },
  sessionId: '0f8e6a52-7c1d-4b9a-8f1e-2d3c4b5a6978',
  amount: euros('92.57'),
  stake: euros('100'),
  winOdd: null,
  client: '3n4b5urk1ft4fl3mg5e62d9ado',
  correlationId: 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11',
};

/** The pay-out after a command that must change it. */
export function having(payOut: PayOut, command: PayOutCommand): PayOut {
  const applied = applyToPayOut(payOut, command, 'ev_9f86d081884c7d659a2feaa0c55ad015');
  if (applied.outcome !== 'changed') throw new Error(`${command.name} ended ${applied.outcome}`);
  return applied.payOut;
}

export function reserved(betcoreBetId: string, at: number): PayOut {
  const asked = { ...askedFor, amount: null };
  return having(blankPayOut(betcoreBetId), { name: 'reserve', at, asked });
}

export function due(payOut: PayOut, at: number): PayOut {
  return having(payOut, { name: 'cashout-settled', at, asked: askedFor });
}

export function paying(payOut: PayOut, at: number): PayOut {
  return having(payOut, { name: 'claim', at });
}

export function answered(payOut: PayOut, name: 'succeeded' | 'rejected', at: number): PayOut {
  return having(payOut, { name, at, owner: askedFor.owner, transactionId: '389', evidence: 'code 1' });
}

/** The due pay-outs of all shards, every page of them. */
export async function payOutWorkOf(store: PayOutStore, now: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let shard = 0; shard < workShards; shard += 1) {
    let page = await store.listDue(shard, now, null);
    found.push(...page.betcoreBetIds);
    while (page.cursor !== null) {
      page = await store.listDue(shard, now, page.cursor);
      found.push(...page.betcoreBetIds);
    }
  }
  return found;
}

/** All that wait for a person, in pages of `limit`. */
export async function unresolvedPayOuts(store: PayOutStore, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let after: UnresolvedPayOutPosition | null = null;
  do {
    const page: Awaited<ReturnType<PayOutStore['listUnresolved']>> = await store.listUnresolved(limit, after);
    if (page.betcoreBetIds.length > limit) throw new Error('a page holds more than was asked for');
    found.push(...page.betcoreBetIds);
    after = page.next;
  } while (after !== null);
  return found;
}
