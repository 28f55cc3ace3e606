import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Operation } from '../../functions/manifest-types.ts';
import type { StageConfig } from '../config.ts';
import type { HubData } from './hub-data.ts';

/** Where the code of an operation comes from: its bundle, or a stand-in where only the template matters. */
export type CodeOf = (operation: Operation) => Code;

/** What every operation's constructs are made with. */
export interface ServiceParts {
  readonly stage: string;
  readonly config: StageConfig;
  readonly data: HubData;
  readonly codeOf: CodeOf;
  readonly alarmTopic: ITopic;
}

export interface OperationProps extends ServiceParts {
  readonly operation: Operation;
}
