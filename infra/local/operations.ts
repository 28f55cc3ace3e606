import { manifest } from '../../functions/manifest.ts';
import type { Operation as ManifestEntry } from '../../functions/manifest-types.ts';
import type { Ids } from '../../lib/ports/ids.ts';
import type { Dependencies } from '../../lib/runtime/dependencies.ts';
import type {
  HttpHandler,
  Operation,
  QueueHandler,
  ScheduleHandler,
  StreamHandler,
} from '../../lib/runtime/operation.ts';
import { visibilitySecondsOf } from '../queue-settings.ts';
import type { QueueConsumer } from './engine/queue.ts';
import type { Rule } from './engine/rules.ts';
import type { Schedule } from './engine/schedules.ts';
import type { StreamConsumer } from './engine/stream.ts';
import type { ApiRoute } from './gateway.ts';
import type { Rights } from './rights.ts';

/** The manifest's operations bound to the local system's dependencies, by what triggers them. */
export interface BoundOperations {
  readonly routes: readonly ApiRoute[];
  readonly schedules: readonly Schedule[];
  readonly streamConsumers: readonly Omit<StreamConsumer, 'giveUp'>[];
  readonly queueConsumers: readonly (QueueConsumer & Pick<Rule, 'events'>)[];
}

/**
 * Loads and binds every operation of the manifest; each runs with the rights it declares. Throws when an entry
 * is missing or exports no operation.
 */
export async function bindOperations(dependencies: Dependencies, rights: Rights): Promise<BoundOperations> {
  const routes: ApiRoute[] = [];
  const schedules: Schedule[] = [];
  const streamConsumers: Omit<StreamConsumer, 'giveUp'>[] = [];
  const queueConsumers: (QueueConsumer & Pick<Rule, 'events'>)[] = [];
  for (const entry of manifest) {
    const { id, trigger } = entry;
    const handler = await bind(entry, dependencies, rights);
    switch (trigger.type) {
      case 'http':
        routes.push({ ...trigger, handler: handler as HttpHandler });
        break;
      case 'schedule':
        schedules.push({
          id,
          everySeconds: trigger.everySeconds,
          ...(trigger.standing === true ? { standing: true } : {}),
          run: () => (handler as ScheduleHandler)(scheduledEvent, invocation(dependencies.ids)),
        });
        break;
      case 'stream':
        streamConsumers.push({
          id,
          onlyWith: trigger.onlyWith,
          deliver: (event) => (handler as StreamHandler)(event, invocation(dependencies.ids)),
        });
        break;
      case 'queue':
      case 'endpoint-queues':
        queueConsumers.push({
          // There is one webhook endpoint here, and it is told everything.
          ...(trigger.type === 'queue'
            ? { name: trigger.consumer, events: trigger.events }
            : { name: id, events: 'all' }),
          batchSize: trigger.batchSize,
          maxReceives: trigger.maxReceives,
          visibilityMs: visibilitySecondsOf(entry) * 1000,
          ...(trigger.maxConcurrency === undefined ? {} : { batchesAtOnce: trigger.maxConcurrency }),
          deliver: (event) => (handler as QueueHandler)(event, invocation(dependencies.ids)),
        });
        break;
    }
  }
  return { routes, schedules, streamConsumers, queueConsumers };
}

/** The part of EventBridge's event that says what it is; no handler reads more. */
const scheduledEvent = { source: 'aws.scheduler', 'detail-type': 'Scheduled Event', detail: {} };

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

async function bind(listed: ManifestEntry, dependencies: Dependencies, rights: Rights): Promise<unknown> {
  const { id, entry } = listed;
  const loaded: { readonly operation?: Operation<Handler, Dependencies> } = await import(
    new URL(`../../${entry}`, import.meta.url).href
  );
  if (loaded.operation?.id !== id) throw new Error(`${entry} does not export the operation ${id}`);
  const handler = loaded.operation.bind(dependencies);
  return (event: unknown, context: unknown) => rights.within(listed, () => handler(event, context));
}

function invocation(ids: Ids): { readonly awsRequestId: string } {
  return { awsRequestId: ids.next() };
}
