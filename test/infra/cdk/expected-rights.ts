import type { Operation } from '../../../functions/manifest-types.ts';
import type { CellTemplates } from './cell-under-test.ts';
import { arnOf, type Resource, refTo, type StackTemplate } from './stack-template.ts';

type Templates = Pick<CellTemplates, 'data' | 'service'>;

const readWithKey = ['Decrypt', 'DescribeKey'];
const writeWithKey = [
  ...readWithKey,
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

/** What the manifest declares, its trigger needs, and every operation has, in the words of `rightsIn`. */
export function operationRightsExpected(
  { data, service }: Templates,
  { id, uses, trigger }: Operation,
): readonly string[] {
  const dataKey = arnOf(data.one('AWS::KMS::Key', 'Keys/Data'));
  const on = (service: string, actions: readonly string[], resource: string, through?: string) =>
    actions.map(
      (action) => `${service}:${action} on ${resource}${through === undefined ? '' : ` through ${through}`}`,
    );

  const ledger = '<LedgerTable.Arn>';
  const volatile = '<VolatileTable.Arn>';
  const logs = arnOf(service.one('AWS::Logs::LogGroup', id));
  const tableActions: readonly string[] = [
    ...(uses.ledger ?? []),
    ...(uses.ledgerDueIndex ?? []),
    ...(uses.ledgerUnresolvedIndex ?? []),
    ...(uses.volatile ?? []),
    ...(uses.volatileDueIndex ?? []),
  ];
  const writes = tableActions.some((action) => /Put|Update|Delete/.test(action));
  const secrets = uses.secrets ?? [];
  return [
    ...on('logs', ['CreateLogStream', 'PutLogEvents'], logs),
    ...on('dynamodb', uses.ledger ?? [], ledger),
    ...on('dynamodb', uses.ledgerDueIndex ?? [], `${ledger}/index/due`),
    ...on('dynamodb', uses.ledgerUnresolvedIndex ?? [], `${ledger}/index/unresolved`),
    ...on('dynamodb', uses.volatile ?? [], volatile),
    ...on('dynamodb', uses.volatileDueIndex ?? [], `${volatile}/index/due`),
    ...(tableActions.length === 0 ? [] : on('kms', writes ? writeWithKey : readWithKey, dataKey, 'dynamodb')),
    ...on('events', uses.bus ?? [], arnOf(data.one('AWS::Events::EventBus'))),
    ...secrets.flatMap((provider) => {
      const secret = data.one('AWS::SecretsManager::Secret', `${provider}-secret`);
      return on('secretsmanager', ['GetSecretValue'], refTo(secret));
    }),
    ...(secrets.length === 0 ? [] : on('kms', ['Decrypt'], dataKey, 'secretsmanager')),
    ...on('s3', uses.eventArchive ?? [], archivedEvents),
    ...(uses.eventArchive === undefined ? [] : on('kms', ['GenerateDataKey'], dataKey, 's3')),
    ...(trigger.type === 'stream'
      ? [
          ...on(
            'dynamodb',
            ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
            '<LedgerTable.StreamArn>',
          ),
          ...failureQueueRights({ data, service }, id),
        ]
      : []),
    ...(trigger.type === 'queue' || trigger.type === 'endpoint-queues'
      ? [
          ...triggerQueues(service, id).flatMap((queue) =>
            on(
              'sqs',
              ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'],
              arnOf(queue),
            ),
          ),
          ...on('kms', ['Decrypt'], arnOf(data.one('AWS::KMS::Key', 'Keys/Operations')), 'sqs'),
        ]
      : []),
  ].sort();
}

/** The one wildcard there is: S3 knows no right to write but by the names of objects. */
export const archivedEvents = '<EventArchiveBucket.Arn>/events/*';

/** The queues behind the bus that trigger an operation. */
function triggerQueues(service: StackTemplate, id: string): readonly Resource[] {
  return service.all('AWS::SQS::Queue', id).filter(({ path }) => path.includes('/Consumer/Queue/'));
}

/** What whoever puts failures into an operation's queue needs. */
export function failureQueueRights({ data, service }: Templates, id: string): readonly string[] {
  const queue = arnOf(service.one('AWS::SQS::Queue', id));
  const key = arnOf(data.one('AWS::KMS::Key', 'Keys/Operations'));
  return [
    `kms:Decrypt on ${key} through sqs`,
    `kms:GenerateDataKey on ${key} through sqs`,
    `sqs:SendMessage on ${queue}`,
  ];
}
