import fc from 'fast-check';
import {
  type AskedPayOut,
  type CashoutOwner,
  type Owner,
  type PayOut,
  type PayOutHistoryEntry,
  type PayOutOutboxEntry,
  payOutStatuses,
  type Waiting,
} from '../../lib/domain/pay-out/pay-out.ts';
import { commandNames, payOutEventTypes } from '../../lib/domain/pay-out/transitions.ts';
import { providers } from '../../lib/domain/provider.ts';
import { anyBetId, anyDecimal, anyInstant, anyMoney } from './arbitraries.ts';

/* Pay-outs as types allow them, likely or not: a store must give back whatever it was given. */

const text: fc.Arbitrary<string> = fc.string({ unit: 'binary', maxLength: 24 });

function orNull<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(values, { nil: null });
}

const noNullPrototype = { noNullPrototype: true } as const;

const anyCashoutOwner: fc.Arbitrary<CashoutOwner> = fc.record(
  { provider: fc.constantFrom(...providers), betId: text, cashoutId: text },
  noNullPrototype,
);

const anyOwner: fc.Arbitrary<Owner> = fc.oneof(fc.constant('native' as const), anyCashoutOwner);

const askedFields = {
  owner: anyOwner,
  sessionId: text,
  amount: orNull(anyMoney),
  stake: orNull(anyMoney),
  winOdd: orNull(anyDecimal),
  client: orNull(text),
  correlationId: text,
};
const anyAsked: fc.Arbitrary<AskedPayOut> = fc.record(askedFields, noNullPrototype);

const anyWaiting: fc.Arbitrary<Waiting> = fc.record(
  {
    ...askedFields,
    refusedAt: orNull(anyInstant),
    paidByHandAt: orNull(anyInstant),
    transactionId: orNull(text),
    reversed: fc.boolean(),
  },
  noNullPrototype,
);

const anyHistoryEntry: fc.Arbitrary<PayOutHistoryEntry> = fc
  .tuple(
    fc.record(
      {
        at: anyInstant,
        command: fc.constantFrom(...commandNames),
        from: orNull(fc.constantFrom(...payOutStatuses)),
        to: fc.constantFrom(...payOutStatuses),
      },
      noNullPrototype,
    ),
    fc.record(
      { of: text, evidence: text, actor: text, note: text },
      { ...noNullPrototype, requiredKeys: [] },
    ),
  )
  .map(([there, maybe]) => ({ ...there, ...maybe }));

const anyOutboxEntry: fc.Arbitrary<PayOutOutboxEntry> = fc.record(
  {
    type: fc.constantFrom(...payOutEventTypes),
    owner: anyOwner,
    sequence: fc.nat(),
    index: fc.nat({ max: 5 }),
    at: anyInstant,
    status: fc.constantFrom(...payOutStatuses),
    amount: orNull(anyMoney),
    transactionId: orNull(text),
    client: orNull(text),
    correlationId: text,
    causationId: text,
  },
  noNullPrototype,
);

/** A pay-out as a use case would hand it over; `version` is 0, since only a store moves it. */
export const anyNewPayOut: fc.Arbitrary<PayOut> = fc.record(
  {
    betcoreBetId: anyBetId,
    version: fc.constant(0),
    status: orNull(fc.constantFrom(...payOutStatuses)),
    asked: orNull(anyAsked),
    mayHaveLanded: fc.boolean(),
    landedBefore: fc.boolean(),
    reversed: fc.boolean(),
    reversalDue: fc.boolean(),
    clawBacks: fc.array(anyOwner, { maxLength: 2 }),
    contradicted: fc.boolean(),
    attempts: fc.nat(),
    leaseUntil: orNull(anyInstant),
    retryAt: orNull(anyInstant),
    checkAt: orNull(anyInstant),
    dueSince: orNull(anyInstant),
    overdueAt: orNull(anyInstant),
    unresolvedSince: orNull(anyInstant),
    transactionId: orNull(text),
    balance: orNull(anyDecimal),
    waiting: fc.array(anyWaiting, { maxLength: 2 }),
    over: fc.array(anyCashoutOwner, { maxLength: 2 }),
    history: fc.array(anyHistoryEntry, { maxLength: 4 }),
    outbox: fc.array(anyOutboxEntry, { maxLength: 3 }),
    dueAt: orNull(anyInstant),
  },
  noNullPrototype,
);
