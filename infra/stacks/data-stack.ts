import { type App, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Operation } from '../../functions/manifest-types.ts';
import { tableDefinitions } from '../../lib/adapters/dynamodb/tables.ts';
import type { StageConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { EventArchive } from '../constructs/event-archive.ts';
import { HubBus } from '../constructs/hub-bus.ts';
import type { HubData } from '../constructs/hub-data.ts';
import { HubKeys } from '../constructs/hub-keys.ts';
import { HubTable } from '../constructs/hub-table.ts';
import { ProviderSecret } from '../constructs/provider-secret.ts';

export interface DataStackProps extends StackProps {
  readonly config: StageConfig;
  readonly operations: readonly Operation[];
}

/** Everything that must outlive a deployment. It knows nothing of the service, so no release of it comes near the data. */
export class DataStack extends Stack implements HubData {
  readonly ledger: Table;
  readonly volatile: Table;
  readonly bus: EventBus;
  readonly eventArchive: Bucket;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly dataKey: Key;
  readonly operationsKey: Key;

  constructor(scope: App, id: string, { config, operations, ...props }: DataStackProps) {
    super(scope, id, props);
    const keys = new HubKeys(this, 'Keys');
    this.dataKey = keys.data;
    this.operationsKey = keys.operations;
    this.ledger = this.table('Ledger', tableDefinitions.ledger, true);
    this.volatile = this.table('Volatile', tableDefinitions.volatile, false);
    acknowledge(this.volatile, {
      'AwsSolutions-DDB3':
        'Leases, tokens and quotes are minutes old at most and made again; an old state of them would do harm.',
    });
    const { busName = 'cashout-hub', eventArchiveDays, eventRetentionDays } = config;
    this.bus = new HubBus(this, 'Events', { name: busName, archiveDays: eventArchiveDays }).bus;
    this.eventArchive = new EventArchive(this, 'EventArchive', {
      encryptionKey: this.dataKey,
      retentionDays: eventRetentionDays,
    }).bucket;
    this.secrets = new Map(secretsOf(operations).map((name) => [name, this.secret(name)]));
  }

  private table(name: string, definition: (typeof tableDefinitions)['ledger'], holdsTruth: boolean): Table {
    const logicalId = `${name}Table`;
    return new HubTable(this, name, { definition, logicalId, holdsTruth, encryptionKey: this.dataKey }).table;
  }

  private secret(provider: string): Secret {
    return new ProviderSecret(this, `${provider}-secret`, {
      provider,
      encryptionKey: this.dataKey,
      ...(provider === 'webhooks'
        ? { description: "URLs and signing secrets of the operator's webhook endpoints, as one JSON object" }
        : {}),
    }).secret;
  }
}

function secretsOf(operations: readonly Operation[]): readonly string[] {
  return [...new Set(operations.flatMap(({ uses }) => uses.secrets ?? []))].sort();
}
