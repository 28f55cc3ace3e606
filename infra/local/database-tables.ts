import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
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
import { StartFault } from './data-dir.ts';

/** Ten seconds in all: on a machine that is very busy. */
const maxLooks = 1_000;
const betweenLooksMs = 10;

export interface TableFeatures {
  /** Whether the engine streams changes and removes what has expired; otherwise neither is asked for. */
  readonly streamsAndTimeToLive: boolean;
}

/**
 * Makes the tables that are not there yet, brings those of an earlier release up to this one, and finishes what
 * a killed process had half made. Throws StartFault where the truth would have to be given up for it.
 */
export async function createMissingTables(
  client: DynamoDBClient,
  names: TableNames,
  { streamsAndTimeToLive }: TableFeatures,
): Promise<void> {
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
  for (const input of createTableInputs(names, { streams: streamsAndTimeToLive })) {
    const { TableName = '' } = input;
    if (existing.includes(TableName)) {
      const index = await missingIndex(client, input);
      if (index === undefined) continue;
      await removeOutdated(client, names, TableName, index);
    }
    await client.send(new CreateTableCommand(input));
  }
  for (const name of Object.values(names)) await untilActive(client, name);
  if (!streamsAndTimeToLive) return;
  for (const [table, { timeToLive }] of Object.entries(tableDefinitions)) {
    await enableTimeToLive(client, names[table as TableName], timeToLive);
  }
}

/** An index a table of an earlier release does not have. */
async function missingIndex(
  client: DynamoDBClient,
  { TableName, GlobalSecondaryIndexes = [] }: CreateTableCommandInput,
): Promise<string | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const present = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  return GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).find((name) => !present.includes(name));
}

/**
 * dynalite adds no index to a table that is there. What `volatile` holds can be lost and is made again, as the
 * table itself is then; a process killed in between leaves nothing the next one would not finish.
 */
async function removeOutdated(
  client: DynamoDBClient,
  names: TableNames,
  TableName: string,
  index: string,
): Promise<void> {
  if (TableName !== names.volatile) {
    throw new StartFault(
      `The data folder is of an earlier release: its table ${TableName} has no index ${index}. Name another folder in CASHOUT_DATA_DIR, or remove this one.`,
    );
  }
  await client.send(new DeleteTableCommand({ TableName }));
  await eventually(`the table ${TableName} did not go`, async () => {
    const { TableNames: left = [] } = await client.send(new ListTablesCommand({}));
    return !left.includes(TableName);
  });
}

/** A table that was just made does not answer yet, on dynalite for one turn of its event loop. */
async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  await eventually(`the table ${TableName} did not become active`, async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === 'ACTIVE';
  });
}

async function eventually(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < maxLooks; look += 1) {
    if (await isSo()) return;
    await pause(betweenLooksMs);
  }
  throw new Error(otherwise);
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
