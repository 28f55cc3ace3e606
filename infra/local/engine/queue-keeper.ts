import type { DeadLetter } from './dead-letters.ts';

/** A message in the queue of one consumer. */
export interface QueueMessage {
  /** Of the bus, which gives each event it carries one; the same in every queue. */
  readonly id: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** Deliveries so far. */
  receives: number;
  /** Why its last delivery failed, where that was told. */
  cause?: string;
}

export interface KeptMessage extends QueueMessage {
  /** Epoch milliseconds. */
  readonly visibleAt: number;
  /** When it became a dead letter: epoch milliseconds; null when it is none. */
  readonly deadSince: number | null;
}

/**
 * Remembers what is in the queues, so that a killed hub's successor still has it. Each call has happened when it
 * returns. What an interrupted delivery did is not known: its messages are delivered again.
 */
export interface QueueKeeper {
  /** What is in the queue of this consumer, dead letters included. */
  kept(consumer: string): readonly KeptMessage[];
  /** In one piece: either each of these is in each of its queues, or the caller is not told that it worked. */
  put(sent: readonly SentMessage[]): void;
  gone(consumer: string, ids: readonly string[]): void;
  dead(consumer: string, letter: Pick<DeadLetter, 'id' | 'since' | 'cause'>): void;
  /** Dead letters that are to be delivered as if they were sent at this instant, never before. */
  redriven(consumer: string, ids: readonly string[], at: number): void;
  back(consumer: string, messages: readonly Pick<KeptMessage, 'id' | 'receives' | 'visibleAt'>[]): void;
}

export interface SentMessage extends Pick<QueueMessage, 'id' | 'body' | 'sentAt'> {
  /** Names of consumers. */
  readonly to: readonly string[];
}

/** For a system that lives in memory. */
export const forgetfulKeeper: QueueKeeper = {
  kept: () => [],
  put: () => undefined,
  gone: () => undefined,
  dead: () => undefined,
  redriven: () => undefined,
  back: () => undefined,
};
