import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { oddsgigantPricing } from '../../adapters/oddsgigant/client.ts';
import { oddsgigantSettingsSchema } from '../../adapters/oddsgigant/settings.ts';
import { cachedSecret } from '../../adapters/secrets/cached-secret.ts';
import { pricedCashouts } from '../../use-cases/priced-cashouts.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

export const oddsgigant = {
  env: ['ODDSGIGANT_SECRET'],
  make: (env, common) => {
    const settings = cachedSecret({
      client: new SecretsManagerClient(awsClientOptions),
      secretId: env.ODDSGIGANT_SECRET,
      schema: oddsgigantSettingsSchema,
      clock: common.clock,
    });
    const pricing = oddsgigantPricing({ ...common, settings });
    return { pricing, cashoutProviders: { oddsgigant: pricedCashouts({ ...common, pricing }) } };
  },
} as const satisfies Part<'ODDSGIGANT_SECRET', object>;
