import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { fromAws } from './aws-fault.ts';
import { DlqFault } from './dlq-fault.ts';

export interface MoveOptions {
  readonly client: SQSClient;
  /** Of the dead letters; they go back to where they came from. */
  readonly arn: string;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly tell: (line: string) => void;
}

/** Quick enough to watch, and far below what SQS allows of these calls. */
const pauseMs = 2_000;

/** A task that was started is listed within seconds; after a minute something is wrong. */
const looksForTask = 30;

/** What SQS lists of the past. */
const maxTasks = 10;

/** Moves all dead letters back to their queue; answers about how many. Throws DlqFault when not all were moved. */
export async function moveBack({ client, arn, pause, tell }: MoveOptions): Promise<number> {
  const before = new Set((await tasksOf(client, arn)).map(({ StartedTimestamp }) => StartedTimestamp));
  await fromAws('starting the move', client.send(new StartMessageMoveTaskCommand({ SourceArn: arn })));
  tell('Moving. It goes on in AWS, also when this is stopped.');
  let last = '';
  for (let unseen = 0; unseen < looksForTask; ) {
    const task = (await tasksOf(client, arn)).find(({ StartedTimestamp }) => !before.has(StartedTimestamp));
    if (task === undefined) unseen += 1;
    const { Status, ApproximateNumberOfMessagesMoved: moved = 0 } = task ?? {};
    if (Status === 'COMPLETED') return moved;
    if (Status === 'FAILED' || Status === 'CANCELLED') throw notAll(Status, moved, task?.FailureReason);
    const progress = `${moved} of about ${task?.ApproximateNumberOfMessagesToMove ?? '?'} moved`;
    if (task !== undefined && progress !== last) tell(progress);
    last = progress;
    await pause(pauseMs);
  }
  throw new DlqFault(1, 'The move was started and AWS does not list it: see with list whether they go back.');
}

async function tasksOf(client: SQSClient, arn: string): Promise<readonly ListMessageMoveTasksResultEntry[]> {
  const command = new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: maxTasks });
  const { Results = [] } = await fromAws('looking at the move', client.send(command));
  return Results;
}

function notAll(status: string, moved: number, reason = 'AWS does not say why'): DlqFault {
  const what = `The move ended as ${status} after about ${moved} messages: ${reason}.`;
  return new DlqFault(1, `${what} What was not moved is where it was: mend the cause and redrive again.`);
}
