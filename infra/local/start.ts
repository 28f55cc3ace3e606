import { setImmediate as nextTurn } from 'node:timers/promises';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { eventSource } from '../../lib/contracts/events/cashout-event.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import { controlRoutes } from './control/all-routes.ts';
import { controlApi } from './control/control-api.ts';
import { forwardToSimulators } from './control/simulators.ts';
import { type DataDir, openDataDir } from './data-dir.ts';
import { openDatabase } from './database.ts';
import type { DatabaseKind } from './database-engine.ts';
import type { LedgerHooks } from './database-tap.ts';
import { localDependencies } from './dependencies.ts';
import { activity as newActivity } from './engine/activity.ts';
import { localBus } from './engine/bus.ts';
import { deliveryCauses } from './engine/delivery-causes.ts';
import { localQueues, type QueueChaos } from './engine/queues.ts';
import { localRules } from './engine/rules.ts';
import { schedules as newSchedules } from './engine/schedules.ts';
import { localStream } from './engine/stream.ts';
import { toFailure } from './engine/stream-failure.ts';
import { localEventArchive } from './event-archive.ts';
import { eventJournal } from './event-journal.ts';
import { failuresOf, localFailures } from './failures.ts';
import { startGateway } from './gateway.ts';
import { type LocalInfo, localInfo } from './info.ts';
import { localIssuer } from './issuer.ts';
import { keptClock } from './kept-clock.ts';
import { bindOperations } from './operations.ts';
import { queueJournal } from './queue-journal.ts';
import { asDeclared, localRights, type UsedRights, withReadAfterRefusedWrite } from './rights.ts';
import { otherSimulators, ownSimulators } from './simulators-link.ts';
import { localLog } from './telemetry.ts';
import { startWallet } from './wallet/start-wallet.ts';
import { keptWebhookSecret } from './webhook-secret.ts';
import { startWebhooks } from './webhooks/start-webhooks.ts';

export interface LocalOptions {
  /** Of the API; 0 takes any free port. */
  readonly port: number;
  /** Keeps data across restarts; everything is in memory without it. */
  readonly dataDir?: string;
  /** @default 'dynalite' */
  readonly database?: DatabaseKind;
  /** Simulators that run elsewhere; without it they run in this process. */
  readonly simulatorsUrl?: string;
  /** Of a receiver of webhooks that runs elsewhere; without it there is one in this process. */
  readonly webhookUrl?: string;
  /** @default one line per warning and error on standard error */
  readonly log?: Log;
  readonly hooks?: LedgerHooks;
  /**
   * Whether schedules that stand (the reader of the feed) run by themselves: a day of them costs a minute.
   * @default true
   */
  readonly standing?: boolean;
  /**
   * Whether any schedule runs by itself: without them the clock has no minutes to live through, and days are a moment.
   * @default true
   */
  readonly scheduled?: boolean;
  /** How far the queues go in duplicating and disordering. */
  readonly queues?: QueueChaos;
}

export interface LocalSystem {
  readonly url: string;
  /** All scopes, 30 days. */
  readonly token: string;
  /** What GET /_local/info says right after the start. */
  readonly info: LocalInfo;
  /** What each operation has used of what the manifest lets it, by operation id. */
  usedRights(): ReadonlyMap<string, UsedRights>;
  /** Finishes the requests that are open, then stops everything. */
  close(): Promise<void>;
}

/**
 * Runs the whole hub on this machine: every operation of the manifest behind a gateway with the rights it
 * declares, on a local DynamoDB, with the engine in place of AWS and simulators in place of the providers.
 * Throws StartFault where the person starting it can do something about it, and the system's own error when the
 * port is taken.
 */
export async function startLocal(options: LocalOptions): Promise<LocalSystem> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    const started = await start(options, (closer) => closers.push(closer));
    return { ...started, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** How long a delivery that hangs may hold up the stop. */
const lastWorkMs = 5_000;

async function start(
  options: LocalOptions,
  onClose: (closer: () => unknown) => void,
): Promise<Omit<LocalSystem, 'close'>> {
  const { port, dataDir, database: kind = 'dynalite', simulatorsUrl } = options;
  const { log = localLog(toStandardError), hooks = {}, standing = true, queues: chaos = {} } = options;
  const { scheduled = true } = options;
  const folder: DataDir | null = dataDir === undefined ? null : openDataDir(dataDir);
  onClose(() => folder?.release());

  const ids = randomIds();
  const clock = keptClock(folder);
  const activity = newActivity();
  const simulators =
    simulatorsUrl === undefined
      ? await ownSimulators({ clock, log, activity, webhookSecret: keptWebhookSecret(folder) })
      : await otherSimulators(simulatorsUrl, clock, { log });
  onClose(() => simulators.close());
  clock.onSettle(async (patienceMs) => {
    await socketTurns();
    return activity.settled(patienceMs);
  });

  const causes = deliveryCauses(log);
  const queues = localQueues({ clock, activity, log, keeper: queueJournal(folder), chaos, causes });
  const eventRules = localRules(queues);
  const journal = eventJournal(folder);
  const bus = localBus({
    ids,
    source: eventSource,
    carriedBefore: journal.carriedBefore,
    onCarried(events) {
      // First the queues: what the bus is seen to have carried is then in each of them.
      eventRules.carry(events, clock.now());
      journal.append(events);
    },
  });
  const stream = localStream(clock, activity, log);
  const rights = localRights(kind === 'dynalite' ? withReadAfterRefusedWrite : asDeclared);
  const archive = localEventArchive(folder);
  const localWebhooks = await startWebhooks({ clock, log, rights, folder, url: options.webhookUrl });
  onClose(() => localWebhooks.close());
  const database = await openDatabase({ kind, dataDir: folder, rights, activity, log, hooks });
  onClose(() => database.close());

  const ending = new AbortController();
  const { settings } = simulators;
  const dependencies = localDependencies({
    clock,
    ids,
    log: causes.log,
    bus,
    failures: localFailures(queues),
    visibility: queues.visibility,
    archive,
    webhooks: localWebhooks,
    database,
    settings,
    rights,
    shutdown: ending.signal,
    activity,
  });
  const operations = await bindOperations(dependencies, rights);
  const wallet = startWallet(dependencies, folder);
  const consumers = [...operations.queueConsumers, wallet.consumer];
  for (const { name, events } of consumers) eventRules.add({ consumer: name, events });
  for (const consumer of operations.streamConsumers) {
    queues.attachFailures(failuresOf(consumer.id));
    stream.attach({
      ...consumer,
      giveUp: (given) =>
        queues.putFailure(failuresOf(consumer.id), toFailure(consumer.id, given, clock.now())),
    });
  }
  await database.streamTo(stream);
  // Not before: what they write, of what was left in their queues, is to be streamed too.
  for (const consumer of consumers) queues.attach(consumer);
  const schedules = newSchedules(clock, activity, log);

  const issuer = localIssuer(clock, folder);
  const webhookUrl = (): string => `${gateway.url}/webhooks/databet/${settings.databet.webhookSecrets[0]}`;
  const info = localInfo({
    apiUrl: () => gateway.url,
    webhookUrl,
    webhooks: localWebhooks,
    issuer,
    clock,
    database: kind,
    providers: simulators.providers,
    parts: [database, simulators],
  });
  const control = controlApi(
    controlRoutes({
      ...dependencies,
      info,
      issuer,
      bus,
      stream,
      queues,
      database,
      schedules,
      clock,
      activity,
      wallet: wallet.view,
      localWebhooks,
      archive,
    }),
    forwardToSimulators(simulators.url, simulators.agreeOnTime),
  );
  const { routes } = operations;
  const gateway = await startGateway({ port, routes, issuer, clock, ids, activity, log, control });
  for (const schedule of operations.schedules) {
    schedules.add(schedule, { byTimer: scheduled && (schedule.standing !== true || standing) });
  }
  onClose(async () => {
    await gateway.close();
    schedules.stop();
    ending.abort();
    await schedules.stood(lastWorkMs);
    stream.setOutage(true);
    queues.stop();
    await activity.idle(lastWorkMs);
  });

  await simulators.callBack(webhookUrl());
  const told = await info();
  return { url: gateway.url, token: told.token, info: told, usedRights: rights.used };
}

/**
 * What the feed's socket carries is nobody's activity until it is read: over the loopback it is there within a few
 * turns of the event loop.
 */
async function socketTurns(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await nextTurn();
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
