import type { Log } from '../../../lib/ports/telemetry.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';

export interface Schedule {
  readonly id: string;
  readonly everySeconds: number;
  readonly run: () => Promise<void>;
}

export interface Schedules {
  /** Starts the rate; the first run comes one period from now, as with EventBridge. */
  add(schedule: Schedule): void;
  ids(): readonly string[];
  /** Runs it now, whether or not its own timer runs it at this moment, and rejects as the run does. */
  runNow(id: string): Promise<void>;
  stop(): void;
}

/**
 * Rate schedules on the clock. A run that outlasts its period makes its timer skip, so that one schedule
 * never overlaps itself by its own timer.
 */
export function schedules(clock: VirtualClock, activity: Activity, log: Log): Schedules {
  const known = new Map<string, Schedule>();
  const cancels = new Map<string, () => void>();
  const running = new Set<string>();

  function arm(schedule: Schedule, due: number): void {
    const cancel = clock.at(due, () => {
      arm(schedule, nextDue(due, schedule.everySeconds * 1000, clock.now()));
      void runByTimer(schedule);
    });
    cancels.set(schedule.id, cancel);
  }

  async function runByTimer(schedule: Schedule): Promise<void> {
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

  return {
    add(schedule) {
      known.set(schedule.id, schedule);
      arm(schedule, clock.now() + schedule.everySeconds * 1000);
    },
    ids: () => [...known.keys()],
    async runNow(id) {
      const schedule = known.get(id);
      if (schedule === undefined) throw new Error(`no schedule named ${id}`);
      await activity.track(schedule.run);
    },
    stop() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}

/** The next instant of the rate that lies ahead: periods the clock jumped over are not made up for. */
function nextDue(due: number, periodMs: number, now: number): number {
  const missed = Math.max(0, Math.floor((now - due) / periodMs));
  return due + (missed + 1) * periodMs;
}
