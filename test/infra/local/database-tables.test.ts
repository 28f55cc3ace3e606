import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartFault } from '../../../infra/local/data-dir.ts';
import { createMissingTables } from '../../../infra/local/database-tables.ts';
import { createTableInputs, type TableName, type TableNames } from '../../../lib/adapters/dynamodb/tables.ts';
import type { DynamoEngine } from '../../support/dynalite.ts';
import { dynamoEngines } from '../../support/dynamo-engines.ts';

/** Java starts in a second, and in many on a machine that is busy. */
const timeout = 60_000;

/** A row that is due, of either table. */
const row = { pk: { S: 'a' }, sk: { S: 'b' }, due: { S: 'RENEW#1' }, dueAt: { N: '1' } };

describe.each(dynamoEngines)('tables of an earlier release: %s', { timeout }, (name, start) => {
  const features = { streamsAndTimeToLive: name !== 'dynalite' };
  let engine: DynamoEngine;
  let folders = 0;
  beforeAll(async () => {
    engine = await start();
  }, timeout);
  afterAll(() => engine.stop());

  /** Both tables with a row each, as a data folder holds them; one may be without its indexes. */
  async function givenTables(outdated: TableName | null): Promise<TableNames> {
    folders += 1;
    const names = { ledger: `ledger-${folders}`, volatile: `volatile-${folders}` };
    for (const input of createTableInputs(names)) {
      const isOutdated = outdated !== null && input.TableName === names[outdated];
      await engine.client.send(new CreateTableCommand(isOutdated ? withoutIndexes(input) : input));
    }
    for (const TableName of Object.values(names)) {
      await expect.poll(() => indexesOf(TableName)).toBeDefined();
      await engine.client.send(new PutItemCommand({ TableName, Item: row }));
    }
    return names;
  }

  async function indexesOf(TableName: string): Promise<readonly (string | undefined)[] | undefined> {
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === 'ACTIVE' ? indexNames(Table) : undefined;
  }

  async function due(TableName: string): Promise<number | undefined> {
    const command = new QueryCommand({
      TableName,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due',
      ExpressionAttributeValues: { ':due': row.due },
    });
    return (await engine.client.send(command)).Count;
  }

  it('Given volatile has no index, When the tables are opened, Then it is made anew and the ledger stays', async () => {
    const names = await givenTables('volatile');
    await createMissingTables(engine.client, names, features);
    expect(await indexesOf(names.volatile)).toStrictEqual(['due']);
    expect(await due(names.volatile)).toBe(0);
    expect(await due(names.ledger)).toBe(1);
    await engine.client.send(new PutItemCommand({ TableName: names.volatile, Item: row }));
    expect(await due(names.volatile)).toBe(1);
  });

  it('Given the ledger has no index, When the tables are opened, Then nothing is touched and the start says what to do', async () => {
    const names = await givenTables('ledger');
    const opened = createMissingTables(engine.client, names, features);
    await expect(opened).rejects.toThrow(StartFault);
    await expect(opened).rejects.toThrow(
      `The data folder is of an earlier release: its table ${names.ledger} has no index due. Name another folder in CASHOUT_DATA_DIR, or remove this one.`,
    );
    expect(await indexesOf(names.ledger)).toStrictEqual([]);
    expect(await due(names.volatile)).toBe(1);
  });

  it('Given tables of this release, When they are opened again, Then they keep what they hold', async () => {
    const names = await givenTables(null);
    await createMissingTables(engine.client, names, features);
    expect(await due(names.volatile)).toBe(1);
    expect(await due(names.ledger)).toBe(1);
  });
});

function indexNames({ GlobalSecondaryIndexes = [] }: TableDescription): readonly (string | undefined)[] {
  return GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
}

function withoutIndexes(input: CreateTableCommandInput): CreateTableCommandInput {
  const { GlobalSecondaryIndexes: _, KeySchema = [], AttributeDefinitions = [], ...rest } = input;
  const names = KeySchema.map(({ AttributeName }) => AttributeName);
  return {
    ...rest,
    KeySchema,
    AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName }) => names.includes(AttributeName)),
  };
}
