export interface HiddenMessage {
  /** Names one delivery of one message, as the queue gave it. */
  readonly receiptHandle: string;
  /** From now; 0 shows it again at once. Queues count in whole seconds: it may take up to one longer. */
  readonly forMs: number;
}

/** The longest a queue hides a message, less the longest a consumer may have held it already. */
export const longestHidingMs = (12 * 60 - 15) * 60_000;

/** When messages that were received and are not done come again. */
export interface QueueVisibility {
  /**
   * Any number at once, all of the queue of this name. Throws when it did not work for some of them: those come again when the time is over
   * that the queue itself hides what it hands out.
   */
  hide(messages: readonly HiddenMessage[], queue: string): Promise<void>;
}
