import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { StoreUnavailable } from '../../ports/bet-store.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Item } from './bet-row.ts';
import { unchangedSince } from './conditions.ts';
import { served } from './store-fault.ts';

/** What one write leaves behind: the state, and which write it was. */
export interface Stored<State> {
  readonly state: State;
  readonly writeId: string;
}

/** How one kind of item is keyed and spelled. */
export interface ItemKind<Ref, State> {
  keyOf(ref: Ref): Record<string, AttributeValue>;
  /** The state of an item that is not there: version 0. */
  blank(ref: Ref): State;
  /** Throws CorruptRow when the item is not what `write` makes. */
  read(ref: Ref, item: Item): Stored<State>;
  write(stored: Stored<State>): Record<string, AttributeValue>;
}

export type Saved<State> =
  | { readonly saved: true; readonly state: State }
  /** Somebody else wrote first; `current` is the state that won. */
  | { readonly saved: false; readonly current: State };

export interface VersionedItemsOptions<Ref, State> {
  readonly client: DynamoDBClient;
  /** Physical name. */
  readonly table: string;
  readonly ids: Ids;
  readonly kind: ItemKind<Ref, State>;
}

export interface VersionedItems<Ref, State> {
  /** Strongly consistent. */
  load(ref: Ref): Promise<State>;
  /** Writes `next` on the condition that the stored version is the one before; a write of our own is recognised. */
  save(ref: Ref, next: State): Promise<Saved<State>>;
}

/** Items that are read whole and written whole, each write depending on the version it was decided on. */
export function versionedItems<Ref, State extends { readonly version: number }>(
  options: VersionedItemsOptions<Ref, State>,
): VersionedItems<Ref, State> {
  const { client, table, ids, kind } = options;

  async function read(ref: Ref): Promise<Stored<State> | null> {
    const command = new GetItemCommand({ TableName: table, Key: kind.keyOf(ref), ConsistentRead: true });
    const { Item } = await served(client.send(command));
    return Item === undefined ? null : kind.read(ref, Item);
  }

  /** No answer came to any attempt, yet one may have landed: the item tells. */
  async function settleUnanswered(
    ref: Ref,
    ours: Stored<State>,
    fault: StoreUnavailable,
  ): Promise<Saved<State>> {
    const current = await read(ref).catch(() => null);
    if (current?.writeId !== ours.writeId) throw fault;
    return { saved: true, state: ours.state };
  }

  /** The SDK repeats a call whose answer it lost: the refusal may then stem from the first, successful one. */
  function settle(ref: Ref, current: Stored<State> | null, ours: Stored<State>): Saved<State> {
    if (current?.writeId === ours.writeId) return { saved: true, state: ours.state };
    return { saved: false, current: current?.state ?? kind.blank(ref) };
  }

  return {
    async load(ref) {
      return (await read(ref))?.state ?? kind.blank(ref);
    },

    async save(ref, next) {
      const ours: Stored<State> = { state: next, writeId: ids.next() };
      const command = new PutItemCommand({
        TableName: table,
        Item: kind.write(ours),
        ...unchangedSince(next.version - 1),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return { saved: true, state: next };
      } catch (fault) {
        if (fault instanceof StoreUnavailable) return await settleUnanswered(ref, ours, fault);
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal, and a removed item cannot be.
        return settle(ref, fault.Item === undefined ? await read(ref) : kind.read(ref, fault.Item), ours);
      }
    },
  };
}
