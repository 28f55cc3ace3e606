import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Operation } from '../../functions/manifest-types.ts';
import { metricsNamespace } from '../metrics-namespace.ts';
import { type Seen, type WatchedCount, watchedCounts } from '../watched-counts.ts';
import { OperationAlarm } from './operation-alarm.ts';
import type { ServiceParts } from './service-parts.ts';

export interface BusinessAlarmsProps extends Pick<ServiceParts, 'stage' | 'alarmTopic'> {
  /** What others would count is not watched. */
  readonly operations: readonly Operation[];
}

/** What wakes somebody up although every operation does what it should: money, bets or events that wait for a person. */
export class BusinessAlarms extends Construct {
  constructor(scope: Construct, id: string, { stage, alarmTopic, operations }: BusinessAlarmsProps) {
    super(scope, id);
    for (const { id: operationId } of operations) {
      const counts = watchedCounts.filter((count) => count.operations.includes(operationId));
      if (counts.length === 0) continue;
      const below = new Construct(this, operationId);
      for (const count of counts) {
        new OperationAlarm(below, count.id, {
          stage,
          alarmTopic,
          operation: { id: operationId, errorImpact: count.impact },
          runbook: count.id,
          metric: metricOf(stage, operationId, count),
          atLeast: count.seen.atLeast,
          inARow: count.seen.inARow,
          sign: signOf(count),
        });
      }
    }
  }
}

/** As powertools writes it: a set of dimensions that differs by one is another metric, and never raises an alarm. */
function metricOf(stage: string, operationId: string, { metric, dimensions, seen }: WatchedCount): Metric {
  return new Metric({
    namespace: metricsNamespace(stage),
    metricName: metric,
    dimensionsMap: { service: operationId, ...dimensions },
    period: Duration.minutes(seen.withinMinutes),
    statistic: Stats.SUM,
  });
}

function signOf({ metric, dimensions = {}, seen }: WatchedCount): string {
  const counted = [metric, ...Object.values(dimensions)].join(' ');
  return `${counted}: ${amountOf(seen)}`;
}

function amountOf({ atLeast, withinMinutes, inARow }: Seen): string {
  const once = `${atLeast} or more in ${withinMinutes} minutes`;
  return inARow === 1 ? once : `${once}, ${inARow} times in a row`;
}
