import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { type HttpAnswer, startHttpServer } from './http-server.ts';

export interface PutMessage {
  readonly id: string;
  readonly body: string;
  /** @default 0 */
  readonly receives?: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface SqsServer {
  readonly client: SQSClient;
  /** The queue is there from then on. */
  put(queueName: string, ...messages: readonly PutMessage[]): void;
  /** Ids of what a reader would be given now. */
  visible(queueName: string): readonly string[];
  /** Of calls, such as `ReceiveMessage`. */
  readonly calls: readonly string[];
  /** From now on this call is refused so. */
  refuse(call: string, type: string, message: string): void;
  /** The next move ends so after its first look, and moves no more. */
  failNextMove(reason: string): void;
  /** As another person's move from this queue some time ago. */
  rememberMove(queueName: string): void;
  stop(): Promise<void>;
}

interface Held extends PutMessage {
  receives: number;
  /** Of the reader that has it; null while it can be seen. */
  receipt: string | null;
}

interface Move {
  readonly source: string;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  listed: boolean;
  reason?: string;
}

const callSchema = z.object({
  QueueName: z.optional(z.string()),
  QueueUrl: z.optional(z.string()),
  SourceArn: z.optional(z.string()),
  MaxNumberOfMessages: z.optional(z.int()),
  Entries: z.optional(
    z.array(z.object({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.int() })),
  ),
});

type Call = z.output<typeof callSchema>;

/** Of a move at each look at it: more than one look is needed for anything. */
const movedPerLook = 2;

const arnStart = 'arn:aws:sqs:eu-central-1:123456789012:';

/** Speaks as much of SQS's protocol as looking at dead letters and moving them back need. */
export async function startSqsServer(): Promise<SqsServer> {
  const queues = new Map<string, Held[]>();
  const refusals = new Map<string, HttpAnswer>();
  const moves: Move[] = [];
  const calls: string[] = [];
  let failWith: string | undefined;
  let receipts = 0;

  const answers: Readonly<Record<string, (call: Call, name: string) => HttpAnswer>> = {
    GetQueueUrl: (_, name) => json(200, { QueueUrl: `${server.endpoint}/123456789012/${name}` }),
    GetQueueAttributes: (_, name) => {
      const held = queues.get(name) ?? [];
      const hidden = held.filter(({ receipt }) => receipt !== null).length;
      return json(200, {
        Attributes: {
          QueueArn: `${arnStart}${name}`,
          ApproximateNumberOfMessages: String(held.length - hidden),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
        },
      });
    },
    ReceiveMessage: ({ MaxNumberOfMessages: most = 1 }, name) => {
      if (most < 1 || most > 10) return fault('InvalidParameterValue', 'from 1 to 10');
      const given = (queues.get(name) ?? []).filter(({ receipt }) => receipt === null).slice(0, most);
      for (const message of given) {
        receipts += 1;
        message.receipt = `receipt-${receipts}`;
        message.receives += 1;
      }
      return json(200, given.length === 0 ? {} : { Messages: given.map(toWire) });
    },
    ChangeMessageVisibilityBatch: ({ Entries = [] }, name) => {
      if (Entries.length < 1 || Entries.length > 10) return fault('TooManyEntriesInBatchRequest', 'ten');
      for (const { ReceiptHandle, VisibilityTimeout } of Entries) {
        const message = queues.get(name)?.find(({ receipt }) => receipt === ReceiptHandle);
        if (message !== undefined && VisibilityTimeout === 0) message.receipt = null;
      }
      return json(200, { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] });
    },
    StartMessageMoveTask: (_, name) => {
      if (moves.some(({ source, status }) => source === name && status === 'RUNNING')) {
        return fault('UnsupportedOperation', 'There is already a task running.');
      }
      moves.unshift(newMove(name));
      return json(200, { TaskHandle: 'handle' });
    },
    ListMessageMoveTasks: (_, name) => {
      const own = moves.filter(({ source }) => source === name);
      const listed = own.filter((move) => move.listed).map(toEntry);
      for (const move of own) if (move.listed && move.status === 'RUNNING') goOn(move);
      // As AWS may: what was just started is not listed at once.
      for (const move of own) move.listed = true;
      return json(200, { Results: listed });
    },
  };

  function newMove(source: string): Move {
    return {
      source,
      startedAt: moves.length + 1,
      toMove: queues.get(source)?.length ?? 0,
      moved: 0,
      status: 'RUNNING',
      listed: false,
    };
  }

  function goOn(move: Move): void {
    const held = queues.get(move.source) ?? [];
    const back = queues.get(move.source.replace('_dead-letters', '')) ?? [];
    const some = held.splice(0, movedPerLook);
    back.push(...some.map((message) => ({ ...message, receives: 0 })));
    queues.set(move.source.replace('_dead-letters', ''), back);
    move.moved += some.length;
    if (failWith !== undefined) Object.assign(move, { status: 'FAILED', reason: failWith });
    else if (held.length === 0) move.status = 'COMPLETED';
  }

  function answer(body: string, target: unknown): HttpAnswer {
    const call = String(target).replace('AmazonSQS.', '');
    calls.push(call);
    const known = answers[call];
    if (known === undefined) return fault('InvalidAction', call);
    const refused = refusals.get(call);
    if (refused !== undefined) return refused;
    const asked = callSchema.parse(JSON.parse(body));
    const name = asked.QueueName ?? (asked.QueueUrl ?? asked.SourceArn ?? '').split(/[/:]/).at(-1) ?? '';
    if (!queues.has(name)) return fault('QueueDoesNotExist', 'The specified queue does not exist.');
    return known(asked, name);
  }

  const server = await startHttpServer((body, headers) => answer(body, headers['x-amz-target']));
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    client,
    calls,
    put(queueName, ...messages) {
      const held = queues.get(queueName) ?? [];
      held.push(...messages.map((message) => ({ receives: 0, ...message, receipt: null })));
      queues.set(queueName, held);
    },
    visible: (queueName) =>
      (queues.get(queueName) ?? []).flatMap(({ id, receipt }) => (receipt === null ? [id] : [])),
    refuse: (call, type, message) => void refusals.set(call, fault(type, message)),
    failNextMove(reason) {
      failWith = reason;
    },
    rememberMove: (queueName) =>
      void moves.unshift({ ...newMove(queueName), moved: 77, status: 'COMPLETED', listed: true }),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

function toWire({ id, body, receives, receipt, attributes = {} }: Held): object {
  return {
    MessageId: id,
    ReceiptHandle: receipt,
    Body: body,
    MD5OfBody: createHash('md5').update(body).digest('hex'),
    Attributes: { ApproximateReceiveCount: String(receives) },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}

function toEntry({ source, startedAt, toMove, moved, status, reason }: Move): object {
  return {
    Status: status,
    SourceArn: `${arnStart}${source}`,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    StartedTimestamp: startedAt,
    ...(reason === undefined ? {} : { FailureReason: reason }),
  };
}

function fault(type: string, message: string): HttpAnswer {
  return json(400, { __type: `com.amazonaws.sqs#${type}`, message });
}

function json(status: number, body: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}
