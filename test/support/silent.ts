import type { Log, Metrics } from '../../lib/ports/telemetry.ts';

/** For tests that look at results, not at what is told about them. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const silentMetrics: Metrics = { count: () => undefined };
