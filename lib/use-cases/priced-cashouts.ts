import { assert } from '../domain/assert.ts';
import { type Currencies, minorDigitsOf } from '../domain/money/currency.ts';
import { round, zero } from '../domain/money/decimal.ts';
import { money } from '../domain/money/money.ts';
import { keepsPolicy } from '../domain/pricing/price-policy.ts';
import { type Reason, reason } from '../domain/reasons.ts';
import type { CashoutProvider, PlaceOutcome, PlaceRequest } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import { type CalculateNeeds, calculatePrice } from './calculate-price.ts';

export interface PricedCashoutsNeeds extends CalculateNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly currencies: Currencies;
}

/**
 * Cashouts of bets that no provider holds: the ticket is priced as it was sent, and that price against the one that
 * was shown decides. Nothing leaves the hub but, perhaps, the question for a price; so whatever goes wrong, nothing
 * was executed, and no outcome is unclear.
 */
export function pricedCashouts(needs: PricedCashoutsNeeds): CashoutProvider {
  return {
    place: async (request) => {
      try {
        return await place(request, needs);
      } catch (fault) {
        needs.log.error('a ticket could not be priced', fault);
        return neverSent(reason('provider-unreachable'), 'not priced');
      }
    },
  };
}

async function place(request: PlaceRequest, needs: PricedCashoutsNeeds): Promise<PlaceOutcome> {
  const { ticketToPrice, stake, amount: shown, priceChange, sendBefore, answerBy } = request;
  assert(ticketToPrice !== undefined && priceChange !== null, 'it comes with a ticket and a policy');
  const { ticket, openStake, isFreeBet } = ticketToPrice;
  // Its stake was never the player's: what the ticket is worth by its odds is not what he may take.
  if (isFreeBet) return declined(reason('freebet'), 'registered as a free bet');
  const { engine, tolerance, shadow } = await needs.pricing.settings();
  // The odds of the ticket are as old as its request: what comes too late prices a past that is over.
  const by = Math.min(sendBefore, answerBy);
  const price = await calculatePrice(needs, {
    ticket,
    // What is left of the stake, of which a full cashout is the rest.
    part: (stake ?? openStake).value,
    engine,
    // Nobody waits for money because of a comparison: OddsGigant is asked for it only where it prices anyway.
    compareWithin: shadow && engine === 'remote' ? tolerance : null,
    referenceId: needs.ids.next(),
    by,
  });
  if (price.outcome === 'failed') return neverSent(price.reason, price.cause);
  if (needs.clock.now() > sendBefore) return neverSent(reason('provider-unreachable'), 'priced too late');
  const evidence = `priced by the ${engine} engine`;
  if (price.outcome === 'refused') return declined(price.reason, evidence);
  const value = round(price.value, minorDigitsOf(shown.currency, needs.currencies), 'down');
  if (value === zero) return declined(reason('amount-out-of-limits'), evidence);
  if (!keepsPolicy(priceChange, shown.value, value, tolerance)) {
    return declined(reason('price-changed'), evidence);
  }
  return { outcome: 'accepted', amount: money(value, shown.currency), evidence };
}

/** `evidence` says in the history how the decision came about. */
function declined(why: Reason, evidence: string): PlaceOutcome {
  return { outcome: 'declined', reason: why, evidence };
}

function neverSent(why: Reason, cause: string): PlaceOutcome {
  return { outcome: 'never-sent', reason: why, evidence: cause };
}
