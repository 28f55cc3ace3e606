import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createTableInputs, type TableNames, tableDefinitions } from '../../lib/adapters/dynamodb/tables.ts';
import { type LedgerHooks, tapDatabase } from './database-tap.ts';
import type { Image } from './engine/stream.ts';

export interface LocalDatabase {
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  /** Whether the tables answer, a switched-off database included. */
  answers(): Promise<boolean>;
  setOutage(on: boolean): void;
  isOut(): boolean;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Folder for the data; memory when null. */
  readonly path: string | null;
  /** Told of every item the ledger took, in the order it took them. */
  readonly onLedgerWrite: (keys: Image, newImage: Image) => void;
  readonly hooks: LedgerHooks;
}

const tables: TableNames = { ledger: 'cashout-hub-ledger', volatile: 'cashout-hub-volatile' };

/** Starts the embedded DynamoDB in this process and makes the tables it does not have yet. */
export async function openDatabase({ path, onLedgerWrite, hooks }: DatabaseOptions): Promise<LocalDatabase> {
  const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) });
  const { port } = await listen(server);
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createMissingTables(client);
  let out = false;
  tapDatabase(client, {
    ledger: tables.ledger,
    isOut: () => out,
    // The two differ in how they show binary values, of which the ledger has none.
    onLedgerWrite: (item) => onLedgerWrite(keysOf(item as Image), item as Image),
    hooks,
  });

  return {
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
    close() {
      // Its kept-alive connections would hold the server open.
      client.destroy();
      return new Promise((resolve, reject) => {
        server.close((fault) => (fault === undefined || fault === null ? resolve() : reject(fault)));
      });
    },
  };
}

async function listen(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server.address() as AddressInfo;
}

function keysOf(item: Image): Image {
  const { partitionKey, sortKey } = tableDefinitions.ledger;
  const names = [partitionKey.name, sortKey?.name];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

async function createMissingTables(client: DynamoDBClient): Promise<void> {
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
  for (const input of createTableInputs(tables)) {
    if (existing.includes(input.TableName ?? '')) continue;
    await client.send(new CreateTableCommand(input));
  }
}
