import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { capabilities } from '../../domain/capabilities.ts';
import type { ValidTicket } from '../../domain/pricing/ticket.ts';
import { readTicket } from '../native/oddsgigant-ticket.ts';

interface WithUnreadTicket {
  readonly path: BetRef;
  readonly body: { readonly ticket?: unknown };
}

type WithTicket<Input extends WithUnreadTicket> = Input & {
  readonly body: { readonly ticket: ValidTicket | undefined };
};

/** Reads the ticket of a cashout the hub itself prices, which must come with one; for other bets it is ignored. */
export function withTicket<Input extends WithUnreadTicket>(schema: z.ZodMiniType<Input, unknown>) {
  return z.pipe(
    schema,
    z.transform((input: Input, context): WithTicket<Input> => {
      const isPricedHere = capabilities[input.path.provider].decidesHere;
      const ticket = isPricedHere
        ? ticketOrFaults(input.body.ticket, ['body', 'ticket'], context)
        : undefined;
      return { ...input, body: { ...input.body, ticket } };
    }),
  );
}

/** The ticket of OddsGigant's page. What is wrong with it is told at its place under `path`. */
export function ticketOrFaults(
  json: unknown,
  path: readonly string[],
  context: z.core.ParsePayload,
): ValidTicket {
  const read = readTicket(json);
  if (read.ok) return read.ticket;
  for (const fault of read.faults) {
    const message = json === undefined ? 'is required' : fault.message;
    context.issues.push({ code: 'custom', path: [...path, ...fault.path], message, input: undefined });
  }
  return z.NEVER;
}
