import type { FeedValue } from '../domain/subscription/feed-value.ts';

export type FeedEvent =
  | { readonly kind: 'value'; readonly value: FeedValue }
  /** Wants an answer with its id. */
  | { readonly kind: 'ping'; readonly pingId: string }
  | { readonly kind: 'unreadable' }
  /** The other side is there, and wants nothing. */
  | { readonly kind: 'sign-of-life' }
  /** The connection is over; nothing follows. `cause` is in our own words. */
  | { readonly kind: 'closed'; readonly cause: string };

export interface FeedConnection {
  /**
   * The next event, in order. Answers `closed` again and again once it is over, to whoever waits at that moment as
   * well; never rejects. One caller at a time.
   */
  next(): Promise<FeedEvent>;
  answerPing(pingId: string): void;
  /** Resolves once the other side cannot take it for open any more, or after a moment; every call does. */
  close(): Promise<void>;
}

export interface FeedOpened {
  readonly kind: 'open';
  readonly connection: FeedConnection;
  /** When nothing comes on it for this long it is to be taken for dead. */
  readonly silentAfterMs: number;
}

export interface FeedNotOpened {
  readonly kind: 'failed';
  /** In our own words. */
  readonly cause: string;
  /** False where the provider was not even asked: then it counts against no limit of theirs. */
  readonly begun: boolean;
}

export type FeedConnectResult = FeedOpened | FeedNotOpened;

export interface Feed {
  /**
   * One attempt to connect: at most one handshake, over by `by` (epoch ms) and at once when the signal aborts.
   * `revision` in unix seconds: messages from then on come again, of bets that are subscribed at that moment; 0 for
   * none. Gets its token itself; one that is refused is replaced, for the next attempt. Never rejects.
   */
  connect(revision: number, by: number, signal: AbortSignal): Promise<FeedConnectResult>;
}

/** Where what the feed tells is kept. */
export interface FeedSink {
  /** The newest value of each bet. Rejects when the store does not take them. */
  keep(values: readonly FeedValue[]): Promise<void>;
  /** A bet was cashed out. Rejects when it could not be recorded; recording it twice changes nothing. */
  cashedOut(value: FeedValue): Promise<void>;
}
