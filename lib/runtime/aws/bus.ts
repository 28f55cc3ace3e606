import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { eventBridgeBus } from '../../adapters/eventbridge/event-bus.ts';
import type { Part } from '../lambda.ts';

export const bus = {
  env: ['EVENT_BUS'],
  make: (env) => ({ bus: eventBridgeBus({ client: new EventBridgeClient(), busName: env.EVENT_BUS }) }),
} as const satisfies Part<'EVENT_BUS', object>;
