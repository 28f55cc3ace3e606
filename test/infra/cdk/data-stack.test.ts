import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage, type StageConfig, stages } from '../../../infra/config.ts';
import { createTableInputs } from '../../../lib/adapters/dynamodb/tables.ts';
import { synthesizeCell } from './cell-under-test.ts';
import type { Resource, StackTemplate } from './stack-template.ts';
import { arnOf } from './stack-template.ts';

const { data } = synthesizeCell();
const adapterTables = createTableInputs({ ledger: 'Ledger', volatile: 'Volatile' }, { streams: true });
const dataKeyArn = arnOf(keyFor(data, 'Tables'));

function keyFor(template: StackTemplate, what: string): Resource {
  const [key] = template
    .all('AWS::KMS::Key')
    .filter(({ properties }) => properties.Description.startsWith(what));
  if (key === undefined) throw new Error(`no key for ${what}`);
  return key;
}

describe('what is kept', () => {
  it('Given all of it, then the logical ids are the ones it was deployed with: another id is an empty resource', () => {
    const retained = data.resources.filter(({ deletionPolicy }) => deletionPolicy === 'Retain');
    expect(retained.map(({ logicalId }) => logicalId)).toEqual(
      expect.arrayContaining([
        'LedgerTable',
        'VolatileTable',
        'KeysDataA2F7C5E6',
        'KeysOperations5671B638',
        'EventsBus45DE4339',
        'EventArchiveBucket',
        'gr8secretSecret258E10EF',
        'oddsgigantsecretSecretAA857680',
      ]),
    );
  });
});

describe('tables', () => {
  it('Given the stack, then it has these two and no others', () => {
    expect(data.all('AWS::DynamoDB::Table').map(({ path }) => path.split('/')[0])).toEqual([
      'Ledger',
      'Volatile',
    ]);
  });

  it.each(adapterTables)(
    'Given $TableName, then keys, indexes and billing are the ones the adapters were tested with',
    ({ TableName, AttributeDefinitions = [], GlobalSecondaryIndexes = [], KeySchema, BillingMode }) => {
      const { properties } = data.one('AWS::DynamoDB::Table', TableName);
      expect(properties).toMatchObject({ KeySchema, BillingMode });
      expect(properties.GlobalSecondaryIndexes ?? []).toEqual(GlobalSecondaryIndexes);
      expect(properties.AttributeDefinitions).toEqual(AttributeDefinitions);
    },
  );

  it.each(['Ledger', 'Volatile'])('Given %s, then it is kept, encrypted and expires by expiresAt', (name) => {
    const table = data.one('AWS::DynamoDB::Table', name);
    expect(table).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
    expect(table.properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    expect(table.properties.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    expect(data.text(table.properties.SSESpecification.KMSMasterKeyId)).toBe(dataKeyArn);
  });

  it('Given the ledger, then it streams, can be restored and cannot be deleted', () => {
    expect(data.one('AWS::DynamoDB::Table', 'Ledger').properties).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it('Given the volatile table, then it pays for neither stream nor recovery', () => {
    const { properties } = data.one('AWS::DynamoDB::Table', 'Volatile');
    expect(properties.StreamSpecification).toBeUndefined();
    expect(properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: false });
  });
});

describe('keys, secrets and bus', () => {
  it('Given the keys, then they rotate and are kept', () => {
    const keys = data.all('AWS::KMS::Key');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
      expect(key.properties.EnableKeyRotation).toBe(true);
    }
  });

  it('Given the manifest, then there is one secret per provider it names, without a value, encrypted and kept', () => {
    const providers = [...new Set(manifest.flatMap(({ uses }) => uses.secrets ?? []))].sort();
    const secrets = data.all('AWS::SecretsManager::Secret');
    expect(secrets.map(({ path }) => path.split('/')[0])).toEqual(providers.map((name) => `${name}-secret`));
    for (const secret of secrets) {
      expect(secret).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
      expect(secret.properties.SecretString).toBeUndefined();
      // Anything else here would overwrite what an operator put in.
      expect(secret.properties.GenerateSecretString).toEqual({});
      expect(data.text(secret.properties.KmsKeyId)).toBe(dataKeyArn);
    }
  });

  it('Given the bus, then it has its name, is kept, and archives all events of ours', () => {
    const bus = data.one('AWS::Events::EventBus');
    expect(bus).toMatchObject({ properties: { Name: 'cashout-hub' }, deletionPolicy: 'Retain' });
    expect(data.one('AWS::Events::Archive').properties).toMatchObject({
      EventPattern: { source: ['cashout-hub'] },
      RetentionDays: 7,
    });
  });
});

describe('the archive of events', () => {
  const bucket = data.one('AWS::S3::Bucket');

  it('Given the bucket, then it is kept, encrypted as the data is, versioned, and open to nobody', () => {
    expect(bucket).toMatchObject({ deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' });
    const { properties } = bucket;
    const [rule] = properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule).toMatchObject({
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
    });
    expect(data.text(rule.ServerSideEncryptionByDefault.KMSMasterKeyID)).toBe(dataKeyArn);
    expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  it('Given its policy, then it refuses what does not come over TLS, and lets nobody in', () => {
    const { Statement } = data.one('AWS::S3::BucketPolicy').properties.PolicyDocument;
    expect(Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  it('Given an event is as old as the stage says, then it goes, and no earlier', () => {
    expect(bucket.properties.LifecycleConfiguration.Rules).toEqual([
      {
        Id: 'retention',
        Status: 'Enabled',
        ExpirationInDays: stages['dev']?.eventRetentionDays,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]);
  });
});

const { config: dev } = chosenStage('dev');

/** Every value a stage can have, other than dev has it: one more value does not compile until it is varied. */
const changed: Required<StageConfig> = {
  cell: { brand: 'other', jurisdiction: 'uk' },
  busName: 'other-bus',
  removal: 'retain',
  logRetentionDays: 3653,
  eventArchiveDays: 1,
  eventRetentionDays: 1,
  throttling: {
    default: { ratePerSecond: 1, burst: 1 },
    routes: { 'get-bet': { ratePerSecond: 2, burst: 2 } },
  },
  jwt: { issuer: 'https://issuer.example', audience: ['hub'] },
  machineClients: [{ id: 'only', scopes: ['cashout:read'] }],
  reservedConcurrency: { 'request-cashout': 7 },
  webhooks: [{ name: 'crm', events: ['CashoutSettled'] }],
  consumers: [{ name: 'crm', events: ['CashoutSettled'], readerArns: ['arn:aws:iam::123456789012:root'] }],
  extraCurrencies: { UBTC: 8 },
  alarms: { email: 'on-call@example.com' },
};

/** What must not move: a change of any of these could make CloudFormation start afresh. */
function kept(template: StackTemplate): unknown {
  const types = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
  return types.flatMap((type) => template.all(type).map(({ path: _, ...resource }) => resource));
}

describe('a change of configuration', () => {
  const unchanged = kept(synthesizeCell({ operations: [] }).data);

  it.each(Object.keys(changed))('Given another %s, then no table, key or secret changes', (name) => {
    const config: StageConfig = { ...dev, [name]: changed[name as keyof StageConfig] };
    const { dataStackName, data: varied } = synthesizeCell({ config, operations: [] });
    expect(kept(varied)).toEqual(unchanged);
    // A stack of another name starts with tables of its own.
    expect(dataStackName).toBe('cashout-hub-dev-data');
  });

  it.each(Object.keys(stages))(
    'Given the stage %s, then its tables, keys and secrets are those of dev',
    (stage) => {
      expect(kept(synthesizeCell({ stage }).data)).toEqual(kept(data));
    },
  );

  it('Given another manifest, then the tables are the same', () => {
    const { data: empty } = synthesizeCell({ operations: [] });
    expect(empty.all('AWS::DynamoDB::Table')).toEqual(data.all('AWS::DynamoDB::Table'));
  });
});
