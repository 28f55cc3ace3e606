/*
 * Names of a deployment's queues: whoever knows its configuration finds each of them. No name of a stage, a consumer or
 * an operation holds an underscore, so none of these can be another's.
 */

/** Of the queue of a consumer. */
export function consumerQueueName(stage: string, consumer: string): string {
  return `cashout-hub-${stage}-${consumer}`;
}

/** Of what a consumer could not do. */
export function deadLettersName(stage: string, consumer: string): string {
  return `${consumerQueueName(stage, consumer)}_dead-letters`;
}

/** Of what EventBridge could not put into the queue of a consumer. */
export function undeliveredName(stage: string, consumer: string): string {
  return `${consumerQueueName(stage, consumer)}_undelivered`;
}

/** Of what an operation with a stream or a schedule could not be given. */
export function failuresName(stage: string, operation: string): string {
  return `cashout-hub-${stage}-${operation}_failures`;
}
