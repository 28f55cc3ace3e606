import { unresolvedSince } from '../../domain/bet/bet.ts';
import type { BetStore, DueCursor, UnresolvedPosition } from '../../ports/bet-store.ts';
import type { PayOutStore, UnresolvedPayOutPosition } from '../../ports/pay-out-store.ts';
import type { ItemRef, UnresolvedItem, WorkList } from '../../ports/work-list.ts';
import { itemPk } from '../dynamodb/keys.ts';

export interface MemoryWorkListOptions {
  readonly bets: BetStore;
  readonly payOuts: PayOutStore;
}

/** What two stores in this process have in common: the twin of the list in the ledger's indexes. */
export function memoryWorkList({ bets, payOuts }: MemoryWorkListOptions): WorkList {
  return {
    /** A page of bets, then one of pay-outs: of one shard, either kind is done in the order it is due. */
    async listDue(shard, now, cursor) {
      const { ofBets, ofPayOuts } = (cursor ?? { ofBets: null, ofPayOuts: null }) as Places;
      const refs: ItemRef[] = [];
      const next: { ofBets: Place; ofPayOuts: Place } = { ofBets: 'end', ofPayOuts: 'end' };
      if (ofBets !== 'end') {
        const page = await bets.listDue(shard, now, ofBets);
        refs.push(...page.refs.map((ref) => ({ type: 'bet' as const, ...ref })));
        next.ofBets = page.cursor ?? 'end';
      }
      if (ofPayOuts !== 'end') {
        const page = await payOuts.listDue(shard, now, ofPayOuts);
        refs.push(...page.betcoreBetIds.map((betcoreBetId) => ({ type: 'pay-out' as const, betcoreBetId })));
        next.ofPayOuts = page.cursor ?? 'end';
      }
      return { refs, unreadable: 0, cursor: next.ofBets === 'end' && next.ofPayOuts === 'end' ? null : next };
    },

    async listUnresolved(limit, after) {
      const all = [...(await unresolvedBets(bets)), ...(await unresolvedPayOuts(payOuts))].sort(inOrder);
      const rest = all.filter((item) => after === null || inOrder(after, item) < 0);
      const page = rest.slice(0, limit);
      return {
        refs: page.map(({ ref }) => ref),
        next: rest.length > page.length ? (page.at(-1) ?? null) : null,
      };
    },
  };
}

type Place = DueCursor | 'end';

interface Places {
  readonly ofBets: Place;
  readonly ofPayOuts: Place;
}

const perPage = 100;

async function unresolvedBets(bets: BetStore): Promise<readonly UnresolvedItem[]> {
  const found: UnresolvedItem[] = [];
  let after: UnresolvedPosition | null = null;
  do {
    const { refs, next } = await bets.listUnresolved(perPage, after);
    for (const bet of await Promise.all(refs.map((ref) => bets.load(ref)))) {
      const { provider, betId } = bet;
      found.push({ since: unresolvedSince(bet) ?? 0, ref: { type: 'bet', provider, betId } });
    }
    after = next;
  } while (after !== null);
  return found;
}

async function unresolvedPayOuts(payOuts: PayOutStore): Promise<readonly UnresolvedItem[]> {
  const found: UnresolvedItem[] = [];
  let after: UnresolvedPayOutPosition | null = null;
  do {
    const { betcoreBetIds, next } = await payOuts.listUnresolved(perPage, after);
    for (const payOut of await Promise.all(betcoreBetIds.map((id) => payOuts.load(id)))) {
      const { betcoreBetId, unresolvedSince: since } = payOut;
      found.push({ since: since ?? 0, ref: { type: 'pay-out', betcoreBetId } });
    }
    after = next;
  } while (after !== null);
  return found;
}

/** Oldest first; those of one instant in an order of their own, so that a cursor has one place. */
function inOrder(a: UnresolvedItem, b: UnresolvedItem): number {
  if (a.since !== b.since) return a.since - b.since;
  const [ofA, ofB] = [itemPk(a.ref), itemPk(b.ref)];
  if (ofA === ofB) return 0;
  return ofA < ofB ? -1 : 1;
}
