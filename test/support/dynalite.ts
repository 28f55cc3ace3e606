import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createMissingTables } from '../../infra/local/database-tables.ts';
import type { TableNames } from '../../lib/adapters/dynamodb/tables.ts';
import { clientsOf } from './dynamo-clients.ts';

/** A DynamoDB of a test's own, both tables made and empty. */
export interface DynamoEngine {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  /** A further client of the same engine, for tests that tamper with one. */
  connect(): DynamoDBClient;
  stop(): Promise<void>;
}

export type StartEngine = () => Promise<DynamoEngine>;

/** Starts dynalite in this process on a port of its own. */
export async function startDynalite(): Promise<DynamoEngine> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accessKeyId = 'local';
  const { endpoint, connect, destroy } = clientsOf({ endpoint: `http://127.0.0.1:${port}`, accessKeyId });

  const client = connect();
  const tables = { ledger: 'test-ledger', volatile: 'test-volatile' };
  await createMissingTables(client, tables, { streamsAndTimeToLive: false });

  return {
    endpoint,
    accessKeyId,
    client,
    tables,
    connect,
    async stop() {
      destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
