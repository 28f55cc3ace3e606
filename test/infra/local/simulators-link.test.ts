import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { activity as newActivity } from '../../../infra/local/engine/activity.ts';
import { virtualClock } from '../../../infra/local/engine/clock.ts';
import { startSimulators } from '../../../infra/local/simulators/start-simulators.ts';
import { otherSimulators, ownSimulators } from '../../../infra/local/simulators-link.ts';
import { type HttpAnswer, startHttpServer } from '../../support/http-server.ts';
import { handDrivenTime } from './hand-driven-time.ts';
import { silentLog } from './silent-log.ts';

const hourMs = 3_600_000;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Simulators with a clock of their own that forgets where it was when they are started again. */
async function givenSimulators(port = 0) {
  const clock = virtualClock(handDrivenTime());
  const simulators = await startSimulators({ clock, port, movableClock: clock });
  closers.push(() => simulators.close());
  return { clock, ...simulators, restart: () => restarted(simulators) };
}

async function restarted({ url, close }: { url: string; close(): Promise<void> }) {
  await close();
  return givenSimulators(Number(new URL(url).port));
}

/** A hub's clock, linked to simulators that run elsewhere. */
async function givenLink() {
  const theirs = await givenSimulators();
  const clock = virtualClock(handDrivenTime());
  const link = await otherSimulators(theirs.url, clock, { log: silentLog() });
  return { theirs, clock, link };
}

/** Something at an address that is no simulators. */
async function givenServer(answer: HttpAnswer): Promise<string> {
  const server = await startHttpServer(() => answer);
  closers.push(() => server.stop());
  return server.endpoint;
}

const json = (status: number, body: unknown): HttpAnswer => ({ status, body: JSON.stringify(body) });

describe('the time shared with simulators that run elsewhere', () => {
  it('moves with every step, theirs before anything due at ours runs', async () => {
    const { theirs, clock } = await givenLink();
    const seen: [number, number][] = [];
    for (const dueMs of [30_000, 90_000]) {
      clock.at(clock.now() + dueMs, () => seen.push([clock.offset(), theirs.clock.offset()]));
    }
    await clock.advance(120_000);
    expect(seen).toEqual([
      [30_000, 30_000],
      [90_000, 90_000],
    ]);
    expect(theirs.clock.offset()).toBe(120_000);
  });

  it('stands still while they are down, at ours too', async () => {
    const { theirs, clock } = await givenLink();
    await clock.advance(hourMs);
    await theirs.close();
    await expect(clock.advance(hourMs)).rejects.toThrow(
      /^The simulators at http:\S+ did not move their clock \(.*ECONNREFUSED.*\)\.$/,
    );
    expect(clock.offset()).toBe(hourMs);
  });

  it('is told to them again by a look whether they answer, when they were started anew', async () => {
    const { theirs, clock, link } = await givenLink();
    await clock.advance(hourMs);
    const anew = await theirs.restart();
    expect(anew.clock.offset()).toBe(0);
    expect(await link.answers()).toBe(true);
    expect(anew.clock.offset()).toBe(hourMs);
  });

  it('is told to them again on request', async () => {
    const { theirs, clock, link } = await givenLink();
    await clock.advance(hourMs);
    const anew = await theirs.restart();
    await link.agreeOnTime();
    expect(anew.clock.offset()).toBe(hourMs);
  });

  it('is never taken back by a look in the middle of a step', async () => {
    const { theirs, clock, link } = await givenLink();
    clock.onMove(async () => void (await link.answers()));
    clock.at(clock.now() + 30_000, () => undefined);
    await clock.advance(hourMs);
    expect(theirs.clock.offset()).toBe(hourMs);
  });

  it('is nobody’s when they are down: they do not answer', async () => {
    const { theirs, link } = await givenLink();
    await theirs.close();
    expect(await link.answers()).toBe(false);
    await expect(link.agreeOnTime()).rejects.toThrow('did not move their clock');
  });
});

describe('where DATA.BET calls', () => {
  const ours = 'http://127.0.0.1:1/webhooks/databet/ours';
  const call = (url: string, method: string, path: string, body: object) =>
    fetch(`${url}/_local/simulators/databet${path}`, {
      method,
      // None is kept: after a restart it would lead to simulators that are gone.
      headers: { connection: 'close' },
      body: JSON.stringify(body),
    });
  /** Where a callback was sent last, as the simulators show it. */
  const calledAt = async (url: string) => {
    const answer = await call(url, 'POST', '/callbacks', { callback: 'heartbeat' });
    if (answer.status !== 200) return answer.status;
    const headers = { connection: 'close' };
    const recorded = await fetch(`${url}/_local/simulators/databet/requests`, { headers });
    const { requests } = (await recorded.json()) as { requests: { path: string }[] };
    return requests.at(-1)?.path;
  };

  it('is told to simulators that run elsewhere, and again when they were started anew', async () => {
    const { theirs, link } = await givenLink();
    expect(await calledAt(theirs.url)).toBe(409);
    await link.callBack(ours);
    expect(await calledAt(theirs.url)).toBe('/webhooks/databet/…/heartbeat');
    const anew = await theirs.restart();
    expect(await calledAt(anew.url)).toBe(409);
    await link.agreeOnTime();
    expect(await calledAt(anew.url)).toBe('/webhooks/databet/…/heartbeat');
  });

  it('stays where somebody else has said since', async () => {
    const { theirs, link } = await givenLink();
    await link.callBack(ours);
    await call(theirs.url, 'PUT', '/target', { webhookUrl: 'http://127.0.0.1:1/proxy/x' });
    await link.agreeOnTime();
    expect(await calledAt(theirs.url)).toBe('/proxy/…/heartbeat');
  });

  it('is told to simulators in this process, with the secret they were given', async () => {
    const clock = virtualClock(handDrivenTime());
    const webhookSecret = 'a-secret-of-43-characters-nobody-could-guess';
    const link = await ownSimulators({ clock, log: silentLog(), activity: newActivity(), webhookSecret });
    closers.push(() => link.close());
    expect(link.settings.databet.webhookSecrets).toEqual([webhookSecret]);
    expect(await calledAt(link.url)).toBe(409);
    await link.callBack(`http://127.0.0.1:1/webhooks/databet/${webhookSecret}`);
    expect(await calledAt(link.url)).toBe('/webhooks/databet/a-se…/heartbeat');
  });

  it('is nobody’s when they are down: the start ends in words', async () => {
    const { theirs, link } = await givenLink();
    await theirs.close();
    await expect(link.callBack(ours)).rejects.toThrow(
      /^The simulators at http:\S+ do not take where to call back \(.*ECONNREFUSED.*\)\.$/,
    );
  });
});

describe('a callback that becomes due while the clock of simulators elsewhere is moved', () => {
  it('has been answered when the step is over', async () => {
    const { theirs, clock, link } = await givenLink();
    const answers = [500, 204];
    const heard: number[] = [];
    const hub = await startHttpServer(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const status = answers.shift() ?? 204;
      heard.push(status);
      return { status, body: '' };
    });
    closers.push(() => hub.stop());
    await link.callBack(`${hub.endpoint}/webhooks/databet/ours`);
    await call(theirs.url, '/bets', { betId: 'b1', stake: '100', currency: 'EUR', cashoutValue: '92.5' });
    await call(theirs.url, '/bets/b1/cash-outs', {});
    expect(heard).toEqual([500]);
    await clock.advance(60_000);
    expect(heard).toEqual([500, 204]);
  });

  const call = (url: string, path: string, body: object) =>
    fetch(`${url}/_local/simulators/databet${path}`, { method: 'POST', body: JSON.stringify(body) });
});

describe('an address where no simulators are', () => {
  it('is waited at, which is said once, and given up in words', async () => {
    const { url, close } = await givenSimulators();
    await close();
    const log = silentLog();
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    await expect(otherSimulators(url, virtualClock(), { attempts: 4, log, pause })).rejects.toThrow(
      /^No simulators answer at http:\S+ \(.*ECONNREFUSED.*\)\. Start them with npm run simulators, /,
    );
    expect(pauses).toBe(3);
    expect(log.lines).toEqual([`warn: waiting for the simulators at ${url}`]);
  });

  it('is fine once they are there', async () => {
    const { restart, url, close } = await givenSimulators();
    await close();
    const pause = async () => void (await restart());
    const link = await otherSimulators(url, virtualClock(), { attempts: 2, log: silentLog(), pause });
    expect(await link.answers()).toBe(true);
  });

  it('says nothing of waiting when they answer at once', async () => {
    const { url } = await givenSimulators();
    const log = silentLog();
    await otherSimulators(url, virtualClock(), { log });
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['a page', { status: 200, body: '<html></html>' }],
    ['a refusal', json(404, { message: 'Not Found' })],
    [
      'another hub',
      json(200, {
        ready: true,
        apiUrl: 'http://127.0.0.1:3000',
        providers: {
          gr8: {
            baseUrl: 'http://127.0.0.1:3100/gr8',
            tokenUrl: 'http://127.0.0.1:3100/gr8/connect/token',
            clientId: 'a',
            clientSecret: 'b',
            operatorId: 'c',
            brand: 'd',
          },
        },
      }),
    ],
    ['simulators without a provider', json(200, { url: 'http://127.0.0.1:3100', providers: {} })],
  ])('is told from one that is silent, and not waited at: %s', async (_, answer) => {
    const url = await givenServer(answer);
    const log = silentLog();
    const pause = () => Promise.reject(new Error('waited'));
    await expect(otherSimulators(url, virtualClock(), { log, pause })).rejects.toThrow(
      `No simulators answer at ${url}, but something else does. Set CASHOUT_SIMULATORS_URL to what npm run simulators prints, or leave it out.`,
    );
    expect(log.lines).toEqual([]);
  });

  it('is waited at while something before it says that it is not there yet', async () => {
    const url = await givenServer({ status: 502, body: '' });
    const options = { attempts: 2, log: silentLog(), pause: async () => undefined };
    await expect(otherSimulators(url, virtualClock(), options)).rejects.toThrow(
      `No simulators answer at ${url} (it says 502).`,
    );
  });
});

it('simulators that another hub moves are refused in their own words', async () => {
  const simulators = await startSimulators({ clock: virtualClock(handDrivenTime()), port: 0 });
  onTestFinished(() => simulators.close());
  await expect(otherSimulators(simulators.url, virtualClock(), { log: silentLog() })).rejects.toThrow(
    `The simulators at ${simulators.url} did not move their clock (they answered 404: This clock belongs to the hub these simulators run with.).`,
  );
});
