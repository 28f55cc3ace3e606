import * as z from 'zod/mini';
import { betcoreSettingsSchema } from '../../lib/adapters/betcore/settings.ts';
import { databetSettingsSchema } from '../../lib/adapters/databet/settings.ts';
import { gr8SettingsSchema } from '../../lib/adapters/gr8/settings.ts';
import { odds88SettingsSchema } from '../../lib/adapters/odds88/settings.ts';
import { oddsgigantSettingsSchema } from '../../lib/adapters/oddsgigant/settings.ts';
import { readJson } from '../../lib/contracts/json.ts';
import { assert } from '../../lib/domain/assert.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import { StartFault } from './data-dir.ts';
import type { Activity } from './engine/activity.ts';
import type { VirtualClock } from './engine/clock.ts';
import { reasonOf } from './reason-of.ts';
import { startSimulators } from './simulators/start-simulators.ts';
import { answerWithinMs, moveClock, setTarget } from './simulators-calls.ts';
import { localLog } from './telemetry.ts';

/** The simulated providers, in this process or another, as the hub reaches them. */
export interface SimulatorsLink {
  readonly url: string;
  readonly settings: ProviderSettings;
  /** As the simulators describe themselves, for whoever tests against them. */
  readonly providers: object;
  /** Also tells them the hub's time again, which simulators that were started anew do not know. */
  answers(): Promise<boolean>;
  /** Tells them the hub's time again. Rejects with the reason when they do not take it. */
  agreeOnTime(): Promise<void>;
  /**
   * Tells DATA.BET's simulator the base URL of its callbacks, and simulators that were started anew again before they
   * are called. Throws StartFault when they do not take it.
   */
  callBack(webhookUrl: string): Promise<void>;
  close(): Promise<void>;
}

const startAttempts = 20;
const betweenAttemptsMs = 500;

/** The URL sets them apart from a hub, which describes the same providers. */
const infoSchema = z.object({ url: z.string(), providers: z.looseObject({}) });

/** What the hub's clients are told of each provider, in place of its secret. */
const settingsSchema = z.object({
  gr8: gr8SettingsSchema,
  odds88: odds88SettingsSchema,
  oddsgigant: oddsgigantSettingsSchema,
  // Without a secret there would be no URL for it to call.
  databet: databetSettingsSchema.check(z.refine(({ webhookSecrets }) => webhookSecrets.length > 0)),
  betcore: betcoreSettingsSchema,
});
export type ProviderSettings = z.output<typeof settingsSchema>;

export interface OwnSimulatorsOptions {
  readonly clock: VirtualClock;
  readonly log: Log;
  /** Callbacks on their way to the hub count there. */
  readonly activity: Activity;
  readonly webhookSecret: string;
}

/** Starts the simulators in this process, on the hub's clock. */
export async function ownSimulators(options: OwnSimulatorsOptions): Promise<SimulatorsLink> {
  const simulators = await startSimulators({ ...options, port: 0 });
  const asked = await ask(simulators.url);
  assert(asked.answers === 'simulators', 'our own simulators describe themselves');
  return {
    url: simulators.url,
    ...asked.info,
    answers: async () => (await ask(simulators.url)).answers === 'simulators',
    agreeOnTime: async () => undefined,
    callBack: async (webhookUrl) => simulators.callBack(webhookUrl),
    close: () => simulators.close(),
  };
}

export interface OtherSimulatorsOptions {
  /** @default 20 */
  readonly attempts?: number;
  /** @default half a second of real time */
  readonly pause?: () => Promise<void>;
  /** @default one line per warning and error on standard error */
  readonly log?: Log;
}

/**
 * Uses simulators that run elsewhere. Both clocks become one: the one further ahead counts, and from then on
 * every step of ours is told to theirs. Throws StartFault when they do not answer, or something else does.
 */
export async function otherSimulators(
  url: string,
  clock: VirtualClock,
  options: OtherSimulatorsOptions = {},
): Promise<SimulatorsLink> {
  const info = await askPatiently(url, options);
  const inTurn = oneAfterTheOther();
  // Not our own offset, which only follows once a step has been told.
  let agreedMs = await moveClock(url, { advanceMs: 0 });
  let webhookUrl: string | undefined;
  const agreeOnTime = (): Promise<void> =>
    inTurn(async () => {
      await moveClock(url, { offsetMs: agreedMs });
      if (webhookUrl !== undefined) await setTarget(url, { webhookUrl, unlessTold: true });
    });
  clock.onMove((offsetMs) =>
    inTurn(async () => {
      await moveClock(url, { offsetMs });
      agreedMs = offsetMs;
    }),
  );
  await clock.advance(Math.max(0, agreedMs - clock.offset()));
  return {
    url,
    ...info,
    agreeOnTime,
    async callBack(given) {
      webhookUrl = given;
      await setTarget(url, { webhookUrl });
    },
    async answers() {
      if ((await ask(url)).answers !== 'simulators') return false;
      return agreeOnTime().then(
        () => true,
        () => false,
      );
    },
    close: async () => undefined,
  };
}

interface Info {
  readonly settings: ProviderSettings;
  readonly providers: object;
}

async function askPatiently(
  url: string,
  { attempts = startAttempts, pause = halfASecond, log = localLog(toStandardError) }: OtherSimulatorsOptions,
): Promise<Info> {
  for (let attempt = 1; ; attempt += 1) {
    const asked = await ask(url);
    if (asked.answers === 'simulators') return asked.info;
    if (asked.answers === 'something-else') {
      throw new StartFault(
        `No simulators answer at ${url}, but something else does. Set CASHOUT_SIMULATORS_URL to what npm run simulators prints, or leave it out.`,
      );
    }
    if (attempt >= attempts) {
      throw new StartFault(
        `No simulators answer at ${url} (${asked.reason}). Start them with npm run simulators, or leave CASHOUT_SIMULATORS_URL out.`,
      );
    }
    if (attempt === 1) log.warn(`waiting for the simulators at ${url}`);
    await pause();
  }
}

function halfASecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, betweenAttemptsMs));
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

type Asked =
  | { readonly answers: 'simulators'; readonly info: Info }
  | { readonly answers: 'something-else' }
  | { readonly answers: 'nobody'; readonly reason: string };

/** Who answers there. Never rejects. */
async function ask(url: string): Promise<Asked> {
  try {
    const response = await fetch(`${url}/_local/info`, { signal: AbortSignal.timeout(answerWithinMs) });
    const answer = readJson(await response.text());
    // So says what stands before simulators that are still starting.
    if (response.status >= 500) return { answers: 'nobody', reason: `it says ${response.status}` };
    const info = infoSchema.safeParse(answer);
    const settings = settingsSchema.safeParse(info.data?.providers);
    if (!info.success || !settings.success) return { answers: 'something-else' };
    return { answers: 'simulators', info: { settings: settings.data, providers: info.data.providers } };
  } catch (fault) {
    return { answers: 'nobody', reason: reasonOf(fault) };
  }
}

/** Runs what it is given in the order given, each when the one before is over. */
function oneAfterTheOther(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
