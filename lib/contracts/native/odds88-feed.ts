import * as z from 'zod/mini';
import type { Decimal } from '../../domain/money/decimal.ts';
import { foldKeys } from '../fold-keys.ts';
import { idSchema } from '../http/fields.ts';
import { readJsonWithNumberLiterals } from '../json.ts';
import { type JsonValue, jsonText } from '../json-text.ts';
import { fromLocalAmount, maxPrecision } from './odds88.ts';

/**
 * Odds88's cashout feed (providers/odds88.facts.md): a websocket that is read only, but for the pings that are sent
 * back. One set of names and schemas for the client and the simulator; as with the calls, numbers are read as their
 * literal text and member names in any case.
 */
export const odds88FeedPath = '/feed/cashout/v2';

/** The query's one parameter: recover what was sent since this second (epoch seconds); 0, or none, for nothing. */
export const odds88FeedRevision = 'revision';

/** Older messages cannot be recovered. */
export const odds88FeedHistoryMs = 3 * 24 * 3_600_000;

/** The page calls them Available, NotSupported and CashedOut. */
export const odds88FeedStatuses = { available: 1, unavailable: 2, 'cashed-out': 3 } as const;
export type Odds88FeedStatus = keyof typeof odds88FeedStatuses;

/** What the feed says of one bet, read. */
export interface Odds88FeedValue {
  readonly betId: string;
  readonly playerId: string | null;
  readonly status: Odds88FeedStatus;
  /** Free text, as sent. */
  readonly reason: string | null;
  /** Null where none was sent, and where what was sent is no amount. */
  readonly amount: {
    readonly value: Decimal;
    /** As sent: whether anybody knows it is for the one who takes it. */
    readonly currency: string;
    /** Decimals Odds88 counts it in. */
    readonly precision: number;
  } | null;
  /** Epoch milliseconds on Odds88's clock. */
  readonly at: number;
}

/** A ping wants its id sent back, whatever else stands in its message. */
export type Odds88FeedMessage =
  | { readonly kind: 'ping'; readonly pingId: string }
  | { readonly kind: 'value'; readonly pingId: string | null; readonly value: Odds88FeedValue }
  | {
      readonly kind: 'unreadable';
      readonly pingId: string | null;
      /** Where it could not be read, without anything that was sent: it may be logged. */
      readonly problem: string;
    };

/** Reads one message. Only who, what and when must be there: a cashout is one without its amount, too. Pure. */
export function readFeedMessage(text: string): Odds88FeedMessage {
  const envelope = envelopeSchema.safeParse(folded(text));
  if (!envelope.success) return { kind: 'unreadable', pingId: null, problem: 'no JSON object' };
  const { pingId, data } = envelope.data;
  if (data == null) {
    return pingId === null
      ? { kind: 'unreadable', pingId, problem: 'neither ping nor data' }
      : { kind: 'ping', pingId };
  }
  const read = dataSchema.safeParse(data);
  if (read.success) return { kind: 'value', pingId, value: read.data };
  const [issue] = read.error.issues;
  return { kind: 'unreadable', pingId, problem: ['data', ...(issue?.path ?? [])].join('.') };
}

/** What goes back for a ping. */
export function feedPongText(pingId: string): string {
  return jsonText({ pingId });
}

/** The ping's id that came back; undefined for anything else. */
export function readFeedPong(text: string): string | undefined {
  return envelopeSchema.safeParse(folded(text)).data?.pingId ?? undefined;
}

export function feedPingText(pingId: string): string {
  return jsonText({ pingId, data: null });
}

/** What the feed says of one bet, as it stands on the wire. */
export interface Odds88FeedData {
  readonly playerId: string;
  readonly betId: string;
  readonly status: (typeof odds88FeedStatuses)[Odds88FeedStatus];
  readonly reason: string | null;
  readonly amount: {
    readonly localAmount: number;
    readonly precision: number;
    readonly currency: string;
  } | null;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
}

export function feedDataText({ amount, ...data }: Odds88FeedData): string {
  const spelled: JsonValue = { ...data, amount: amount === null ? null : { ...amount } };
  return jsonText({ pingId: null, data: spelled });
}

const members = [
  'pingId',
  'data',
  'playerId',
  'betId',
  'status',
  'reason',
  'amount',
  'localAmount',
  'precision',
  'currency',
  'timestamp',
];
const levels = 3;

function folded(text: string): unknown {
  return foldKeys(readJsonWithNumberLiterals(text), members, levels);
}

/** Text, or null for whatever else stands there or does not. */
const textOrNull = z.catch(z.nullable(z.string()), null);

const envelopeSchema = z.object({
  // An empty id is how some serializers spell none.
  pingId: z.pipe(
    textOrNull,
    z.transform((id) => (id === '' ? null : id)),
  ),
  data: z.optional(z.unknown()),
});

const statusSchema = z.pipe(
  z.string(),
  z.transform((literal, context): Odds88FeedStatus => {
    for (const [status, number] of Object.entries(odds88FeedStatuses)) {
      if (literal === String(number)) return status as Odds88FeedStatus;
    }
    return refused(context, literal, 'must be 1, 2 or 3');
  }),
);

const amountSchema = z.pipe(
  z.object({
    localAmount: z.string(),
    precision: z.string().check(z.regex(/^\d{1,2}$/)),
    currency: z.string().check(z.regex(/^[\x21-\x7e]{1,16}$/)),
  }),
  z.transform(({ localAmount, precision: digits, currency }, context) => {
    const precision = Number(digits);
    const value = precision > maxPrecision ? undefined : fromLocalAmount(localAmount, precision);
    if (value === undefined) return refused(context, localAmount, 'must be an amount');
    return { value, currency, precision };
  }),
);

/** Without a zone it is UTC, where Odds88's samples are; JavaScript alone would read local time. */
const instantSchema = z.pipe(
  z
    .string()
    .check(
      z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/, 'must be an instant'),
    ),
  z.transform((text, context) => {
    const at = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
    return Number.isNaN(at) ? refused(context, text, 'must be an instant') : at;
  }),
);

const dataSchema = z.pipe(
  z.object({
    betId: idSchema,
    playerId: textOrNull,
    status: statusSchema,
    reason: textOrNull,
    amount: z.catch(z.nullable(amountSchema), null),
    timestamp: instantSchema,
  }),
  z.transform(({ timestamp, ...said }): Odds88FeedValue => ({ ...said, at: timestamp })),
);

function refused(context: z.core.ParsePayload, input: unknown, message: string): never {
  context.issues.push({ code: 'custom', path: [], message, input });
  return z.NEVER;
}
