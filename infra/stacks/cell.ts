import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Operation } from '../../functions/manifest-types.ts';
import type { ChosenStage } from '../config.ts';
import type { CodeOf } from '../constructs/service-parts.ts';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';

export interface CellProps extends ChosenStage {
  readonly operations: readonly Operation[];
  readonly codeOf: CodeOf;
}

export interface Cell {
  readonly data: DataStack;
  readonly service: ServiceStack;
}

/** The two stacks of one deployment. Their names hang on the stage only: a changed name is another stack, with empty tables. */
export function addCell(app: App, { stage, config, operations, codeOf }: CellProps): Cell {
  const { brand, jurisdiction } = config.cell;
  const tags = { service: 'cashout-hub', stage, brand, jurisdiction };
  const name = `cashout-hub-${stage}`;
  const whose = `of the cashout hub for ${brand} in ${jurisdiction} (${stage})`;
  const data = new DataStack(app, `${name}-data`, {
    config,
    operations,
    tags,
    description: `Data ${whose}`,
    terminationProtection: true,
  });
  const service = new ServiceStack(app, `${name}-service`, {
    stage,
    config,
    operations,
    data,
    codeOf,
    tags,
    description: `Service ${whose}`,
  });
  return { data, service };
}

/** Makes synthesis fail on every finding that is neither mended nor acknowledged with a reason. */
export function checkOnSynth(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
