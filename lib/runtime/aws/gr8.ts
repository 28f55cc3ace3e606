import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoLeaseStore } from '../../adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { gr8Client } from '../../adapters/gr8/client.ts';
import { gr8SettingsSchema } from '../../adapters/gr8/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

export const gr8 = {
  env: ['VOLATILE_TABLE', 'GR8_SECRET'],
  make: (env, { ids, clock, log, currencies }) => {
    const client = dynamoDbClient();
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.GR8_SECRET,
      schema: gr8SettingsSchema,
      clock,
    });
    const secretOf = async () => (await settings()).clientSecret;
    const { quotes, cashouts } = gr8Client({
      settings,
      currencies,
      clock,
      ids,
      log,
      tokens: dynamoTokenStore({ client, table: env.VOLATILE_TABLE, secretOf }),
      leases: dynamoLeaseStore({ client, table: env.VOLATILE_TABLE }),
    });
    return { quoteReaders: { gr8: quotes }, cashoutProviders: { gr8: cashouts } };
  },
} as const satisfies Part<'VOLATILE_TABLE' | 'GR8_SECRET', object>;
