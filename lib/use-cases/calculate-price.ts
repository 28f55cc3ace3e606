import { type Decimal, zero } from '../domain/money/decimal.ts';
import { type Calculation, type Engine, priceHere } from '../domain/pricing/engine.ts';
import { keepsPolicy } from '../domain/pricing/price-policy.ts';
import { priceTicket, type TicketPrice } from '../domain/pricing/price-ticket.ts';
import { remoteShare } from '../domain/pricing/remote-share.ts';
import type { ValidTicket } from '../domain/pricing/ticket.ts';
import { type Reason, reason } from '../domain/reasons.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { RemotePrice, TicketPricing } from '../ports/ticket-pricing.ts';

export interface CalculateNeeds {
  readonly pricing: TicketPricing;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface PriceAsked {
  readonly ticket: ValidTicket;
  /** Of the stake; all of it is the whole ticket. */
  readonly part: Decimal;
  readonly engine: Engine;
  /** Null leaves the other engine alone; else its price is asked for too, and beyond this share they differ. */
  readonly compareWithin: Decimal | null;
  /** Names the call to OddsGigant. */
  readonly referenceId: string;
  /** Epoch milliseconds. */
  readonly by: number;
}

/**
 * What a ticket, or a part of its stake, can be cashed out for by the engine asked. Where the engines are compared,
 * both price the whole ticket and the difference is counted; it never changes the answer. Never throws.
 */
export async function calculatePrice(needs: CalculateNeeds, asked: PriceAsked): Promise<Calculation> {
  const { ticket, part, engine, compareWithin } = asked;
  if (engine === 'built-in' && compareWithin === null) return priceHere(ticket, part);
  const remote = await needs.pricing.remotePrice(ticket.ticket, asked.referenceId, asked.by);
  if (remote.outcome === 'failed') needs.log.warn('oddsgigant has not priced', { cause: remote.cause });
  if (compareWithin !== null) {
    const difference = differenceBetween(priceTicket(ticket), remote, compareWithin);
    needs.metrics.count('PricingDifference', 1, { difference });
  }
  return engine === 'built-in' ? priceHere(ticket, part) : byRemote(remote, asked);
}

function byRemote(remote: RemotePrice, { ticket, part }: PriceAsked): Calculation {
  const told = { engine: 'remote', details: null } as const;
  switch (remote.outcome) {
    case 'priced': {
      const value = remoteShare(ticket, remote.value, part);
      if (value === null) return { ...told, outcome: 'refused', reason: reason('amount-out-of-limits') };
      return { ...told, outcome: 'priced', value };
    }
    case 'refused':
      return { ...told, outcome: 'refused', reason: remote.reason ?? likelyReason(ticket) };
    case 'failed':
      return { ...told, ...remote };
  }
}

/** Its answers need not say why: where its page's own rules refuse the ticket, that is why. */
function likelyReason(ticket: ValidTicket): Reason {
  return reason(priceTicket(ticket).reason ?? 'provider-rejected');
}

/** Few words, because each is a metric of its own. */
type Difference = 'none' | 'within-tolerance' | 'beyond-tolerance' | 'only-one-prices' | 'no-answer';

function differenceBetween(ours: TicketPrice, remote: RemotePrice, tolerance: Decimal): Difference {
  if (remote.outcome === 'failed') return 'no-answer';
  const theirs = remote.outcome === 'priced' ? remote.value : zero;
  if (ours.value === theirs) return 'none';
  if (ours.value === zero || theirs === zero) return 'only-one-prices';
  return keepsPolicy('none', ours.value, theirs, tolerance) ? 'within-tolerance' : 'beyond-tolerance';
}
