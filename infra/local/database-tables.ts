import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  createTableInputs,
  type TableName,
  type TableNames,
  tableDefinitions,
} from '../../lib/adapters/dynamodb/tables.ts';

/** Ten seconds in all: on a machine that is very busy. */
const maxLooks = 1_000;
const betweenLooksMs = 10;

export interface TableFeatures {
  /** Whether the engine streams changes and removes what has expired; otherwise neither is asked for. */
  readonly streamsAndTimeToLive: boolean;
}

/** Makes the tables that are not there yet, and finishes what a killed process had half made. */
export async function createMissingTables(
  client: DynamoDBClient,
  names: TableNames,
  { streamsAndTimeToLive }: TableFeatures,
): Promise<void> {
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
  for (const input of createTableInputs(names, { streams: streamsAndTimeToLive })) {
    if (existing.includes(input.TableName ?? '')) continue;
    await client.send(new CreateTableCommand(input));
  }
  for (const name of Object.values(names)) await untilActive(client, name);
  if (!streamsAndTimeToLive) return;
  for (const [table, { timeToLive }] of Object.entries(tableDefinitions)) {
    await enableTimeToLive(client, names[table as TableName], timeToLive);
  }
}

/** A table that was just made does not answer yet, on dynalite for one turn of its event loop. */
async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (let look = 0; look < maxLooks; look += 1) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await pause(betweenLooksMs);
  }
  throw new Error(`the table ${TableName} did not become active`);
}

/** A call of its own in DynamoDB, which refuses it when nothing would change. */
async function enableTimeToLive(client: DynamoDBClient, TableName: string, attribute: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName: attribute };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

/** The stream of a table that was made with one. */
export async function streamArnOf(client: DynamoDBClient, TableName: string): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table?.LatestStreamArn === undefined) throw new Error(`the table ${TableName} has no stream`);
  return Table.LatestStreamArn;
}
