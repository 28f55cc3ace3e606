import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** Two keys, since whoever may read a log or a failed delivery need not be able to read the ledger. */
export class HubKeys extends Construct {
  /** For tables, secrets and the archive of events. */
  readonly data: Key;
  /** For logs, queues and the alarm topic. */
  readonly operations: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.data = this.key('Data', 'Tables, secrets and archived events of the cashout hub');
    this.operations = this.key('Operations', 'Logs, failure queues and alarms of the cashout hub');
    this.letLogsBeWritten();
    this.letAlarmsBeSent();
    letEventsIn(this.operations);
  }

  /** What a lost key encrypted is lost, so no stack ever deletes one. */
  private key(id: string, description: string): Key {
    return new Key(this, id, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
  }

  private letLogsBeWritten(): void {
    const { region, partition, account } = Stack.of(this);
    const statement = new PolicyStatement({
      sid: 'LogGroupsOfThisAccount',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    });
    this.operations.addToResourcePolicy(statement);
  }

  /** Without conditions, as CloudWatch documents it; whose alarms get through is for the topic's policy to say. */
  private letAlarmsBeSent(): void {
    const statement = new PolicyStatement({
      sid: 'AlarmsToTheTopic',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    });
    this.operations.addToResourcePolicy(statement);
  }
}

/**
 * Lets EventBridge put events into queues under this key. Without conditions, as it documents them: whose events get in
 * is for each queue's policy to say.
 */
export function letEventsIn(key: Key): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EventsIntoQueues',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    }),
  );
}
