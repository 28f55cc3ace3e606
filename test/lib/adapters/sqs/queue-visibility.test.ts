import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { sqsVisibility } from '../../../../lib/adapters/sqs/queue-visibility.ts';
import { type HttpAnswer, startHttpServer } from '../../../support/http-server.ts';

const requestSchema = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.int() })),
});

/** As much of SQS as the adapter needs; it refuses the handles it is told to. */
async function givenSqs(refused: readonly string[] = [], status = 200) {
  const calls: z.output<typeof requestSchema>[] = [];
  const server = await startHttpServer((body, headers): HttpAnswer => {
    expect(headers['x-amz-target']).toBe('AmazonSQS.ChangeMessageVisibilityBatch');
    const call = requestSchema.parse(JSON.parse(body));
    expect(new Set(call.Entries.map(({ Id }) => Id)).size).toBe(call.Entries.length);
    calls.push(call);
    const failed = call.Entries.filter(({ ReceiptHandle }) => refused.includes(ReceiptHandle));
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        Successful: call.Entries.filter((one) => !failed.includes(one)).map(({ Id }) => ({ Id })),
        Failed: failed.map(({ Id }) => ({ Id, Code: 'MessageNotInflight', SenderFault: true })),
      }),
    };
  });
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  // The queue's address is where SQS is; here it is the stand-in.
  const visibility = sqsVisibility({ client, queueUrl: `${server.endpoint}/123456789012/wallet` });
  return { calls, visibility, stop: () => server.stop().then(() => client.destroy()) };
}

describe('the visibility of SQS messages', () => {
  let stop: () => Promise<void>;
  beforeEach(() => {
    stop = async () => undefined;
  });
  afterEach(() => stop());

  it('Given more messages than a call takes, then all are hidden, each for its time in whole seconds', async () => {
    const sqs = await givenSqs();
    stop = sqs.stop;
    await sqs.visibility.hide(
      Array.from({ length: 12 }, (_, place) => ({ receiptHandle: `h${place}`, forMs: place * 1_500 })),
      'wallet',
    );
    expect(sqs.calls.map(({ Entries }) => Entries.length).sort()).toEqual([10, 2].sort());
    const seconds = new Map(
      sqs.calls.flatMap(({ Entries }) => Entries).map((one) => [one.ReceiptHandle, one.VisibilityTimeout]),
    );
    expect([seconds.get('h0'), seconds.get('h1'), seconds.get('h2'), seconds.get('h11')]).toEqual([
      0, 2, 3, 17,
    ]);
    expect(sqs.calls[0]?.QueueUrl.endsWith('/wallet')).toBe(true);
  });

  it('Given a time past what SQS takes, then it is the longest one', async () => {
    const sqs = await givenSqs();
    stop = sqs.stop;
    await sqs.visibility.hide([{ receiptHandle: 'h', forMs: 99 * 3_600_000 }], 'wallet');
    expect(sqs.calls[0]?.Entries[0]?.VisibilityTimeout).toBe(11.75 * 3_600);
  });

  it('Given SQS refuses single messages, then that is told', async () => {
    const sqs = await givenSqs(['h1']);
    stop = sqs.stop;
    const hidden = sqs.visibility.hide(
      [
        { receiptHandle: 'h0', forMs: 0 },
        { receiptHandle: 'h1', forMs: 0 },
      ],
      'wallet',
    );
    await expect(hidden).rejects.toMatchObject({ name: 'VisibilityUnchanged', message: '1 of 2 messages' });
  });

  it('Given SQS does not answer, then that is told', async () => {
    const sqs = await givenSqs([], 500);
    stop = sqs.stop;
    await expect(sqs.visibility.hide([{ receiptHandle: 'h', forMs: 0 }], 'wallet')).rejects.toThrow();
  });

  it('Given no messages, then nothing is asked', async () => {
    const sqs = await givenSqs();
    stop = sqs.stop;
    await sqs.visibility.hide([], 'wallet');
    expect(sqs.calls).toEqual([]);
  });
});
