import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoLeaseStore } from '../../adapters/dynamodb/lease-store.ts';
import { dynamoTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { odds88SettingsSchema } from '../../adapters/odds88/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import { awsClientOptions } from './client-options.ts';
import type { CommonParts } from './common.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

export const odds88Env = ['VOLATILE_TABLE', 'ODDS88_SECRET'] as const;

/** What being let in at Odds88 takes, for its calls and for its feed. */
export function odds88Access(
  env: Readonly<Record<(typeof odds88Env)[number], string>>,
  { ids, clock, log, currencies }: CommonParts,
) {
  const volatile = { client: dynamoDbClient(), table: env.VOLATILE_TABLE };
  const settings = cachedSecret({
    client: new SecretsManagerClient(awsClientOptions),
    secretId: env.ODDS88_SECRET,
    schema: odds88SettingsSchema,
    clock,
  });
  const leases = dynamoLeaseStore(volatile);
  const tokens = dynamoTokenStore({ ...volatile, secretOf: async () => (await settings()).password });
  return { volatile, leases, access: { settings, currencies, clock, ids, log, tokens, leases } };
}
