import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';

type KeyType = 'S' | 'N';

interface Key {
  readonly name: string;
  readonly type: KeyType;
}

export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: Key;
  readonly sortKey: Key;
  readonly projection: 'KEYS_ONLY';
}

export interface TableDefinition {
  readonly partitionKey: Key;
  readonly sortKey: Key | null;
  /** Epoch seconds; DynamoDB deletes late, so every reader checks the time itself. */
  readonly timeToLive: string;
  readonly stream: 'NEW_AND_OLD_IMAGES' | null;
  readonly indexes: readonly IndexDefinition[];
}

/** The logical tables; their physical names differ per deployment. */
export type TableName = 'ledger' | 'volatile';

export type TableNames = Readonly<Record<TableName, string>>;

/** Items that have something left to do, by the instant it is to be done. */
export const dueIndex = {
  name: 'due',
  partitionKey: { name: 'due', type: 'S' },
  sortKey: { name: 'dueAt', type: 'N' },
  projection: 'KEYS_ONLY',
} as const satisfies IndexDefinition;

/** Bets that wait for a person, by since when; few, so one partition holds them all. */
export const unresolvedIndex = {
  name: 'unresolved',
  partitionKey: { name: 'unresolved', type: 'S' },
  sortKey: { name: 'unresolvedSince', type: 'N' },
  projection: 'KEYS_ONLY',
} as const satisfies IndexDefinition;

/** `ledger` is the truth and is kept; what `volatile` holds can be lost and is made again. */
export const tableDefinitions: Readonly<Record<TableName, TableDefinition>> = {
  ledger: {
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    timeToLive: 'expiresAt',
    stream: 'NEW_AND_OLD_IMAGES',
    indexes: [dueIndex, unresolvedIndex],
  },
  volatile: {
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: null,
    timeToLive: 'expiresAt',
    stream: null,
    indexes: [dueIndex],
  },
};

/**
 * The CreateTable calls that make both tables, billed on demand, for every engine without a stack around
 * it. Streams only where asked for, since not every engine has them; TTL is a call of its own in DynamoDB.
 */
export function createTableInputs(
  names: TableNames,
  options: { readonly streams: boolean } = { streams: false },
): readonly CreateTableCommandInput[] {
  return [
    createTableInput(names.ledger, tableDefinitions.ledger, options.streams),
    createTableInput(names.volatile, tableDefinitions.volatile, options.streams),
  ];
}

function createTableInput(
  physicalName: string,
  table: TableDefinition,
  streams: boolean,
): CreateTableCommandInput {
  const keys = [table.partitionKey, table.sortKey, ...table.indexes.flatMap(indexKeys)];
  return {
    TableName: physicalName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys
      .filter((key) => key !== null)
      .map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(table.partitionKey, table.sortKey),
    ...(table.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: index.projection },
          })),
        }),
    ...(streams && table.stream !== null
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } }
      : {}),
  };
}

function indexKeys({ partitionKey, sortKey }: IndexDefinition): readonly Key[] {
  return [partitionKey, sortKey];
}

function keySchema(partitionKey: Key, sortKey: Key | null): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: partitionKey.name, KeyType: 'HASH' };
  return sortKey === null ? [hash] : [hash, { AttributeName: sortKey.name, KeyType: 'RANGE' }];
}
