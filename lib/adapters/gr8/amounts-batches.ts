import { canonicalGuid, gr8Paths } from '../../contracts/native/gr8.ts';
import type { QuoteOptions, QuoteQuery } from '../../ports/cashout-provider.ts';
import { marginParameter } from './calls.ts';
import type { Gr8Settings } from './settings.ts';

/** One GET amounts: bets of one player, who is named in a header. */
export interface AmountsBatch {
  readonly playerId: string;
  /** Canonical bet ids. */
  readonly guids: readonly string[];
  readonly url: string;
}

/** GR8's cap on URLs (gr8.facts.md). */
const maxUrlBytes = 8_192;
/** Keeps one answer near 25 kB, and a failing call from taking many bets along. */
const maxBetsPerCall = 100;

/**
 * Splits bets into as few calls as the limits allow. Ids that are no GUIDs are left out, since one of them makes
 * GR8 refuse the whole call; so is everything when a `margin` alone fills the URL.
 */
export function amountsBatches(
  bets: readonly QuoteQuery[],
  { margin }: QuoteOptions,
  settings: Gr8Settings,
): readonly AmountsBatch[] {
  const urlOf = (guids: readonly string[]) => amountsUrl(settings, guids, margin);
  return [...guidsByPlayer(bets)].flatMap(([playerId, all]) => {
    const batches: AmountsBatch[] = [];
    let guids: string[] = [];
    for (const guid of all) {
      if (guids.length === maxBetsPerCall || !fits(urlOf([...guids, guid]))) {
        if (guids.length > 0) batches.push({ playerId, guids, url: urlOf(guids) });
        guids = [];
      }
      guids.push(guid);
    }
    batches.push({ playerId, guids, url: urlOf(guids) });
    return batches.filter(({ url }) => fits(url));
  });
}

function guidsByPlayer(bets: readonly QuoteQuery[]): ReadonlyMap<string, ReadonlySet<string>> {
  const players = new Map<string, Set<string>>();
  for (const { betId, playerId } of bets) {
    const guid = canonicalGuid(betId);
    // Every call names its player.
    if (guid === undefined || playerId === null) continue;
    const guids = players.get(playerId) ?? new Set();
    players.set(playerId, guids.add(guid));
  }
  return players;
}

function amountsUrl(settings: Gr8Settings, guids: readonly string[], margin: string | undefined): string {
  const ids =
    settings.betIdsStyle === 'comma' ? [`betIds=${guids.join(',')}`] : guids.map((guid) => `betIds=${guid}`);
  const query = [...ids, ...marginParameter(margin)].join('&');
  return `${settings.baseUrl}${gr8Paths.amounts}?${query}`;
}

function fits(url: string): boolean {
  return Buffer.byteLength(url) < maxUrlBytes;
}
