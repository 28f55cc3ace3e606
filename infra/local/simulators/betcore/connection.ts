import { randomBytes } from 'node:crypto';

/** What BETCORE would issue to a provider of games. */
export interface BetcoreConnection {
  readonly baseUrl: string;
  readonly counterpartyId: string;
  /** Signs every request. */
  readonly secret: string;
}

/** The page's own; it opens nothing. */
export const simulatedCounterpartyId = '933a215f-a9e6-4f88-9d91-52a87cd50499';

/**
 * Another one at each start: the hub's own copy of the path lets in whoever has it and nobody else, so it must not be
 * one that everybody has read.
 */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

export function betcoreConnection(simulatorsUrl: string, secret: string): BetcoreConnection {
  return { baseUrl: `${simulatorsUrl}/betcore`, counterpartyId: simulatedCounterpartyId, secret };
}
