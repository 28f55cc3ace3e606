import { dynamoFeedLeaseStore } from '../../adapters/dynamodb/feed-lease-store.ts';
import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import { odds88FeedClient } from '../../adapters/odds88/feed-client.ts';
import type { Part } from '../lambda.ts';
import { odds88Access, odds88Env } from './odds88-access.ts';

/** What reading Odds88's feed takes. Apart from the part of its calls, because a websocket weighs on a bundle. */
export const odds88Feed = {
  env: odds88Env,
  make: (env, common) => {
    const { volatile, access } = odds88Access(env, common);
    return {
      feed: odds88FeedClient(access),
      feedLeases: dynamoFeedLeaseStore(volatile),
      watches: dynamoWatchStore({ ...volatile, clock: common.clock }),
      // Lambda does not say when it ends a container: the reader ends by its own time.
      shutdown: new AbortController().signal,
    };
  },
} as const satisfies Part<(typeof odds88Env)[number], object>;
