import { randomIds } from '../../adapters/system/random-ids.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import { type Currencies, knownCurrencies } from '../../domain/money/currency.ts';
import type { CommonDependencies } from '../dependencies.ts';
import type { Env } from '../env.ts';
import { powertoolsTelemetry } from './powertools-telemetry.ts';

export interface CommonParts extends CommonDependencies {
  readonly currencies: Currencies;
}

/**
 * `EXTRA_CURRENCIES` is a JSON object code → minor digits, `{}` where ISO 4217 is enough; `METRICS_NAMESPACE` is where its
 * alarms look.
 */
export const common = {
  env: ['EXTRA_CURRENCIES', 'METRICS_NAMESPACE'],
  make(env: Env<'EXTRA_CURRENCIES' | 'METRICS_NAMESPACE'>, operationId: string): CommonParts {
    return {
      clock: systemClock(),
      ids: randomIds(),
      currencies: knownCurrencies(JSON.parse(env.EXTRA_CURRENCIES)),
      ...powertoolsTelemetry(operationId, env.METRICS_NAMESPACE),
    };
  },
} as const;
