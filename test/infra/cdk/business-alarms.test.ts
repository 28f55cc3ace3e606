import { afterEach, describe, expect, it, vi } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { watchedCounts } from '../../../infra/watched-counts.ts';
import { powertoolsTelemetry } from '../../../lib/runtime/aws/powertools-telemetry.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { type Resource, refTo } from './stack-template.ts';

const { service } = synthesizeCell();

const watched = watchedCounts.flatMap((count) =>
  count.operations.map((operation) => ({ ...count, operation })),
);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function alarmOf(operation: string, id: string): Resource {
  return service.one('AWS::CloudWatch::Alarm', `BusinessAlarms/${operation}/${id}`);
}

/** What an operation writes on standard output when it counts. */
function lineOf(operation: string, metric: string, dimensions?: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  // The library prints on a console of its own unless it is told that it is being developed with.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void lines.push(String(text)));
  const { Variables } = service.one('AWS::Lambda::Function', operation).properties.Environment;
  powertoolsTelemetry(operation, Variables.METRICS_NAMESPACE).metrics.count(metric, 1, dimensions);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('alarms on what is counted', () => {
  it('Given the manifest, then each has an alarm for every operation that counts it, and there are no others', () => {
    const names = service
      .all('AWS::CloudWatch::Alarm', 'BusinessAlarms')
      .map(({ properties }) => properties.AlarmName);
    expect(names.sort()).toEqual(
      watched.map(({ operation, id }) => `cashout-hub-dev-${operation}-${id}`).sort(),
    );
  });

  it.each(watched)(
    'Given $operation counts what raises $id, then its alarm looks at exactly that metric',
    ({ operation, id, metric, dimensions }) => {
      const line = lineOf(operation, metric, dimensions);
      const [directive, ...others] = line._aws.CloudWatchMetrics;
      expect(others).toEqual([]);
      expect(directive.Metrics).toEqual([{ Name: metric, Unit: 'Count' }]);
      // One set: each further one would be a metric of its own.
      const [names, ...sets]: string[][] = directive.Dimensions;
      expect(sets).toEqual([]);
      const { properties } = alarmOf(operation, id);
      const emitted = (names ?? []).map((name) => ({ Name: name, Value: line[name] }));
      expect(properties).toMatchObject({ Namespace: directive.Namespace, MetricName: metric });
      expect(new Set(properties.Dimensions)).toEqual(new Set(emitted));
      expect(properties.Dimensions).toHaveLength(emitted.length);
    },
  );

  it.each(watched)(
    'Given $id of $operation, then it says what is lost, where to read on and what was seen, and wakes somebody up',
    ({ operation, id, impact, metric, seen }) => {
      const { properties } = alarmOf(operation, id);
      expect(properties.AlarmDescription).toContain(`${impact} docs/runbook.md#${id} (${metric}`);
      expect(properties).toMatchObject({
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: seen.atLeast,
        Period: seen.withinMinutes * 60,
        EvaluationPeriods: seen.inARow,
        TreatMissingData: 'notBreaching',
      });
      const topic = refTo(service.one('AWS::SNS::Topic'));
      expect(properties.AlarmActions.map((action: unknown) => service.text(action))).toEqual([topic]);
    },
  );

  it.each([
    'cashout-unresolved',
    'cashout-conflict',
    'pay-out-rejected',
    'pay-out-reversal-due',
    'pay-out-overdue',
    'pay-out-contradicted',
    'callback-conflict',
    'feed-cashout-not-recorded',
    'put-aside',
  ])('Given a single %s, which only a person mends, then that is enough', (id) => {
    expect(watchedCounts.find((count) => count.id === id)?.seen).toEqual({
      atLeast: 1,
      withinMinutes: 5,
      inARow: 1,
    });
  });

  it('Given a stage, then it counts apart from every other', () => {
    const staging = synthesizeCell({ stage: 'staging' }).service;
    for (const { properties } of staging.all('AWS::CloudWatch::Alarm', 'BusinessAlarms')) {
      expect(properties.Namespace).toBe('CashoutHub/staging');
    }
    for (const { properties } of staging.all('AWS::Lambda::Function')) {
      expect(properties.Environment.Variables.METRICS_NAMESPACE).toBe('CashoutHub/staging');
    }
  });

  it('Given a cell without an operation, then nothing waits for what that would count', () => {
    const { service: small } = synthesizeCell({
      operations: manifest.filter(({ id }) => id === 'relay-outbox'),
    });
    const paths = small.all('AWS::CloudWatch::Alarm', 'BusinessAlarms').map(({ path }) => path.split('/')[1]);
    expect(new Set(paths)).toEqual(new Set(['relay-outbox']));
  });
});

describe('events a rule could neither deliver nor keep', () => {
  const rules = service.all('AWS::Events::Rule');

  it.each(rules)('Given the rule of $path, then one lost event wakes somebody up', (rule) => {
    const { Name, EventBusName } = rule.properties;
    const about = service
      .all('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.MetricName === 'InvocationsFailedToBeSentToDlq')
      .filter(({ properties }) =>
        properties.Dimensions.some(({ Value }: { Value: unknown }) => Value === Name),
      );
    expect(about).toHaveLength(1);
    expect(about[0]?.properties).toMatchObject({
      Namespace: 'AWS/Events',
      // With the rule alone it would be one of the account's own bus.
      Dimensions: [
        { Name: 'EventBusName', Value: EventBusName },
        { Name: 'RuleName', Value: Name },
      ],
      Statistic: 'Sum',
      Threshold: 1,
      Period: 300,
    });
  });

  it('Given the stack, then it has rules', () => {
    expect(rules.length).toBeGreaterThanOrEqual(3);
  });
});
