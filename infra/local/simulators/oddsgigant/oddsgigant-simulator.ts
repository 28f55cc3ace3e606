import type { Clock } from '../../../../lib/ports/clock.ts';
import { betBook } from '../bets.ts';
import type { Simulator } from '../simulator.ts';
import { calculate } from './calculate.ts';

export interface OddsgigantSimulatorOptions {
  readonly clock: Clock;
  readonly licenceKey: string;
}

/** OddsGigant's cashout API as its page and the facts file describe it, with the hub's own pricing engine. */
export function oddsgigantSimulator({ clock, licenceKey }: OddsgigantSimulatorOptions): Simulator {
  return {
    provider: 'oddsgigant',
    // It remembers nothing: each request brings the ticket it is about.
    bets: betBook({
      clock,
      canonicalBetId: () => undefined,
      betIdHint: 'none: it holds no bets and prices the ticket in each request',
    }),
    operations: [calculate(licenceKey)],
  };
}
