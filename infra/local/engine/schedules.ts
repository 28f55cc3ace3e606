import type { Log } from '../../../lib/ports/telemetry.ts';
import { type Activity, activity as newActivity } from './activity.ts';
import type { VirtualClock } from './clock.ts';

export interface Schedule {
  readonly id: string;
  readonly everySeconds: number;
  readonly run: () => Promise<void>;
  /** Its runs may overlap and are no activity: they stand for as long as they last. */
  readonly standing?: boolean;
}

export interface ScheduleOptions {
  /**
   * Whether it runs at its rate; otherwise only when told to.
   * @default true
   */
  readonly byTimer?: boolean;
}

export interface Schedules {
  /** Starts the rate. The first run comes one period from now, as with EventBridge; a standing one is there at once. */
  add(schedule: Schedule, options?: ScheduleOptions): void;
  ids(): readonly string[];
  isStanding(id: string): boolean;
  /** Runs it now, whether or not its own timer runs it at this moment, and rejects as the run does. A standing one is begun and not waited for. */
  runNow(id: string): Promise<void>;
  stop(): void;
  /** Resolves once every standing run is over, or after `withinMs` of real time. */
  stood(withinMs: number): Promise<void>;
}

/**
 * Rate schedules on the clock. A run that outlasts its period makes its timer skip, so that one schedule
 * never overlaps itself by its own timer.
 */
export function schedules(clock: VirtualClock, activity: Activity, log: Log): Schedules {
  const known = new Map<string, Schedule>();
  const cancels = new Map<string, () => void>();
  const running = new Set<string>();
  // Apart from what anybody waits for.
  const standing = newActivity();

  function arm(schedule: Schedule, due: number): void {
    const cancel = clock.at(due, () => {
      arm(schedule, nextDue(due, schedule.everySeconds * 1000, clock.now()));
      void runByTimer(schedule);
    });
    cancels.set(schedule.id, cancel);
  }

  async function runByTimer(schedule: Schedule): Promise<void> {
    if (schedule.standing === true) return stand(schedule);
    if (running.has(schedule.id)) return;
    running.add(schedule.id);
    try {
      await activity.track(schedule.run);
    } catch (fault) {
      log.error('a schedule run failed', fault, { operation: schedule.id });
    } finally {
      running.delete(schedule.id);
    }
  }

  async function stand(schedule: Schedule): Promise<void> {
    try {
      await standing.track(schedule.run);
    } catch (fault) {
      log.error('a schedule run failed', fault, { operation: schedule.id });
    }
  }

  return {
    add(schedule, { byTimer = true } = {}) {
      known.set(schedule.id, schedule);
      if (!byTimer) return;
      if (schedule.standing === true) void stand(schedule);
      arm(schedule, clock.now() + schedule.everySeconds * 1000);
    },
    ids: () => [...known.keys()],
    isStanding: (id) => known.get(id)?.standing === true,
    async runNow(id) {
      const schedule = known.get(id);
      if (schedule === undefined) throw new Error(`no schedule named ${id}`);
      if (schedule.standing === true) return void stand(schedule);
      await activity.track(schedule.run);
    },
    stop() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
    stood: async (withinMs) => void (await standing.idle(withinMs)),
  };
}

/** The next instant of the rate that lies ahead: periods the clock jumped over are not made up for. */
function nextDue(due: number, periodMs: number, now: number): number {
  const missed = Math.max(0, Math.floor((now - due) / periodMs));
  return due + (missed + 1) * periodMs;
}
