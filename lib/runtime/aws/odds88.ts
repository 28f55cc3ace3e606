import { dynamoGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import { odds88Client } from '../../adapters/odds88/client.ts';
import type { Part } from '../lambda.ts';
import { odds88Access, odds88Env } from './odds88-access.ts';

export const odds88 = {
  env: odds88Env,
  make: (env, common) => {
    const { volatile, leases, access } = odds88Access(env, common);
    const watches = dynamoWatchStore({ ...volatile, clock: common.clock });
    const { quotes, cashouts, subscriptions } = odds88Client({ ...access, watches });
    return {
      watches,
      groups: dynamoGroupStore({ ...volatile, clock: common.clock }),
      leases,
      subscriptions,
      quoteReaders: { odds88: quotes },
      cashoutProviders: { odds88: cashouts },
    };
  },
} as const satisfies Part<(typeof odds88Env)[number], object>;
