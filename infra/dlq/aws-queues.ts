import type { Operation } from '../../functions/manifest-types.ts';
import { type StageConfig, webhookConsumer } from '../config.ts';
import { deadLettersName, failuresName, undeliveredName } from '../queue-names.ts';

/** A queue of a deployment that should be empty. */
export interface AwsFailureQueue {
  /** What a person types. */
  readonly name: string;
  readonly queueName: string;
  readonly holds: string;
  /** What to do with what is in it. */
  readonly remedy:
    | {
        readonly type: 'redrive' /** The webhook endpoint its consumer stands for. */;
        readonly endpoint: string | null;
      }
    | { readonly type: 'instead'; readonly instead: string };
  /** Where the cause of one of its messages stands. */
  readonly causes: string;
}

interface Consumer {
  readonly consumer: string;
  /** Whose log tells why. */
  readonly log: string;
  readonly endpoint: string | null;
}

/** Every such queue of a stage, by what its configuration says: consumers first, then what else can fail. */
export function awsFailureQueues(
  stage: string,
  { consumers = [], webhooks = [] }: Pick<StageConfig, 'consumers' | 'webhooks'>,
  operations: readonly Operation[],
): readonly AwsFailureQueue[] {
  const ofOperations = operations.flatMap(({ id, trigger }): readonly Consumer[] => {
    if (trigger.type === 'queue') return [{ consumer: trigger.consumer, log: id, endpoint: null }];
    if (trigger.type !== 'endpoint-queues') return [];
    return webhooks.map(({ name }) => ({ consumer: webhookConsumer(name), log: id, endpoint: name }));
  });
  const ofOthers = consumers.map(
    ({ name }): Consumer => ({ consumer: name, log: `${name} itself`, endpoint: null }),
  );
  return [
    ...[...ofOperations, ...ofOthers].flatMap(({ consumer, log, endpoint }): AwsFailureQueue[] => [
      {
        name: consumer,
        queueName: deadLettersName(stage, consumer),
        holds: 'dead letters',
        remedy: { type: 'redrive', endpoint },
        causes: `SQS does not know the cause of a dead letter: it stands in the log of ${log}, under the eventId.`,
      },
      {
        name: `${consumer}/undelivered`,
        queueName: undeliveredName(stage, consumer),
        holds: `events the bus could not put into the queue of ${consumer}`,
        remedy: { type: 'instead', instead: replayInstead(consumer) },
        causes: 'The cause is what EventBridge was told.',
      },
    ]),
    ...operations.flatMap(({ id, trigger }): AwsFailureQueue[] => {
      const about = failures[trigger.type];
      return about === undefined ? [] : [{ name: id, queueName: failuresName(stage, id), ...about }];
    }),
  ];
}

function replayInstead(consumer: string): string {
  return `SQS moves dead letters of queues only. Mend the policy or key of the queue of ${consumer}, replay the archive of the bus to its one rule, for the time of the failure, then purge this queue.`;
}

const failures: Readonly<Record<string, Pick<AwsFailureQueue, 'holds' | 'remedy' | 'causes'>>> = {
  stream: {
    holds: 'what was put aside, and places in the stream that were given up',
    remedy: {
      type: 'instead',
      instead:
        'It holds no events: the bets and pay-outs it names still do. Mend what was put aside for its cause, and sweep-due-work publishes it within the hour; behind places in the stream it has done so. Then purge this queue.',
    },
    causes:
      'The cause of what was not put aside stands in its log; the items still hold their events, and sweep-due-work publishes them.',
  },
  schedule: {
    holds: 'ticks that could not be delivered',
    remedy: {
      type: 'instead',
      instead:
        'A tick carries nothing: the next one does all this one left undone. Mend the schedule, then purge this queue.',
    },
    causes: 'The cause is what the scheduler was told.',
  },
};
