import { afterAll } from 'vitest';
import { startDynamoDbLocal } from '../../infra/local/database-dynamodb-local.ts';
import type { DatabaseEngine } from '../../infra/local/database-engine.ts';
import { createMissingTables } from '../../infra/local/database-tables.ts';
import type { DynamoEngine } from './dynalite.ts';
import { clientsOf } from './dynamo-clients.ts';

/** One Java per test file is enough: who starts an engine gets tables of its own in it. */
let running: Promise<DatabaseEngine> | undefined;
let started = 0;

afterAll(async () => (await running)?.close());

/** Starts DynamoDB Local in memory, its tables with streams and TTL. */
export async function startDynamoDbLocalEngine(): Promise<DynamoEngine> {
  running ??= startDynamoDbLocal(null);
  const { endpoint, accessKeyId } = await running;
  started += 1;
  const tables = { ledger: `test-ledger-${started}`, volatile: `test-volatile-${started}` };
  const { connect, destroy } = clientsOf({ endpoint, accessKeyId });
  const client = connect();
  await createMissingTables(client, tables, { streamsAndTimeToLive: true });
  return { endpoint, accessKeyId, client, tables, connect, stop: async () => destroy() };
}
