import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoEndpointStates } from '../../adapters/dynamodb/endpoint-states.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import { randomNumber } from '../../adapters/system/random-number.ts';
import { cachedEndpointStates } from '../../adapters/webhooks/cached-endpoint-states.ts';
import { webhookClient } from '../../adapters/webhooks/client.ts';
import { webhookSettingsSchema } from '../../adapters/webhooks/settings.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** The operator's webhook endpoints. */
export const webhooks = {
  env: ['VOLATILE_TABLE', 'WEBHOOKS_SECRET'],
  make: (env, { clock }) => {
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.WEBHOOKS_SECRET,
      schema: webhookSettingsSchema,
      clock,
    });
    const states = dynamoEndpointStates({ client: dynamoDbClient(), table: env.VOLATILE_TABLE });
    return {
      webhooks: webhookClient({ settings, clock }),
      endpointStates: cachedEndpointStates(states, clock),
      random: randomNumber,
    };
  },
} as const satisfies Part<'VOLATILE_TABLE' | 'WEBHOOKS_SECRET', object>;
