import { odds88FeedHistoryMs } from '../../../../lib/contracts/native/odds88-feed.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';

export interface FeedMessage {
  /** When it was sent, in epoch ms. */
  readonly at: number;
  readonly betId: string;
  readonly text: string;
}

export interface FeedHistory {
  add(message: FeedMessage): void;
  /** What was sent at this instant (epoch ms) or later, oldest first. */
  since(at: number): readonly FeedMessage[];
}

/** Some twenty megabytes: a message in every minute of three days for two dozen bets. */
export const maxFeedMessages = 100_000;

/** What can be recovered: three days of it, and no more messages than `maxMessages`. */
export function feedHistory(clock: Clock, maxMessages = maxFeedMessages): FeedHistory {
  let kept: FeedMessage[] = [];

  function since(at: number): FeedMessage[] {
    const from = Math.max(at, clock.now() - odds88FeedHistoryMs);
    return kept.slice(-maxMessages).filter((message) => message.at >= from);
  }

  return {
    add(message) {
      kept.push(message);
      // Cleared once in a while and not with each message, which would copy all of them each time.
      if (kept.length >= 2 * maxMessages) kept = since(0);
    },
    since,
  };
}
