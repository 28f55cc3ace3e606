import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { archivePrefix } from '../../lib/ports/event-archive.ts';
import { acknowledge, acknowledgeResolved } from './acknowledge.ts';
import { operationEnvironment } from './operation-environment.ts';
import { allow, operationRights } from './operation-rights.ts';
import type { OperationProps } from './service-parts.ts';

export interface OperationFunctionProps extends OperationProps {
  /**
   * What its trigger needs beyond what the manifest declares.
   * @default none
   */
  readonly triggerRights?: readonly PolicyStatement[];
  /**
   * What its trigger tells it.
   * @default nothing
   */
  readonly triggerEnvironment?: Readonly<Record<string, string>>;
  /** Why the function has no dead-letter queue of its own. */
  readonly whyNoDeadLetterQueue: string;
}

/** The Lambda of an operation, with a log group and a role of its own. */
export class OperationFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: OperationFunctionProps) {
    super(scope, id);
    const { operation, stage, config, data, triggerRights = [], triggerEnvironment = {} } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays,
      encryptionKey: data.operationsKey,
      removalPolicy: config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = this.role([
      allow('logs', ['CreateLogStream', 'PutLogEvents'], this.logGroup.logGroupArn),
      ...operationRights(operation.uses, data),
      ...triggerRights,
    ]);
    if (operation.uses.eventArchive !== undefined) {
      acknowledgeResolved(role, () => {
        const bucket = JSON.stringify(Stack.of(role).resolve(data.eventArchive.bucketArn));
        return {
          [`AwsSolutions-IAM5[Resource::${bucket}/${archivePrefix}*]`]:
            'S3 gives rights by the names of objects, and here those are the ids of all events to come.',
        };
      });
    }
    const reserved = config.reservedConcurrency?.[operation.id];
    this.function = new LambdaFunction(this, 'Function', {
      functionName: `cashout-hub-${stage}-${operation.id}`,
      description: `Cashout hub, ${operation.id}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.codeOf(operation),
      memorySize: operation.memoryMb,
      timeout: Duration.seconds(operation.timeoutSeconds),
      environment: {
        ...operationEnvironment(stage, operation.uses, data, config.extraCurrencies),
        ...triggerEnvironment,
      },
      logGroup: this.logGroup,
      // Nothing but the statements above: what a construct would add to it by itself goes nowhere.
      role: role.withoutPolicyUpdates(),
      tracing: Tracing.DISABLED,
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    });
    acknowledge(this.function, {
      'Serverless-LambdaTracing':
        'X-Ray needs rights on every resource and its SDK gets fixes only; correlation ids in answers, logs and events tie a call together.',
      'Serverless-LambdaDLQ': props.whyNoDeadLetterQueue,
    });
  }

  private role(statements: readonly PolicyStatement[]): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      // Inline, so that no trigger is made before the rights it is checked for.
      inlinePolicies: { rights: new PolicyDocument({ statements: [...statements] }) },
    });
  }
}
