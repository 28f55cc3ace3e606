import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Log, Metrics } from '../../ports/telemetry.ts';
import { redact } from '../redact.ts';

/** JSON logs and embedded-format metrics, both on standard output: no call leaves the container for them. */
export function powertoolsTelemetry(operationId: string, namespace: string): { log: Log; metrics: Metrics } {
  const logger = new Logger({ serviceName: operationId, jsonReplacerFn: redact });
  const metrics = new PowertoolsMetrics({ namespace, serviceName: operationId });
  return {
    log: {
      info: (message, fields = {}) => logger.info(message, fields),
      warn: (message, fields = {}) => logger.warn(message, fields),
      error: (message, fault, fields = {}) =>
        logger.error(message, {
          ...fields,
          error: fault instanceof Error ? fault : new Error(String(fault)),
        }),
    },
    metrics: {
      count(name, amount = 1, dimensions = {}) {
        // A metric of its own: written at once, so nothing is lost when the container is frozen.
        const metric = metrics.singleMetric();
        for (const [dimension, value] of Object.entries(dimensions)) metric.addDimension(dimension, value);
        metric.addMetric(name, MetricUnit.Count, amount);
      },
    },
  };
}
