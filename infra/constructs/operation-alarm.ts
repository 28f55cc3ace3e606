import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Operation } from '../../functions/manifest-types.ts';
import type { OperationProps } from './service-parts.ts';

export interface OperationAlarmProps extends Pick<OperationProps, 'stage' | 'alarmTopic'> {
  readonly operation: Pick<Operation, 'id' | 'errorImpact'>;
  /**
   * Its section there.
   * @default the operation's id
   */
  readonly runbook?: string;
  /** Summed per period; the period is the metric's. */
  readonly metric: IMetric;
  /** Told to whoever is woken, after what is lost and where to read on. */
  readonly sign: string;
  /** @default 1 */
  readonly atLeast?: number;
  /**
   * Periods, one after the other, that must be like that.
   * @default 1
   */
  readonly inARow?: number;
  /**
   * The other way round: silence is the failure.
   * @default false
   */
  readonly whenSilent?: boolean;
}

/** An alarm that first says what is lost, then where the runbook stands, then what was seen. */
export class OperationAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: OperationAlarmProps) {
    super(scope, id);
    const { operation, stage, metric, sign, runbook = operation.id } = props;
    const { atLeast = 1, inARow = 1, whenSilent = false } = props;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: `cashout-hub-${stage}-${operation.id}-${id}`,
      alarmDescription: `${operation.errorImpact} docs/runbook.md#${runbook} (${sign})`,
      metric,
      threshold: atLeast,
      evaluationPeriods: inARow,
      comparisonOperator: whenSilent
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenSilent ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(new SnsAction(props.alarmTopic));
    this.alarm.addOkAction(new SnsAction(props.alarmTopic));
  }
}
