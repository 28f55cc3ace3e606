import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { manifest } from '../../../functions/manifest.ts';
import type { Operation } from '../../../functions/manifest-types.ts';
import { chosenStage, type StageConfig } from '../../../infra/config.ts';
import { addCell } from '../../../infra/stacks/cell.ts';
import { StackTemplate } from './stack-template.ts';

const { context } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

export interface CellOptions {
  /** @default 'dev' */
  readonly stage?: string;
  /** @default the stage's own */
  readonly config?: StageConfig;
  /** @default the manifest */
  readonly operations?: readonly Operation[];
}

/**
 * An app with the flags of cdk.json and both stacks; a stand-in for the code, so nothing is bundled. It
 * synthesizes into `outdir`, which is the caller's to make and to remove.
 */
export function buildCell(
  outdir: string,
  { stage = 'dev', config, operations = manifest }: CellOptions = {},
) {
  const app = new App({
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    outdir,
    analyticsReporting: false,
  });
  const cell = addCell(app, {
    stage,
    config: config ?? chosenStage(stage).config,
    operations,
    codeOf: () => Code.fromInline('export const handler = async () => {};'),
  });
  return { app, cell };
}

export interface CellTemplates {
  readonly dataStackName: string;
  readonly data: StackTemplate;
  readonly service: StackTemplate;
}

export function synthesizeCell(options: CellOptions = {}): CellTemplates {
  const outdir = mkdtempSync(join(tmpdir(), 'cashout-hub-cdk-'));
  try {
    const { app, cell } = buildCell(outdir, options);
    const assembly = app.synth();
    const data = new StackTemplate(assembly.getStackByName(cell.data.stackName).template);
    const service = new StackTemplate(assembly.getStackByName(cell.service.stackName).template, data);
    return { dataStackName: cell.data.stackName, data, service };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
