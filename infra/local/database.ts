import { type AttributeValue, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type TableNames, tableDefinitions } from '../../lib/adapters/dynamodb/tables.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import type { DataDir } from './data-dir.ts';
import { startDynalite } from './database-dynalite.ts';
import { startDynamoDbLocal } from './database-dynamodb-local.ts';
import { clientConfig, type DatabaseKind } from './database-engine.ts';
import { streamCalls } from './database-shards.ts';
import { tableStream } from './database-stream.ts';
import { createMissingTables, streamArnOf } from './database-tables.ts';
import { type LedgerHooks, tapDatabase } from './database-tap.ts';
import type { Activity } from './engine/activity.ts';
import type { Image, LocalStream } from './engine/stream.ts';
import type { Rights } from './rights.ts';

export interface LocalDatabase {
  readonly kind: DatabaseKind;
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  /** Whether the tables answer, a switched-off database included. */
  answers(): Promise<boolean>;
  setOutage(on: boolean): void;
  isOut(): boolean;
  /**
   * From now on the changes of the ledger go there, each item's in their order. Call it before the first write.
   * A kept database of the kind that has a stream of its own starts with the last day's.
   */
  streamTo(stream: LedgerStream): Promise<void>;
  close(): Promise<void>;
}

export type LedgerStream = Pick<LocalStream, 'write' | 'take'>;

export interface DatabaseOptions {
  readonly kind: DatabaseKind;
  /** Where the data stays; memory when null. */
  readonly dataDir: DataDir | null;
  readonly rights: Rights;
  /** Told that a change is on its way as long as it has been written and not been streamed. */
  readonly activity: Pick<Activity, 'track'>;
  readonly log: Log;
  readonly hooks: LedgerHooks;
}

const tables: TableNames = { ledger: 'cashout-hub-ledger', volatile: 'cashout-hub-volatile' };

/** Starts the database and makes the tables it does not have yet. Throws StartFault when it cannot be started. */
export async function openDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  const { kind, dataDir, rights, hooks } = options;
  const isReal = kind === 'dynamodb-local';
  const engine = isReal
    ? await startDynamoDbLocal(dataDir)
    : await startDynalite(dataDir?.path('dynamodb') ?? null);
  const config = clientConfig(engine);
  const client = new DynamoDBClient(config);
  const closers: (() => unknown)[] = [() => client.destroy(), () => engine.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers) await closer();
  };
  try {
    await createMissingTables(client, tables, { streamsAndTimeToLive: isReal });
  } catch (fault) {
    await close();
    throw fault;
  }

  let out = false;
  let onLedgerWrite: (item: Item | null) => void = () => undefined;
  tapDatabase(client, {
    tables,
    rights,
    isOut: () => out || !engine.isRunning(),
    onLedgerWrite: (item) => onLedgerWrite(item),
    hooks,
    activity: options.activity,
  });

  /** The engine's own stream. */
  async function readStream(stream: LedgerStream): Promise<(item: Item | null) => void> {
    const { activity, log } = options;
    const streams = new DynamoDBStreamsClient(config);
    const calls = streamCalls(streams, await streamArnOf(client, tables.ledger));
    const reader = tableStream({ calls, onRecord: stream.take, log });
    closers.unshift(() => reader.stop().then(() => streams.destroy()));
    const catchUp = () => void activity.track(() => reader.caughtUp());
    catchUp();
    return catchUp;
  }

  return {
    kind,
    client,
    tables,
    answers: () =>
      client.send(new ListTablesCommand({})).then(
        () => true,
        () => false,
      ),
    setOutage(on) {
      out = on;
    },
    isOut: () => out,
    async streamTo(stream) {
      onLedgerWrite = isReal ? await readStream(stream) : writesTo(stream);
    },
    close,
  };
}

type Item = Readonly<Record<string, AttributeValue>>;

/** What goes in comes out, where the engine has no stream. */
function writesTo(stream: LedgerStream): (item: Item | null) => void {
  return (item) => {
    // The two differ in how they show binary values, of which the ledger has none.
    if (item !== null) stream.write(keysOf(item as Image), item as Image);
  };
}

function keysOf(item: Image): Image {
  const { partitionKey, sortKey } = tableDefinitions.ledger;
  const names = [partitionKey.name, sortKey?.name];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
