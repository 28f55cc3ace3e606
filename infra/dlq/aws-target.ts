import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { manifest } from '../../functions/manifest.ts';
import type { Operation } from '../../functions/manifest-types.ts';
import { ConfigFault, chosenStage, type StageConfig } from '../config.ts';
import { enableEndpoint } from './aws-endpoints.ts';
import { fromAws } from './aws-fault.ts';
import { sampleOf } from './aws-messages.ts';
import { moveBack } from './aws-move.ts';
import { type AwsFailureQueue, awsFailureQueues } from './aws-queues.ts';
import type { DeadLetterTarget } from './dead-letter-target.ts';
import { DlqFault } from './dlq-fault.ts';

export interface AwsTargetOptions {
  readonly stage: string;
  /** @default that of the usual AWS environment */
  readonly region?: string;
  readonly pause: (ms: number) => Promise<unknown>;
  /** @default clients of the usual AWS environment */
  readonly clients?: { readonly sqs: SQSClient; readonly dynamodb: DynamoDBClient };
  /** @default that of the stage */
  readonly config?: StageConfig;
  /** @default the manifest */
  readonly operations?: readonly Operation[];
}

interface FoundQueue {
  readonly url: string;
  readonly arn: string;
  readonly messages: number;
}

/**
 * A stage on AWS, by the names its configuration gives its queues. Throws DlqFault with code 2 when there is no such
 * stage.
 */
export function awsTarget(options: AwsTargetOptions): DeadLetterTarget {
  const { stage, region, pause, operations = manifest } = options;
  const queues = awsFailureQueues(stage, options.config ?? configOf(stage), operations);
  const inRegion = region === undefined ? {} : { region };
  const { sqs, dynamodb } = options.clients ?? {
    sqs: new SQSClient(inRegion),
    dynamodb: new DynamoDBClient(inRegion),
  };
  const place = `stage ${stage}${region === undefined ? '' : ` in ${region}`}`;

  /** Undefined when it is not deployed. */
  async function find({ queueName }: AwsFailureQueue): Promise<FoundQueue | undefined> {
    const url = await fromAws(`finding ${queueName}`, urlOf(queueName));
    if (url === undefined) return undefined;
    const { Attributes = {} } = await fromAws(
      `counting ${queueName}`,
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: attributeNames })),
    );
    const { QueueArn: arn = '' } = Attributes;
    return { url, arn, messages: countOf(Attributes) };
  }

  async function urlOf(queueName: string): Promise<string | undefined> {
    try {
      return (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
    } catch (fault) {
      if (fault instanceof QueueDoesNotExist) return undefined;
      throw fault;
    }
  }

  function known(name: string): AwsFailureQueue {
    const queue = queues.find((one) => one.name === name);
    if (queue === undefined) throw new DlqFault(2, `There is no '${name}' at ${place}.`);
    return queue;
  }

  async function demand(queue: AwsFailureQueue): Promise<FoundQueue> {
    const found = await find(queue);
    if (found !== undefined) return found;
    const { queueName } = queue;
    throw new DlqFault(1, `The queue ${queueName} does not exist: is it the right account and region?`);
  }

  function redrivable(name: string): { queue: AwsFailureQueue; endpoint: string | null } {
    const queue = known(name);
    if (queue.remedy.type === 'redrive') return { queue, endpoint: queue.remedy.endpoint };
    throw new DlqFault(2, `${name} cannot be redriven. ${queue.remedy.instead}`);
  }

  return {
    place,
    names: async () => queues.map(({ name }) => name),
    async list() {
      const found = await Promise.all(queues.map(find));
      return queues.map(({ name, holds }, at) => ({ name, holds, messages: found[at]?.messages ?? null }));
    },
    async show(name, limit) {
      const queue = known(name);
      const { url } = await demand(queue);
      const letters = await sampleOf(sqs, url, limit);
      return { letters, notes: letters.length === 0 ? [sampleNote] : [sampleNote, queue.causes] };
    },
    async plan(name) {
      const { queue, endpoint } = redrivable(name);
      const { messages } = await demand(queue);
      const enabling =
        endpoint === null ? [] : [`enable the webhook endpoint ${endpoint} again, should it be disabled`];
      return {
        messages,
        steps: [...enabling, `move all of ${queue.queueName} back to the queue of ${name}`],
      };
    },
    async redrive(name, tell) {
      const { queue, endpoint } = redrivable(name);
      const { arn } = await demand(queue);
      // First: what comes back to an endpoint that is still disabled waits for hours.
      if (endpoint !== null) await enableEndpoint(dynamodb, stage, endpoint);
      return moveBack({ client: sqs, arn, pause, tell });
    },
  };
}

const sampleNote =
  'SQS shows a sample, in no order, and what somebody else looks at is not in it; everything was put back.';

const countNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
const attributeNames = ['QueueArn' as const, ...countNames];

/** With what is hidden because somebody looks at it. */
function countOf(attributes: Readonly<Record<string, string>>): number {
  return countNames.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
}

function configOf(stage: string): StageConfig {
  try {
    return chosenStage(stage).config;
  } catch (fault) {
    if (fault instanceof ConfigFault) throw new DlqFault(2, fault.message);
    throw fault;
  }
}
