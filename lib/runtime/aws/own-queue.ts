import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsVisibility } from '../../adapters/sqs/queue-visibility.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

/** The queue that triggers an operation. */
export const ownQueue = {
  env: ['QUEUE_URL'],
  make: (env) => ({
    visibility: sqsVisibility({ client: new SQSClient(awsClientOptions), queueUrl: env.QUEUE_URL }),
  }),
} as const satisfies Part<'QUEUE_URL', object>;
