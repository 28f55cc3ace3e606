import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import { odds88CashoutClient } from '../../adapters/odds88/client.ts';
import type { Part } from '../lambda.ts';
import { odds88Access, odds88Env } from './odds88-access.ts';

/** What placing cashouts at Odds88 takes. Apart from the part of all its calls, which weighs more on a bundle. */
export const odds88Cashouts = {
  env: odds88Env,
  make: (env, common) => {
    const { volatile, access } = odds88Access(env, common);
    const watches = dynamoWatchStore({ ...volatile, clock: common.clock });
    return { cashoutProviders: { odds88: odds88CashoutClient({ ...access, watches }) } };
  },
} as const satisfies Part<(typeof odds88Env)[number], object>;
