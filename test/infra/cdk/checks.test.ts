import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage, type StageConfig, stages } from '../../../infra/config.ts';
import * as acknowledging from '../../../infra/constructs/acknowledge.ts';
import { checkOnSynth } from '../../../infra/stacks/cell.ts';
import { aQueueOperation } from './a-queue-operation.ts';
import { buildCell, type CellOptions } from './cell-under-test.ts';

const { config: dev } = chosenStage('dev');

const outdir = mkdtempSync(join(tmpdir(), 'cashout-hub-cdk-'));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(outdir, { recursive: true }));

/** What the packs find, as `rule at construct`. */
function findingsIn(app: IConstruct): readonly string[] {
  const packs: readonly NagPack[] = [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
  return packs.flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
  );
}

const shapes: readonly [string, CellOptions][] = [
  ...Object.keys(stages).map((stage): [string, CellOptions] => [`stage ${stage}`, { stage }]),
  ['an issuer of its own', withConfig({ jwt: { issuer: 'https://issuer.example', audience: ['hub'] } })],
  ['alarms by mail', withConfig({ alarms: { email: 'on-call@example.com' } })],
  [
    'a consumer of somebody else',
    withConfig({
      consumers: [{ name: 'crm', events: 'all', readerArns: ['arn:aws:iam::123456789012:root'] }],
    }),
  ],
  ['a consumer of ours', { operations: [aQueueOperation] }],
  ['no webhooks', withConfig({ webhooks: [] })],
  [
    'an open route',
    {
      operations: manifest.slice(0, 1).map((operation) => ({
        ...operation,
        trigger: { type: 'http', method: 'GET', path: '/docs', scope: null },
      })),
    },
  ],
];

function withConfig(change: Partial<StageConfig>): CellOptions {
  return { config: { ...dev, ...change } };
}

describe('cdk-nag', () => {
  it.each(shapes)('Given %s, then nothing is found that is not acknowledged', (_, options) => {
    const { app } = buildCell(outdir, options);
    // As the checks see it: with the references between stacks made.
    app.synth();
    expect(findingsIn(app)).toEqual([]);
  });

  it.each(shapes)('Given %s, then everything acknowledged would be found', (_, options) => {
    const acknowledged: { readonly rule: string; readonly path: string }[] = [];
    vi.spyOn(acknowledging, 'acknowledge').mockImplementation((construct, findings) => {
      for (const rule of Object.keys(findings)) acknowledged.push({ rule, path: construct.node.path });
    });
    const found = findingsIn(buildCell(outdir, options).app);
    const needless = acknowledged.filter(
      ({ rule, path }) => !found.some((finding) => finding.startsWith(`${rule} at ${path}/`)),
    );
    expect(acknowledged).not.toEqual([]);
    expect(needless).toEqual([]);
  });

  it('Given a construct with a finding, then synthesis fails', () => {
    const { app, cell } = buildCell(outdir, { operations: [] });
    checkOnSynth(app);
    new Queue(cell.service, 'Careless');
    expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
  });
});
