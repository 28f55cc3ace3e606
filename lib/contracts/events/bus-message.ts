import * as z from 'zod/mini';
import { eventSource } from './cashout-event.ts';

/** An event as EventBridge puts it into a queue: its envelope, and within it what the hub published. */
const busMessageSchema = z.object({
  id: z.string().check(z.minLength(1)),
  time: z.iso.datetime(),
  source: z.literal(eventSource),
  'detail-type': z.string().check(z.minLength(1)),
  detail: z.object({
    // Loose, so that a consumer that hands events on loses nothing a newer release has added.
    metadata: z.looseObject({
      id: z.string().check(z.minLength(1)),
      version: z.literal(1),
      sequence: z.int().check(z.minimum(1)),
      occurredAt: z.iso.datetime(),
      correlationId: z.nullish(z.string()),
      causationId: z.nullish(z.string()),
      client: z.nullish(z.string()),
    }),
    data: z.record(z.string(), z.unknown()),
  }),
});

export interface BusMessage {
  /** The `detail-type`. */
  readonly type: string;
  /** Of this delivery: the same event published twice has two. */
  readonly busId: string;
  /** Epoch milliseconds, to the second. */
  readonly at: number;
  readonly metadata: z.output<typeof busMessageSchema>['detail']['metadata'];
  /** Who acts on it parses what it reads of it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads the text of a message; undefined when it is no event of the hub. */
export function readBusMessage(text: string): BusMessage | undefined {
  const { data: message } = busMessageSchema.safeParse(parse(text));
  if (message === undefined) return undefined;
  const { id, time, detail } = message;
  return { type: message['detail-type'], busId: id, at: Date.parse(time), ...detail };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
