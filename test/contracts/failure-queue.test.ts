import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { activity } from '../../infra/local/engine/activity.ts';
import { virtualClock } from '../../infra/local/engine/clock.ts';
import { localQueues } from '../../infra/local/engine/queues.ts';
import { failuresOf, localFailures } from '../../infra/local/failures.ts';
import { memoryFailureQueue } from '../../lib/adapters/memory/failure-queue.ts';
import { sqsFailureQueue } from '../../lib/adapters/sqs/failure-queue.ts';
import { type PutAsideMessage, putAsideSchema } from '../../lib/contracts/put-aside.ts';
import { startHttpServer } from '../support/http-server.ts';
import { silentLog } from '../support/silent.ts';
import { failureQueueContract } from './failure-queue.contract.ts';

failureQueueContract('memory', async () => {
  const failures = memoryFailureQueue();
  return {
    failures,
    held: () => failures.aside.map((aside) => ({ ...aside, at: new Date(aside.at).toISOString() })),
    setAvailable: failures.setAvailable,
    stop: async () => {},
  };
});

failureQueueContract('local', async () => {
  const queues = localQueues({ clock: virtualClock(), activity: activity(), log: silentLog });
  const name = failuresOf('relay-outbox');
  queues.attachFailures(name);
  return {
    failures: localFailures(queues),
    held: () => queues.deadLetters(name, 100, null).letters.map(({ body }) => read(body)),
    setAvailable: (available) => queues.setOutage(name, !available),
    stop: async () => queues.stop(),
  };
});

const sendSchema = z.strictObject({ QueueUrl: z.string(), MessageBody: z.string() });

failureQueueContract('SQS', async () => {
  const held: PutAsideMessage[] = [];
  let available = true;
  const path = '/123456789012/relay-outbox_failures';
  const server = await startHttpServer((body, headers) => {
    if (!available) return { status: 503, body: '' };
    const { QueueUrl, MessageBody } = sendSchema.parse(JSON.parse(body));
    const isSend = headers['x-amz-target'] === 'AmazonSQS.SendMessage' && QueueUrl.endsWith(path);
    if (!isSend) return { status: 400, body: '{}' };
    held.push(read(MessageBody));
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ MessageId: `m-${held.length}`, MD5OfMessageBody: md5Of(MessageBody) }),
    };
  });
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    failures: sqsFailureQueue({ client, queueUrl: `${server.endpoint}${path}` }),
    held: () => held,
    setAvailable(next) {
      available = next;
    },
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function read(body: string): PutAsideMessage {
  return putAsideSchema.parse(JSON.parse(body));
}
