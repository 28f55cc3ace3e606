import { type Bet, isCashedOut } from '../domain/bet/bet.ts';
import { capabilities } from '../domain/capabilities.ts';
import { UnreadableItem } from '../ports/unreadable-item.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import type { ItemRef } from '../ports/work-list.ts';
import { endWatches } from './end-watches.ts';
import { betOutbox, type OutboxItem, type OutboxNeeds, payOutOutbox } from './outbox-items.ts';
import { type PublishNeeds, type PublishRun, publishOutboxes } from './publish-outbox.ts';
import { type PutAsideNeeds, putAside } from './put-aside.ts';
import { putOffStuck } from './put-off-stuck.ts';

export interface RelayNeeds extends PublishNeeds, OutboxNeeds, PutAsideNeeds {
  readonly watches: WatchStore;
}

/** An item as a record of the stream tells of it. */
export interface ChangedItem {
  readonly ref: ItemRef;
  /** Partition key of the item. */
  readonly item: string;
  /** Of the record. */
  readonly eventId: string;
  readonly sequence: string;
}

/**
 * Publishes everything in the outboxes of these items; answers the ones that must come again: those that still
 * hold something and those that could not be read this time. What can never be read or published is put aside, and only
 * then done: it holds up nobody. Of bets that are cashed out the watch is ended first: their quotes are read from it
 * alone.
 */
export async function relayOutbox(
  needs: RelayNeeds,
  changed: readonly ChangedItem[],
): Promise<readonly ItemRef[]> {
  const { items, bets, unread } = await readAll(needs, changed);
  await endWatchesOf(needs, bets);
  const run: PublishRun = { busAway: false, stuck: [] };
  const now = needs.clock.now();
  const left = await publishOutboxes(needs, [...items.keys()], ({ retryAt = 0 }) => retryAt <= now, run);
  // Not before: nobody's event waits for it.
  const notAside = [...(await putUnreadAside(needs, unread)), ...(await putStuckAside(needs, items, run))];
  return [...left.map(({ ref }) => ref), ...notAside.map(({ ref }) => ref)];
}

interface Unread {
  readonly changed: ChangedItem;
  readonly fault: unknown;
}

interface ReadItems {
  readonly items: ReadonlyMap<OutboxItem, ChangedItem>;
  readonly bets: readonly Bet[];
  readonly unread: readonly Unread[];
}

async function readAll(needs: RelayNeeds, all: readonly ChangedItem[]): Promise<ReadItems> {
  const items = new Map<OutboxItem, ChangedItem>();
  const bets: Bet[] = [];
  const unread: Unread[] = [];
  const readOne = async (changed: ChangedItem): Promise<void> => {
    const { ref } = changed;
    if (ref.type === 'bet') {
      const bet = await needs.bets.load(ref);
      bets.push(bet);
      items.set(betOutbox(needs, bet), changed);
    } else {
      items.set(payOutOutbox(needs, await needs.payOuts.load(ref.betcoreBetId)), changed);
    }
  };
  await Promise.all(
    all.map((changed) =>
      readOne(changed).catch((fault: unknown) => {
        needs.log.error('a changed item could not be read', fault, { ...changed.ref });
        unread.push({ changed, fault });
      }),
    ),
  );
  return { items, bets, unread };
}

/** Answers those that are not aside: whatever else keeps an item from being read passes. */
async function putUnreadAside(needs: RelayNeeds, unread: readonly Unread[]): Promise<readonly ChangedItem[]> {
  const notAside: ChangedItem[] = [];
  for (const { changed, fault } of unread) {
    const hopeless = fault instanceof UnreadableItem;
    if (!hopeless || !(await putAside(needs, toPutAside(changed), fault))) notAside.push(changed);
  }
  return notAside;
}

/** One message per item, whatever is stuck in it; then nobody looks at that for a while. Answers those not aside. */
async function putStuckAside(
  needs: RelayNeeds,
  items: ReadonlyMap<OutboxItem, ChangedItem>,
  { stuck }: PublishRun,
): Promise<readonly ChangedItem[]> {
  const notAside: ChangedItem[] = [];
  for (const [item, changed] of items) {
    const own = stuck.filter((one) => one.item === item);
    const [first] = own;
    if (first === undefined) continue;
    if (await putAside(needs, toPutAside(changed), first.fault)) await putOffStuck(needs, own);
    else notAside.push(changed);
  }
  return notAside;
}

function toPutAside({ item, eventId, sequence }: ChangedItem) {
  return { operation: 'relay-outbox', item, eventId, sequence };
}

/** Never holds an event up: a cashout the provider tells of by its feed ends the watch as well. */
async function endWatchesOf({ watches, log }: RelayNeeds, bets: readonly Bet[]): Promise<void> {
  const over = bets.filter((bet) => capabilities[bet.provider].subscriptions && isCashedOut(bet));
  try {
    await endWatches(
      watches,
      over.map(({ betId }) => betId),
    );
  } catch (fault) {
    log.error('watches of cashed-out bets could not be ended', fault, { bets: over.length });
  }
}
