import type { Bet, BetRef } from '../../../lib/domain/bet/bet.ts';
import { chunks } from '../../../lib/domain/chunks.ts';
import { type Currencies, type Currency, minorDigitsOf } from '../../../lib/domain/money/currency.ts';
import { padDecimals } from '../../../lib/domain/money/decimal.ts';
import { toWireMoney } from '../../../lib/domain/money/money.ts';
import { type BetStore, maxBetsPerLoad } from '../../../lib/ports/bet-store.ts';
import { type Credited, creditedBy, type Wallet, type WalletEntry } from './wallet.ts';

export interface WalletViewNeeds {
  readonly wallet: Wallet;
  readonly bets: Pick<BetStore, 'loadMany'>;
  readonly currencies: Currencies;
}

/**
 * The wallet for people: what each player has, and from which bets. Events do not name players; an operator knows
 * whose a bet is, and here the ledger stands in for that. While it is away everybody is `null`.
 */
export async function walletView({ wallet, bets, currencies }: WalletViewNeeds) {
  const byBet = grouped(wallet.entries(), betKey);
  const owners = await ownersOf(bets, [...byBet.values()]);
  const ownerOf = (entry: WalletEntry): string | null => owners.get(betKey(entry)) ?? null;
  const byPlayer = grouped(wallet.entries(), ownerOf);
  const amounts = (entries: readonly WalletEntry[]) => toAmounts(creditedBy(entries), currencies);
  return {
    players: [...byPlayer].map(([playerId, entries]) => ({ playerId, balances: amounts(entries) })),
    bets: [...byBet.values()].flatMap((entries) =>
      entries.slice(0, 1).map((first) => ({
        provider: first.provider,
        betId: first.betId,
        playerId: ownerOf(first),
        credited: amounts(entries),
        cashouts: entries.map(({ cashoutId, state, sequence, amount }) => ({
          cashoutId,
          state,
          sequence,
          amount: toWireMoney(amount, currencies),
        })),
      })),
    ),
  };
}

/** By `betKey`. */
async function ownersOf(
  bets: Pick<BetStore, 'loadMany'>,
  entries: readonly (readonly WalletEntry[])[],
): Promise<ReadonlyMap<string, string | null>> {
  const refs = entries.flatMap(([first]) =>
    first === undefined ? [] : [{ provider: first.provider, betId: first.betId }],
  );
  try {
    const pages = await Promise.all(chunks(refs, maxBetsPerLoad).map((page) => bets.loadMany(page)));
    return new Map(pages.flat().map((bet) => [betKey(bet), ownerIn(bet)]));
  } catch {
    return new Map();
  }
}

function ownerIn({ registration, cashouts }: Bet): string | null {
  return registration?.playerId ?? cashouts.find(({ playerId }) => playerId !== null)?.playerId ?? null;
}

function betKey({ provider, betId }: BetRef): string {
  return JSON.stringify([provider, betId]);
}

function grouped<Key>(
  entries: readonly WalletEntry[],
  keyOf: (entry: WalletEntry) => Key,
): ReadonlyMap<Key, readonly WalletEntry[]> {
  const groups = new Map<Key, WalletEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key) ?? [];
    group.push(entry);
    groups.set(key, group);
  }
  return groups;
}

/** By currency, padded as it is paid. */
function toAmounts(credited: Credited, currencies: Currencies): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...credited].map(([currency, value]) => [
      currency,
      padDecimals(value, minorDigitsOf(currency as Currency, currencies)),
    ]),
  );
}
