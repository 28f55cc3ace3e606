import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunks } from '../../lib/domain/chunks.ts';
import { fromAws } from './aws-fault.ts';
import type { ShownLetter } from './dead-letter-target.ts';

/** What SQS takes and gives in one call. */
const perCall = 10;

/** Long enough to read all of a look, short enough to be forgotten should the look be interrupted. */
const hiddenForSeconds = 60;

/** So that SQS asks all of its servers, and an empty answer means something. */
const waitSeconds = 1;

/** At most `limit` messages of a queue, all of which are put back. */
export async function sampleOf(
  client: SQSClient,
  queueUrl: string,
  limit: number,
): Promise<readonly ShownLetter[]> {
  const received: Message[] = [];
  try {
    while (received.length < limit) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(perCall, limit - received.length),
        VisibilityTimeout: hiddenForSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: ['ERROR_CODE', 'ERROR_MESSAGE'],
      });
      const { Messages = [] } = await fromAws('receiving messages', client.send(command));
      if (Messages.length === 0) break;
      received.push(...Messages);
    }
  } finally {
    await putBack(client, queueUrl, received);
  }
  return [...new Map(received.map((message) => [message.MessageId, message])).values()].map(toLetter);
}

async function putBack(client: SQSClient, queueUrl: string, received: readonly Message[]): Promise<void> {
  for (const some of chunks(received, perCall)) {
    const Entries = some.map(({ ReceiptHandle = '' }, place) => ({
      Id: String(place),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    // Where it fails they are back by themselves, a minute later.
    await client
      .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
      .catch(() => undefined);
  }
}

function toLetter({
  MessageId = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): ShownLetter {
  const told = ['ERROR_CODE', 'ERROR_MESSAGE'].flatMap((name) => MessageAttributes[name]?.StringValue ?? []);
  return {
    messageId: MessageId,
    // Without this look, which counts as one.
    receives: Math.max(Number(Attributes.ApproximateReceiveCount ?? 1) - 1, 0),
    since: null,
    cause: told.length === 0 ? null : told.join(': '),
    body: parse(Body),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
