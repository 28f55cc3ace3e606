import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { dynamoLeaseStore } from '../../adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import { odds88Client } from '../../adapters/odds88/client.ts';
import { odds88SettingsSchema } from '../../adapters/odds88/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

export const odds88 = {
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
    const watches = dynamoWatchStore({ ...volatile, clock });
    const common = { settings, currencies, clock, ids, log };
    const { quotes, cashouts, subscriptions } = odds88Client({ ...common, tokens, leases, watches });
    return {
      watches,
      groups: dynamoGroupStore({ ...volatile, clock }),
      leases,
      subscriptions,
      quoteReaders: { odds88: quotes },
      cashoutProviders: { odds88: cashouts },
    };
  },
} as const satisfies Part<'VOLATILE_TABLE' | 'ODDS88_SECRET', object>;
