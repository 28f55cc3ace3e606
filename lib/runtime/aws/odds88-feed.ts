import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoFeedLeaseStore } from '../../adapters/dynamodb/feed-lease-store.ts';
import { dynamoLeaseStore } from '../../adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import { odds88FeedClient } from '../../adapters/odds88/feed-client.ts';
import { odds88SettingsSchema } from '../../adapters/odds88/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** What reading Odds88's feed takes. Apart from the part of its calls, because a websocket weighs on a bundle. */
export const odds88Feed = {
  env: ['VOLATILE_TABLE', 'ODDS88_SECRET'],
  make: (env, { ids, clock, log, currencies }) => {
    const volatile = { client: dynamoDbClient(), table: env.VOLATILE_TABLE };
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.ODDS88_SECRET,
      schema: odds88SettingsSchema,
      clock,
    });
    const leases = dynamoLeaseStore(volatile);
    const tokens = dynamoTokenStore({ ...volatile, secretOf: async () => (await settings()).password });
    return {
      feed: odds88FeedClient({ settings, currencies, clock, ids, log, tokens, leases }),
      feedLeases: dynamoFeedLeaseStore(volatile),
      watches: dynamoWatchStore({ ...volatile, clock }),
      // Lambda does not say when it ends a container: the reader ends by its own time.
      shutdown: new AbortController().signal,
    };
  },
} as const satisfies Part<'VOLATILE_TABLE' | 'ODDS88_SECRET', object>;
