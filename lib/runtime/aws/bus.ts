import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { eventBridgeBus } from '../../adapters/eventbridge/event-bus.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

export const bus = {
  env: ['EVENT_BUS'],
  make: (env) => ({
    bus: eventBridgeBus({ client: new EventBridgeClient(awsClientOptions), busName: env.EVENT_BUS }),
  }),
} as const satisfies Part<'EVENT_BUS', object>;
