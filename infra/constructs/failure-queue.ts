import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { allow, allowKey } from './operation-rights.ts';

export interface FailureQueueProps {
  readonly encryptionKey: IKey;
}

/** Holds what an operation could not be given or could not do, until a person has looked at it. */
export class FailureQueue extends Construct {
  readonly queue: Queue;
  /** What whoever puts something in needs. */
  readonly senderRights: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, { encryptionKey }: FailureQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      // The longest SQS offers: a failure on a holiday must not be gone before somebody is back.
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.senderRights = [
      allow('sqs', ['SendMessage'], this.queue.queueArn),
      allowKey(encryptionKey, 'sqs', ['Decrypt', 'GenerateDataKey']),
    ];
    const reason = 'This is where failures end: nothing consumes it, so there is nothing to redrive from.';
    acknowledge(this.queue, { 'AwsSolutions-SQS3': reason, 'Serverless-SQSRedrivePolicy': reason });
  }
}
