import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { betcoreCaller } from '../../adapters/betcore/caller.ts';
import { betcorePayOuts } from '../../adapters/betcore/client.ts';
import { betcoreSettingsSchema } from '../../adapters/betcore/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

/** Paying out at BETCORE, and telling its callers on the hub's copy of its path: both by one secret. */
export const betcore = {
  env: ['BETCORE_SECRET'],
  make: (env, { clock, ids, log }) => {
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.BETCORE_SECRET,
      schema: betcoreSettingsSchema,
      clock,
    });
    return {
      payOutProvider: betcorePayOuts({ settings, clock, ids, log }),
      betcoreCaller: betcoreCaller({ settings, clock }),
    };
  },
} as const satisfies Part<'BETCORE_SECRET', object>;
