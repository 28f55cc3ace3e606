import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsFailureQueue } from '../../adapters/sqs/failure-queue.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

/** Where an operation puts aside what it can never do. */
export const failureQueue = {
  env: ['FAILURE_QUEUE_URL'],
  make: (env) => ({
    failures: sqsFailureQueue({ client: new SQSClient(awsClientOptions), queueUrl: env.FAILURE_QUEUE_URL }),
  }),
} as const satisfies Part<'FAILURE_QUEUE_URL', object>;
