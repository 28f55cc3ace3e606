import * as z from 'zod/mini';
import { decidedBy, kinds, origins, statuses } from '../../domain/cashout/cashout.ts';
import type { EventType } from '../../domain/cashout/transitions.ts';
import { providers } from '../../domain/provider.ts';
import { reasonCodes } from '../../domain/reasons.ts';

/*
 * What consumers may rely on. Under one version schemas only gain: whoever reads today's events, and ignores members
 * and codes it does not know, reads all later ones. The JSON Schemas in docs/events/ are generated from here.
 */

/** With what it means, for the schemas people read. */
function told<S extends z.ZodMiniType>(meaning: string, schema: S): S {
  return schema.check(z.describe(meaning)) as S;
}

const text = z.string();
const instant = z.iso.datetime({ precision: 3 });

const amount = z.object({
  value: told(
    'Plain decimal digits, padded to the minor units of the currency.',
    z.string().check(z.regex(/^-?\d+(?:\.\d+)?$/)),
  ),
  currency: told('ISO 4217 or a code of the operator; null where nobody has told one.', z.nullable(text)),
});

const metadata = z.object({
  id: told('The same however often the event is published: consumers tell a repeat by it.', text),
  version: z.literal(1),
  sequence: told(
    'Orders the events of one bet, or of one pay-out: the higher one is the later. Events of one change share it.',
    z.int(),
  ),
  occurredAt: instant,
  correlationId: text,
  causationId: text,
  client: told(
    'Client of the token the cashout was asked for with; null where nobody asked the hub.',
    z.nullable(text),
  ),
});

const reason = z.object({
  code: z.enum(reasonCodes as unknown as readonly [string, ...string[]]),
  message: told('Safe to show to a player.', text),
  retryable: z.enum(['now', 'later', 'never']),
  provider: z.nullable(
    z.object({
      code: z.nullable(text),
      message: z.nullable(text),
      restrictions: z.array(z.unknown()),
    }),
  ),
});

function cashout<const S extends readonly [string, ...string[]]>(status: S, settledThere: boolean) {
  return z.object({
    cashoutId: text,
    provider: z.enum(providers),
    betId: text,
    kind: z.enum(kinds),
    origin: z.enum(origins),
    status: z.enum(status),
    decidedBy: z.nullable(z.enum(decidedBy)),
    requested: told('What the player was shown; null where nobody asked the hub.', z.nullable(amount)),
    settled: told('What is paid.', settledThere ? amount : z.nullable(amount)),
    stake: told('The part of the stake cashed out, where it is known.', z.nullable(amount)),
    reason: z.nullable(reason),
    payOut: told(
      'BETCORE pays it out; null where nobody asked for that, also for a part of a bet that is registered with a pay-out.',
      z.nullable(z.object({ via: z.literal('betcore'), betcoreBetId: text })),
    ),
    createdAt: instant,
    updatedAt: instant,
    foreignParams: told(
      'What the provider repeats of what the operator gave it in a callback; never proof of anything.',
      z.optional(z.record(text, text)),
    ),
  });
}

const payOut = z.object({
  provider: told(
    'Null where the path of BETCORE was called: there is no cashout of ours then.',
    z.nullable(z.enum(providers)),
  ),
  betId: z.nullable(text),
  cashoutId: z.nullable(text),
  betcoreBetId: text,
  amount: z.nullable(amount),
  status: z.enum(['reserved', 'due', 'paying', 'undetermined', 'paid', 'rejected', 'cancelled', 'released']),
  transactionId: z.nullable(text),
});

export type PayOutEventType = 'PayOutCompleted' | 'PayOutRejected' | 'PayOutReversalDue' | 'PayOutOverdue';

interface EventDefinition {
  /** When it is published, in a sentence. */
  readonly told: string;
  readonly data: z.ZodMiniType;
}

/** Every event the hub publishes, by its `detail-type`. */
export const eventDefinitions: Readonly<Record<EventType | PayOutEventType, EventDefinition>> = {
  CashoutSettled: {
    told: 'A cashout is accepted: `settled` is the player’s. Who pays it: BETCORE where `payOut` is there (PayOutCompleted follows), GR8 for its own bets, the provider for cashouts made elsewhere (`origin` external); you in every other case.',
    data: cashout(['accepted'], true),
  },
  CashoutDeclined: {
    told: 'A cashout did not happen; `reason` says why and whether asking again can help.',
    data: cashout(['declined'], false),
  },
  CashoutUnknown: {
    told: 'Nobody knows yet how a cashout ended. Wait: CashoutSettled or CashoutDeclined follows.',
    data: cashout(['unknown'], false),
  },
  CashoutUnresolved: {
    told: 'A cashout could not be settled in time: a person must look (GET /v1/unresolved).',
    data: cashout(['unknown'], false),
  },
  CashoutReversed: {
    told: 'A cashout that was accepted is void: `settled` is to be taken back by whoever paid it.',
    data: cashout(['reversed'], true),
  },
  CashoutConflict: {
    told: 'A provider contradicts what is settled, or let more than the stake be cashed out. A person should look; it moves no money itself.',
    data: z.extend(cashout(statuses, false), {
      conflictingAmount: told(
        'The amount that contradicts ours, where the evidence names one.',
        z.optional(amount),
      ),
    }),
  },
  PayOutCompleted: {
    told: 'A cashout is paid out: by BETCORE, or by a person where BETCORE would not.',
    data: payOut,
  },
  PayOutRejected: {
    told: 'A cashout cannot be paid out through BETCORE: a person must look, unless `status` is cancelled; then nothing is left to pay.',
    data: payOut,
  },
  PayOutReversalDue: {
    told: 'What was paid out, or may have been, has to be clawed back by a person.',
    data: payOut,
  },
  PayOutOverdue: {
    told: 'A pay-out could not be determined for three days; it is still tried every hour.',
    data: payOut,
  },
};

export type HubEventType = keyof typeof eventDefinitions;

export const hubEventTypes = Object.keys(eventDefinitions) as readonly HubEventType[];

/** The `detail` of an event of this type, as it is on the bus. */
export function detailSchemaOf(type: HubEventType) {
  return z.object({ metadata, data: eventDefinitions[type].data });
}
