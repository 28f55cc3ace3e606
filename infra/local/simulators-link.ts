import * as z from 'zod/mini';
import { type Gr8Settings, gr8SettingsSchema } from '../../lib/adapters/gr8/settings.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import { StartFault } from './data-dir.ts';
import type { VirtualClock } from './engine/clock.ts';
import { reasonOf } from './reason-of.ts';
import { startSimulators } from './simulators/start-simulators.ts';

/** The simulated providers, in this process or another, as the hub reaches them. */
export interface SimulatorsLink {
  readonly url: string;
  readonly gr8: Gr8Settings;
  /** As the simulators describe themselves, for whoever tests against them. */
  readonly providers: object;
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** Local answers come within milliseconds; a process that is just starting gets the time to. */
const answerWithinMs = 2_000;
const startAttempts = 20;
const betweenAttemptsMs = 500;

const infoSchema = z.object({ providers: z.looseObject({ gr8: z.unknown() }) });
const clockSchema = z.object({ offsetMs: z.int() });

/** Starts the simulators in this process, on the hub's clock. */
export async function ownSimulators(clock: VirtualClock, log: Log): Promise<SimulatorsLink> {
  const simulators = await startSimulators({ clock, port: 0, log });
  const { gr8, providers } = await askInfo(simulators.url);
  return {
    url: simulators.url,
    gr8,
    providers,
    answers: () => doesAnswer(simulators.url),
    close: () => simulators.close(),
  };
}

/**
 * Uses simulators that run elsewhere. Both clocks become one: the one further ahead counts, and from then on
 * every step of ours is told to theirs. Throws StartFault when they do not answer.
 */
export async function otherSimulators(
  url: string,
  clock: VirtualClock,
  attempts = startAttempts,
): Promise<SimulatorsLink> {
  const { gr8, providers } = await askPatiently(url, attempts);
  const theirs = await moveClock(url, { advanceMs: 0 });
  clock.onMove(async (offsetMs) => void (await moveClock(url, { offsetMs })));
  await clock.advance(Math.max(0, theirs - clock.offset()));
  return { url, gr8, providers, answers: () => doesAnswer(url), close: async () => undefined };
}

interface Info {
  readonly gr8: Gr8Settings;
  readonly providers: object;
}

async function askPatiently(url: string, attempts: number): Promise<Info> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askInfo(url);
    } catch (fault) {
      if (attempt >= attempts) {
        throw new StartFault(
          `No simulators answer at ${url} (${reasonOf(fault)}). Start them with npm run simulators, or leave CASHOUT_SIMULATORS_URL out.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, betweenAttemptsMs));
    }
  }
}

async function askInfo(url: string): Promise<Info> {
  const response = await fetch(`${url}/_local/info`, { signal: AbortSignal.timeout(answerWithinMs) });
  const { providers } = infoSchema.parse(await response.json());
  return { gr8: gr8SettingsSchema.parse(providers.gr8), providers };
}

/** Their offset after the move, in milliseconds. */
async function moveClock(url: string, move: { offsetMs: number } | { advanceMs: number }): Promise<number> {
  try {
    const response = await fetch(`${url}/_local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(move),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return clockSchema.parse(await response.json()).offsetMs;
  } catch (fault) {
    throw new StartFault(`The simulators at ${url} did not move their clock (${reasonOf(fault)}).`);
  }
}

async function doesAnswer(url: string): Promise<boolean> {
  try {
    await askInfo(url);
    return true;
  } catch {
    return false;
  }
}
