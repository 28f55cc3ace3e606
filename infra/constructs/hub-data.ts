import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';

/** What the data stack keeps and the service stack uses. */
export interface HubData {
  readonly ledger: Table;
  readonly volatile: Table;
  readonly bus: EventBus;
  readonly eventArchive: Bucket;
  /** By provider; `webhooks` for the operator's endpoints. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** For tables, secrets and the archive of events. */
  readonly dataKey: Key;
  /** For logs, queues and the alarm topic. */
  readonly operationsKey: Key;
}

/** The secret of this name. Throws when the manifest the data stack was made from did not name it. */
export function secretOf(provider: string, { secrets }: HubData): Secret {
  const secret = secrets.get(provider);
  if (secret === undefined) throw new Error(`the data stack has no secret of ${provider}`);
  return secret;
}
