import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface EventArchiveProps {
  /** Of the data: events tell amounts and whose bets, as the ledger does. */
  readonly encryptionKey: IKey;
  readonly retentionDays: number;
}

/** Long enough to notice that something was deleted or written over by hand, and to get it back. */
const keepOldVersions = Duration.days(30);

/** The bucket that keeps every event. It outlives its stack; only age removes what is in it. */
export class EventArchive extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { encryptionKey, retentionDays }: EventArchiveProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      // One call of KMS for many events instead of one for each.
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [
        {
          id: 'retention',
          expiration: Duration.days(retentionDays),
          noncurrentVersionExpiration: keepOldVersions,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Another id would be another bucket, and an empty one.
    (this.bucket.node.defaultChild as CfnBucket).overrideLogicalId('EventArchiveBucket');
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'One function writes, nothing of the hub reads. Who else reads is told by data events of CloudTrail, which an account records for all its buckets or for none.',
    });
  }
}
