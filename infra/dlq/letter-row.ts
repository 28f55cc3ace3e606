import * as z from 'zod/mini';
import { readBusMessage } from '../../lib/contracts/events/bus-message.ts';
import { putAsideSchema } from '../../lib/contracts/put-aside.ts';
import type { ShownLetter } from './dead-letter-target.ts';

/** What a person needs of a message to find out what happened. */
export interface LetterSummary {
  /** Of the event, as logs name it; that of the message where it is none. */
  readonly event: string;
  readonly type: string;
  /** `<provider>/<betId>` */
  readonly bet: string | null;
  readonly cashout: string | null;
  /** ISO 8601. */
  readonly occurredAt: string | null;
  /** Why it was given up; null where nobody told. */
  readonly cause: string | null;
}

const namesSchema = z.object({
  provider: z.optional(z.string()),
  betId: z.optional(z.string()),
  cashoutId: z.optional(z.string()),
});

/** What Lambda leaves of a batch of the stream it gave up. */
const placeSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    approximateArrivalOfFirstRecord: z.optional(z.string()),
  }),
});

export function summaryOf({ messageId, body, cause }: ShownLetter): LetterSummary {
  const event = readBusMessage(typeof body === 'string' ? body : JSON.stringify(body));
  if (event !== undefined) {
    const { data: names = {} } = namesSchema.safeParse(event.data);
    return {
      event: event.metadata.id,
      type: event.type,
      bet: names.betId === undefined ? null : `${names.provider ?? '?'}/${names.betId}`,
      cashout: names.cashoutId ?? null,
      occurredAt: event.metadata.occurredAt,
      cause,
    };
  }
  const { data: aside } = putAsideSchema.safeParse(body);
  if (aside !== undefined) {
    const { item, sequence, at } = aside;
    const [, provider = '?', id = item] = item.split('#');
    return {
      event: sequence,
      type: `put aside by ${aside.operation}`,
      bet: `${provider}/${id}`,
      cashout: null,
      occurredAt: at,
      cause: `${aside.cause.fault}: ${aside.cause.message}`,
    };
  }
  const { data: place } = placeSchema.safeParse(body);
  if (place === undefined) {
    const nothing = { bet: null, cashout: null, occurredAt: null };
    return { event: messageId, type: 'no event of the hub', ...nothing, cause };
  }
  const { startSequenceNumber, endSequenceNumber, approximateArrivalOfFirstRecord } =
    place.DDBStreamBatchInfo;
  return {
    event: `${startSequenceNumber} … ${endSequenceNumber}`,
    type: `stream records, ${place.requestContext.condition}`,
    bet: null,
    cashout: null,
    occurredAt: approximateArrivalOfFirstRecord ?? null,
    cause,
  };
}

export const letterHead = ['EVENT', 'TYPE', 'BET', 'CASHOUT', 'WHEN', 'DELIVERIES', 'GIVEN UP', 'CAUSE'];

export function letterRow(letter: ShownLetter): readonly string[] {
  const { event, type, bet, cashout, occurredAt, cause } = summaryOf(letter);
  const cells = [event, type, bet, cashout, occurredAt, String(letter.receives), letter.since, cause];
  return cells.map((cell) => cell ?? '-');
}
