import { type BetStore, workShards } from '../../../lib/ports/bet-store.ts';
import type { LocalDatabase } from '../database.ts';
import type { Activity } from '../engine/activity.ts';
import type { LocalBus } from '../engine/bus.ts';
import type { VirtualClock } from '../engine/clock.ts';
import type { Schedules } from '../engine/schedules.ts';
import type { LocalStream } from '../engine/stream.ts';
import type { LocalInfo } from '../info.ts';
import type { Issuer } from '../issuer.ts';
import { clockRoutes } from './clock.ts';
import type { ControlRoute } from './control-api.ts';
import { drainRoutes } from './drain.ts';
import { observationRoutes } from './observations.ts';
import { outageRoutes } from './outages.ts';
import { scheduleRoutes } from './schedules.ts';
import { tokenRoutes } from './tokens.ts';

/** The parts of the local system that can be looked at and moved from outside. */
export interface ControlledParts {
  readonly info: () => Promise<LocalInfo>;
  readonly issuer: Issuer;
  readonly bus: LocalBus;
  readonly stream: LocalStream;
  readonly database: LocalDatabase;
  readonly schedules: Schedules;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly bets: BetStore;
}

/** Every call of the control API but those of the simulators. */
export function controlRoutes(parts: ControlledParts): readonly ControlRoute[] {
  const { info, issuer, bus, stream, database, schedules, clock, activity, bets } = parts;
  return [
    ...observationRoutes({ info, events: bus.events }),
    ...tokenRoutes(issuer),
    ...outageRoutes({ bus, stream, table: database }),
    ...scheduleRoutes(schedules),
    ...clockRoutes(clock),
    ...drainRoutes({
      activity,
      // What is due in tables that are away waits for them.
      workDueNow: async () => (database.isOut() ? [] : dueNow(bets, clock.now())),
      sweep: () => schedules.runNow('sweep-due-work'),
    }),
  ];
}

/** Names the bets something is due for. */
async function dueNow(bets: BetStore, now: number): Promise<readonly string[]> {
  const shards = Array.from({ length: workShards }, (_, shard) => shard);
  const pages = await Promise.all(shards.map((shard) => bets.listDue(shard, now, null)));
  return pages.flatMap(({ refs }) => refs.map(({ provider, betId }) => `${provider}/${betId}`));
}
