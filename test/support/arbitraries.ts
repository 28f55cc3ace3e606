import fc from 'fast-check';
import type { Bet, Closure, OutboxEntry, StoredRegistration } from '../../lib/domain/bet/bet.ts';
import {
  type Cashout,
  decidedBy,
  type HistoryEntry,
  kinds,
  origins,
  priceChanges,
  statuses,
} from '../../lib/domain/cashout/cashout.ts';
import { eventTypes } from '../../lib/domain/cashout/transitions.ts';
import type { Currency } from '../../lib/domain/money/currency.ts';
import { type Decimal, parseDecimal } from '../../lib/domain/money/decimal.ts';
import type { Money } from '../../lib/domain/money/money.ts';
import { providers } from '../../lib/domain/provider.ts';
import { type Reason, reasonCodes } from '../../lib/domain/reasons.ts';

/*
 * Values of the domain as types allow them, likely or not: a store must give back whatever it was given. The
 * cases a store could mistake for another are among them: empty texts, absent against null, bare amounts.
 */

/** Any characters of Unicode, the awkward ones included. */
const text: fc.Arbitrary<string> = fc.string({ unit: 'binary', maxLength: 24 });

/** Epoch milliseconds from 1970 to 2100. */
export const anyInstant: fc.Arbitrary<number> = fc.integer({ min: 0, max: 4_102_444_800_000 });

/** 1–128 printable ASCII characters without `/` and `#`. */
export const anyBetId: fc.Arbitrary<string> = fc.stringMatching(/^[!-"$-.0-~]{1,128}$/);

/** Up to 38 digits in their one spelling. */
export const anyDecimal: fc.Arbitrary<Decimal> = fc
  .tuple(fc.stringMatching(/^\d{1,24}$/), fc.stringMatching(/^\d{0,14}$/))
  .map(([whole, fraction]) => parseDecimal(fraction === '' ? whole : `${whole}.${fraction}`))
  .filter((value) => value !== undefined);

export const anyMoney: fc.Arbitrary<Money> = plainRecord({
  value: anyDecimal,
  currency: fc.constantFrom(null, 'EUR', 'JPY', 'KWD', 'mBTC').map((code) => code as Currency | null),
});

export const anyReason: fc.Arbitrary<Reason> = plainRecord({
  code: fc.constantFrom(...reasonCodes),
  provider: orNull(
    plainRecord({
      code: orNull(text),
      message: orNull(text),
      restrictions: fc.array(anyJson(), { maxLength: 3 }),
    }),
  ),
});

const anyHistoryEntry: fc.Arbitrary<HistoryEntry> = plainRecord(
  {
    at: anyInstant,
    from: orNull(fc.constantFrom(...statuses)),
    to: fc.constantFrom(...statuses),
    decidedBy: orNull(fc.constantFrom(...decidedBy)),
  },
  { evidence: text, actor: text, note: text },
);

export const anyCashout: fc.Arbitrary<Cashout> = plainRecord({
  cashoutId: text,
  kind: fc.constantFrom(...kinds),
  origin: fc.constantFrom(...origins),
  requested: orNull(anyMoney),
  stake: orNull(anyMoney),
  playerId: orNull(text),
  priceChange: orNull(fc.constantFrom(...priceChanges)),
  fingerprint: orNull(text),
  payOut: orNull(plainRecord({ sessionId: text, betcoreBetId: text, stake: orNull(anyMoney) })),
  sendBefore: orNull(anyInstant),
  leaseUntil: orNull(anyInstant),
  client: orNull(text),
  correlationId: text,
  status: fc.constantFrom(...statuses),
  decidedBy: orNull(fc.constantFrom(...decidedBy)),
  settled: orNull(anyMoney),
  reason: orNull(anyReason),
  createdAt: anyInstant,
  updatedAt: anyInstant,
  escalatedAt: orNull(anyInstant),
  inquiry: orNull(plainRecord({ asked: fc.nat(), availableAt: orNull(anyInstant), askAt: anyInstant })),
  noted: orNull(plainRecord({ toldAt: anyInstant, amount: orNull(anyMoney) })),
  history: fc.array(anyHistoryEntry, { maxLength: 4 }),
});

const anyForeignParams: fc.Arbitrary<Readonly<Record<string, string>>> = fc.dictionary(
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,24}$/),
  text,
  { maxKeys: 3, noNullPrototype: true },
);

const anyOutboxEntry: fc.Arbitrary<OutboxEntry> = plainRecord(
  {
    type: fc.constantFrom(...eventTypes),
    cashoutId: text,
    sequence: fc.nat(),
    index: fc.nat({ max: 5 }),
    at: anyInstant,
    status: fc.constantFrom(...statuses),
    decidedBy: orNull(fc.constantFrom(...decidedBy)),
    settled: orNull(anyMoney),
    reason: orNull(anyReason),
    causationId: text,
  },
  { conflictingAmount: anyMoney, foreignParams: anyForeignParams, retryAt: anyInstant },
);

const anyRegistration: fc.Arbitrary<StoredRegistration> = plainRecord({
  playerId: text,
  stake: anyMoney,
  live: fc.boolean(),
  freeBet: fc.boolean(),
  payOut: orNull(plainRecord({ sessionId: text, betcoreBetId: text })),
  registeredAt: anyInstant,
});

const anyClosure: fc.Arbitrary<Closure> = plainRecord({ at: anyInstant, actor: text, reason: text });

/** A bet as a use case would hand it over; `version` is 0, since only a store moves it. */
export const anyNewBet: fc.Arbitrary<Bet> = plainRecord({
  provider: fc.constantFrom(...providers),
  betId: anyBetId,
  version: fc.constant(0),
  registration: orNull(anyRegistration),
  closed: orNull(anyClosure),
  cashouts: fc.array(anyCashout, { maxLength: 3 }),
  archives: fc.nat(),
  outbox: fc.array(anyOutboxEntry, { maxLength: 3 }),
  dueAt: orNull(anyInstant),
});

type Arbitraries<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };

/** Objects like those of our own code, with any of the optional fields there or absent. */
function plainRecord<R, O = Record<never, never>>(
  required: Arbitraries<R>,
  optional: Arbitraries<O> = {} as Arbitraries<O>,
): fc.Arbitrary<R & Partial<O>> {
  return fc
    .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
    .map(([there, maybe]) => ({ ...there, ...maybe }) as R & Partial<O>);
}

function orNull<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(values, { nil: null });
}

/** What JSON can say, −0 aside: JSON itself writes it as 0. */
function anyJson(): fc.Arbitrary<unknown> {
  return fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));
}
