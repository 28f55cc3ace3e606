import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { alarmPeriod } from './operation-alarms.ts';

export interface AccessLogProps {
  readonly apiId: string;
  readonly stage: string;
  readonly config: StageConfig;
  readonly encryptionKey: IKey;
}

/** Paths hold bet ids, and those of webhooks a secret: the route says enough, and neither path nor query is written. */
const fields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  ip: '$context.identity.sourceIp',
  client: '$context.authorizer.claims.client_id',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
  integrationLatencyMs: '$context.integrationLatency',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
};

const failuresMetric = 'ServerErrors';

/** One line of JSON per call, and out of these lines a count of the calls that failed, by route. */
export class AccessLog extends Construct {
  readonly settings: IAccessLogSettings;
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { apiId, stage, config, encryptionKey }: AccessLogProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      // Under this prefix a log group needs no entry of its own in the account's policy for them, which is short.
      logGroupName: `/aws/vendedlogs/cashout-hub/${stage}/${apiId}`,
      retention: config.logRetentionDays,
      encryptionKey,
      removalPolicy: config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.settings = {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(fields)),
    };
    this.namespace = `CashoutHub/${stage}`;
    /*
     * An operation answers its own faults with a 5xx, which to Lambda is a success, so the function's error
     * count stays at zero. What the caller got is in this log, the gateway's own timeouts included.
     */
    logGroup.addMetricFilter('ServerErrors', {
      filterPattern: FilterPattern.stringValue('$.status', '=', '5*'),
      metricNamespace: this.namespace,
      metricName: failuresMetric,
      metricValue: '1',
      dimensions: { Route: '$.routeKey' },
    });
  }

  /** Calls of a route answered with a 5xx. */
  failuresOf(routeKey: string): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName: failuresMetric,
      dimensionsMap: { Route: routeKey },
      period: alarmPeriod,
      statistic: Stats.SUM,
    });
  }
}
