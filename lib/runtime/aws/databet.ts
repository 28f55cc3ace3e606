import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { databetSettingsSchema } from '../../adapters/databet/settings.ts';
import { databetWebhookAccess } from '../../adapters/databet/webhook-access.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

export const databet = {
  env: ['DATABET_SECRET'],
  make: (env, { clock }) => {
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.DATABET_SECRET,
      schema: databetSettingsSchema,
      clock,
    });
    return { webhookAccess: databetWebhookAccess({ settings }) };
  },
} as const satisfies Part<'DATABET_SECRET', object>;
