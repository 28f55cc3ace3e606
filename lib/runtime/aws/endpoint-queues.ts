import { SQSClient } from '@aws-sdk/client-sqs';
import { endpointQueues as queuesOf } from '../../adapters/sqs/endpoint-queues.ts';
import { sqsVisibility } from '../../adapters/sqs/queue-visibility.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

/** The queues of the webhook endpoints; ENDPOINT_QUEUES is what their URLs begin with. */
export const endpointQueues = {
  env: ['ENDPOINT_QUEUES'],
  make: (env) => {
    const client = new SQSClient(awsClientOptions);
    return queuesOf(env.ENDPOINT_QUEUES, (queueUrl) => sqsVisibility({ client, queueUrl }));
  },
} as const satisfies Part<'ENDPOINT_QUEUES', object>;
