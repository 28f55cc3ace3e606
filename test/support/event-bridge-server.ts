import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { type HttpAnswer, startHttpServer } from './http-server.ts';

const putEvents = z.object({
  Entries: z.array(
    z.object({
      EventBusName: z.string(),
      Source: z.string(),
      DetailType: z.string(),
      /** Epoch seconds with fractions, as AWS JSON 1.1 writes instants. */
      Time: z.number(),
      Detail: z.string(),
    }),
  ),
});

export type ReceivedEntry = z.infer<typeof putEvents>['Entries'][number];

export interface EventBridgeServer {
  readonly endpoint: string;
  /** Every entry taken, in the order it came. */
  readonly taken: readonly ReceivedEntry[];
  setAvailable(available: boolean): void;
  refuseEntries(refused: (entry: ReceivedEntry) => boolean): void;
  loseNextAnswer(): void;
  stop(): Promise<void>;
}

/** Speaks as much of EventBridge's protocol as PutEvents needs. */
export async function startEventBridgeServer(): Promise<EventBridgeServer> {
  const taken: ReceivedEntry[] = [];
  let available = true;
  let losesAnswer = false;
  let refused: (entry: ReceivedEntry) => boolean = () => false;

  function take(entry: ReceivedEntry): object {
    if (refused(entry)) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
    taken.push(entry);
    return { EventId: randomUUID() };
  }

  function answer(body: string, target: unknown): HttpAnswer | null {
    if (target !== 'AWSEvents.PutEvents') return fault(400, 'UnknownOperationException');
    if (!available) return fault(500, 'InternalException');
    const { Entries } = putEvents.parse(JSON.parse(body));
    if (Entries.length < 1 || Entries.length > 10) return fault(400, 'ValidationException');
    const answers = Entries.map(take);
    if (losesAnswer) {
      losesAnswer = false;
      return null;
    }
    const failed = answers.filter((each) => 'ErrorCode' in each).length;
    return json(200, { FailedEntryCount: failed, Entries: answers });
  }

  const server = await startHttpServer((body, headers) => answer(body, headers['x-amz-target']));
  return {
    endpoint: server.endpoint,
    taken,
    setAvailable(next) {
      available = next;
    },
    refuseEntries(next) {
      refused = next;
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    stop: server.stop,
  };
}

function fault(status: number, type: string): HttpAnswer {
  return json(status, { __type: type, message: type });
}

function json(status: number, body: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
