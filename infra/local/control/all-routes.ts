import { manifest } from '../../../functions/manifest.ts';
import { itemPk } from '../../../lib/adapters/dynamodb/keys.ts';
import { workShards } from '../../../lib/ports/bet-store.ts';
import type { EndpointStates } from '../../../lib/ports/endpoint-states.ts';
import type { WorkList } from '../../../lib/ports/work-list.ts';
import type { LocalDatabase } from '../database.ts';
import type { Activity } from '../engine/activity.ts';
import type { LocalBus } from '../engine/bus.ts';
import type { VirtualClock } from '../engine/clock.ts';
import type { LocalQueues } from '../engine/queues.ts';
import type { Schedules } from '../engine/schedules.ts';
import type { LocalStream } from '../engine/stream.ts';
import type { LocalEventArchive } from '../event-archive.ts';
import type { LocalInfo } from '../info.ts';
import type { Issuer } from '../issuer.ts';
import type { LocalWebhooks } from '../webhooks/start-webhooks.ts';
import { archiveRoutes } from './archive.ts';
import { clockRoutes } from './clock.ts';
import type { ControlRoute } from './control-api.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { drainRoutes } from './drain.ts';
import { observationRoutes } from './observations.ts';
import { outageRoutes } from './outages.ts';
import { scheduleRoutes } from './schedules.ts';
import { tokenRoutes } from './tokens.ts';
import { webhookRoutes } from './webhooks.ts';

/** The parts of the local system that can be looked at and moved from outside. */
export interface ControlledParts {
  readonly info: () => Promise<LocalInfo>;
  readonly issuer: Issuer;
  readonly bus: LocalBus;
  readonly stream: LocalStream;
  readonly queues: LocalQueues;
  readonly database: LocalDatabase;
  readonly schedules: Schedules;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly work: WorkList;
  /** What an operator's wallet has by the events it was given. */
  readonly wallet: () => Promise<unknown>;
  readonly localWebhooks: LocalWebhooks;
  readonly endpointStates: EndpointStates;
  readonly archive: LocalEventArchive;
}

/** Every call of the control API but those of the simulators. */
export function controlRoutes(parts: ControlledParts): readonly ControlRoute[] {
  const { info, issuer, bus, stream, queues, database, schedules, clock, activity, work, wallet } = parts;
  const { localWebhooks: webhooks, endpointStates, archive } = parts;
  return [
    ...observationRoutes({ info, events: bus.events, queues: queues.counts, wallet }),
    ...deadLetterRoutes({
      queues,
      async enableEndpoint(consumer) {
        if (endpointConsumers.includes(consumer)) await endpointStates.enable(webhooks.endpoint);
      },
    }),
    ...tokenRoutes(issuer),
    ...webhookRoutes({ webhooks, endpointStates }),
    ...archiveRoutes(archive.keys),
    ...outageRoutes({ bus, stream, table: database, queues }),
    ...scheduleRoutes(schedules),
    ...clockRoutes(clock),
    ...drainRoutes({
      activity,
      // What is due in tables that are away waits for them.
      workDueNow: async () => (database.isOut() ? [] : dueNow(work, clock.now())),
      sweep: () => schedules.runNow('sweep-due-work'),
    }),
  ];
}

/** Consumers that stand for the one webhook endpoint there is here. */
const endpointConsumers = manifest.flatMap(({ id, trigger }) =>
  trigger.type === 'endpoint-queues' ? [id] : [],
);

/** Names the bets and pay-outs something is due for. */
async function dueNow(work: WorkList, now: number): Promise<readonly string[]> {
  const shards = Array.from({ length: workShards }, (_, shard) => shard);
  const pages = await Promise.all(shards.map((shard) => work.listDue(shard, now, null)));
  return pages.flatMap(({ refs }) => refs.map(itemPk));
}
