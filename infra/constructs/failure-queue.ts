import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type RedriveAllowPolicy, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueRetentionDays } from '../queue-settings.ts';
import { acknowledge } from './acknowledge.ts';
import { allow, allowKey } from './operation-rights.ts';

export interface FailureQueueProps {
  /** `npm run dlq` finds it by this. */
  readonly queueName: string;
  readonly encryptionKey: IKey;
  /**
   * The one queue whose dead letters these are; nothing else may use it so.
   * @default none: something else puts failures in
   */
  readonly redriveFrom?: string;
}

/** Holds what an operation could not be given or could not do, until a person has looked at it. */
export class FailureQueue extends Construct {
  readonly queue: Queue;
  /** What whoever puts something in needs. */
  readonly senderRights: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id);
    const { queueName, encryptionKey, redriveFrom } = props;
    this.queue = new Queue(this, 'Queue', {
      queueName,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(queueRetentionDays),
      removalPolicy: RemovalPolicy.DESTROY,
      ...(redriveFrom === undefined ? {} : { redriveAllowPolicy: this.deadLettersOf(redriveFrom) }),
    });
    this.senderRights = [
      allow('sqs', ['SendMessage'], this.queue.queueArn),
      allowKey(encryptionKey, 'sqs', ['Decrypt', 'GenerateDataKey']),
    ];
    const reason = 'This is where failures end: nothing consumes it, so there is nothing to redrive from.';
    acknowledge(this.queue, {
      ...(redriveFrom === undefined ? { 'AwsSolutions-SQS3': reason } : {}),
      'Serverless-SQSRedrivePolicy': reason,
    });
  }

  private deadLettersOf(queueArn: string): RedriveAllowPolicy {
    const source = Queue.fromQueueArn(this, 'Source', queueArn);
    return { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [source] };
  }
}
