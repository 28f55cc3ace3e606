import type { Uses } from '../../functions/manifest-types.ts';
import { metricsNamespace } from '../metrics-namespace.ts';
import { type HubData, secretOf } from './hub-data.ts';

/** The variables an operation's parts read at their first invocation: nothing it does not use. */
export function operationEnvironment(
  stage: string,
  uses: Uses,
  data: HubData,
  extraCurrencies: Readonly<Record<string, number>>,
): Record<string, string> {
  const usesLedger = [uses.ledger, uses.ledgerDueIndex, uses.ledgerUnresolvedIndex].some(
    (used) => used !== undefined,
  );
  const usesVolatile = uses.volatile !== undefined || uses.volatileDueIndex !== undefined;
  return {
    EXTRA_CURRENCIES: JSON.stringify(extraCurrencies),
    METRICS_NAMESPACE: metricsNamespace(stage),
    ...(usesLedger ? { LEDGER_TABLE: data.ledger.tableName } : {}),
    ...(usesVolatile ? { VOLATILE_TABLE: data.volatile.tableName } : {}),
    ...(uses.bus === undefined ? {} : { EVENT_BUS: data.bus.eventBusName }),
    ...(uses.eventArchive === undefined ? {} : { EVENT_ARCHIVE: data.eventArchive.bucketName }),
    ...Object.fromEntries(
      (uses.secrets ?? []).map((provider) => [
        `${provider.toUpperCase()}_SECRET`,
        secretOf(provider, data).secretArn,
      ]),
    ),
  };
}
