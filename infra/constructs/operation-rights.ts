import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Uses } from '../../functions/manifest-types.ts';
import { dueIndex, unresolvedIndex } from '../../lib/adapters/dynamodb/tables.ts';
import { archivePrefix } from '../../lib/ports/event-archive.ts';
import { type HubData, secretOf } from './hub-data.ts';

type Used = Required<Uses>;

/** What one entry of `uses` grants. A further entry of the manifest's type does not compile until it is here. */
const grants: { readonly [Entry in keyof Used]: (used: Used[Entry], data: HubData) => PolicyStatement } = {
  ledger: (actions, { ledger }) => allow('dynamodb', actions, ledger.tableArn),
  ledgerDueIndex: (actions, { ledger }) =>
    allow('dynamodb', actions, `${ledger.tableArn}/index/${dueIndex.name}`),
  ledgerUnresolvedIndex: (actions, { ledger }) =>
    allow('dynamodb', actions, `${ledger.tableArn}/index/${unresolvedIndex.name}`),
  volatile: (actions, { volatile }) => allow('dynamodb', actions, volatile.tableArn),
  volatileDueIndex: (actions, { volatile }) =>
    allow('dynamodb', actions, `${volatile.tableArn}/index/${dueIndex.name}`),
  bus: (actions, { bus }) => allow('events', actions, bus.eventBusArn),
  eventArchive: (actions, { eventArchive }) =>
    allow('s3', actions, eventArchive.arnForObjects(`${archivePrefix}*`)),
  secrets: (providers, data) =>
    allow('secretsmanager', ['GetSecretValue'], ...providers.map((name) => secretOf(name, data).secretArn)),
};

/** Exactly what the manifest declares, and the use of the data key behind it. */
export function operationRights(uses: Uses, data: HubData): readonly PolicyStatement[] {
  const declared = (Object.keys(grants) as (keyof Used)[]).flatMap((entry) =>
    grant(entry, uses[entry], data),
  );
  return [...declared, ...dataKeyRights(uses, data.dataKey)];
}

function grant<Entry extends keyof Used>(
  entry: Entry,
  used: Uses[Entry],
  data: HubData,
): readonly PolicyStatement[] {
  return used === undefined ? [] : [grants[entry](used as Used[Entry], data)];
}

/*
 * DynamoDB, S3 and Secrets Manager use the key in the caller's name. What a reader and a writer of a table need
 * is what CDK's own grants give, spelled out; CreateGrant is left to whoever makes the table.
 */
const readerKeyActions = ['Decrypt', 'DescribeKey'];
const writerKeyActions = [
  ...readerKeyActions,
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

/** Of those the manifest knows. */
const writeActions: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

function dataKeyRights(uses: Uses, key: IKey): readonly PolicyStatement[] {
  const { secrets = [] } = uses;
  const onTables: readonly string[] = [
    ...(uses.ledger ?? []),
    ...(uses.ledgerDueIndex ?? []),
    ...(uses.ledgerUnresolvedIndex ?? []),
    ...(uses.volatile ?? []),
    ...(uses.volatileDueIndex ?? []),
  ];
  const writes = onTables.some((action) => writeActions.has(action));
  return [
    ...(onTables.length === 0
      ? []
      : [allowKey(key, 'dynamodb', writes ? writerKeyActions : readerKeyActions)]),
    ...(secrets.length === 0 ? [] : [allowKey(key, 'secretsmanager', ['Decrypt'])]),
    ...(uses.eventArchive === undefined ? [] : [allowKey(key, 's3', ['GenerateDataKey'])]),
  ];
}

/** The use of a key on behalf of one service, and for nothing else. */
export function allowKey(key: IKey, service: string, actions: readonly string[]): PolicyStatement {
  const statement = allow('kms', actions, key.keyArn);
  const { region } = Stack.of(key);
  statement.addCondition('StringEquals', { 'kms:ViaService': `${service}.${region}.amazonaws.com` });
  return statement;
}

export function allow(
  service: string,
  actions: readonly string[],
  ...resources: readonly string[]
): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `${service}:${action}`),
    resources: [...resources],
  });
}
