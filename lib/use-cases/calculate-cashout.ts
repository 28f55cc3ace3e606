import type { Calculation, Engine } from '../domain/pricing/engine.ts';
import type { ValidTicket } from '../domain/pricing/ticket.ts';
import { type CalculateNeeds, calculatePrice } from './calculate-price.ts';

/** What a whole ticket can be cashed out for, for whoever wants to show it. Rejects when the settings cannot be read. */
export async function calculateCashout(
  needs: CalculateNeeds,
  ticket: ValidTicket,
  /** `engine` undefined: the one of the settings. */
  asked: { readonly engine: Engine | undefined; readonly referenceId: string },
): Promise<Calculation> {
  const { engine, shadow, tolerance } = await needs.pricing.settings();
  return calculatePrice(needs, {
    ticket,
    part: ticket.ticket.stake,
    engine: asked.engine ?? engine,
    compareWithin: shadow ? tolerance : null,
    referenceId: asked.referenceId,
    by: Number.POSITIVE_INFINITY,
  });
}
