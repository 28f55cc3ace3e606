import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockRoutes } from '../../../../infra/local/control/clock.ts';
import { observationRoutes } from '../../../../infra/local/control/observations.ts';
import { outageRoutes } from '../../../../infra/local/control/outages.ts';
import { scheduleRoutes } from '../../../../infra/local/control/schedules.ts';
import { tokenRoutes } from '../../../../infra/local/control/tokens.ts';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { localIssuer } from '../../../../infra/local/issuer.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { type ControlUnderTest, controlUnderTest } from './control-under-test.ts';

/** A switch that notes how it was set. */
function outageSwitch() {
  let on = false;
  return {
    setOutage: (value: boolean) => {
      on = value;
    },
    isOut: () => on,
  };
}

const clock = virtualClock(handDrivenTime());
const issuer = localIssuer(clock, null);
const dayMs = 24 * 3_600_000;
let retries = 0;
let runs = 0;
const stream = {
  ...outageSwitch(),
  retryNow() {
    retries += 1;
  },
};
const consumers = { wallet: outageSwitch(), 'deliver-webhooks': outageSwitch() };
let queueRetries = 0;
const queues = {
  holdsFailures: () => false,
  names: () => Object.keys(consumers),
  setOutage: (name: string, on: boolean) => consumers[name as keyof typeof consumers]?.setOutage(on),
  isOut: (name: string) => consumers[name as keyof typeof consumers].isOut(),
  retryNow() {
    queueRetries += 1;
  },
};
const counts = [{ name: 'wallet', waiting: 3, inFlight: 2, deadLetters: 1 }];
const event = {
  id: 'e1',
  time: '2026-11-21T12:00:00Z',
  'detail-type': 'CashoutSettled',
  source: 'cashout-hub',
  detail: {},
};

let control: ControlUnderTest;

beforeEach(async () => {
  retries = 0;
  queueRetries = 0;
  runs = 0;
  control = await controlUnderTest([
    ...observationRoutes({
      info: async () => ({ ready: true }),
      events: () => [event],
      queues: () => counts,
      wallet: async () => ({ players: [], bets: [] }),
    }),
    ...tokenRoutes(issuer),
    ...outageRoutes({ bus: outageSwitch(), stream, table: outageSwitch(), queues }),
    ...scheduleRoutes({
      ids: () => ['sweep-due-work', 'failing', 'read-feed'],
      isStanding: (id) => id === 'read-feed',
      async runNow(id) {
        if (id === 'failing') throw new Error('the table is away');
        runs += 1;
      },
    }),
    ...clockRoutes(clock),
  ]);
});

afterEach(() => control.close());

describe('looking', () => {
  it('shows info and events as they are', async () => {
    expect((await control.call('GET', '/_local/info')).body).toEqual({ ready: true });
    expect((await control.call('GET', '/_local/events')).body).toEqual({ events: [event] });
  });

  it('shows queues and the wallet as they are', async () => {
    expect((await control.call('GET', '/_local/queues')).body).toEqual({ queues: counts });
    expect((await control.call('GET', '/_local/wallet')).body).toEqual({ players: [], bets: [] });
  });
});

describe('tokens', () => {
  it('makes one with exactly these scopes for this client', async () => {
    const { status, body } = await control.call('POST', '/_local/tokens', {
      scopes: ['cashout:read', 'cashout-hub/cashout:write'],
      clientId: 'shop',
    });
    expect(status).toBe(200);
    expect(issuer.verify((body as { token: string }).token)).toMatchObject({
      client_id: 'shop',
      scope: 'cashout:read cashout-hub/cashout:write',
    });
  });

  it('makes one without any scope, for a client of its own name', async () => {
    const { body } = await control.call('POST', '/_local/tokens', { scopes: [] });
    expect(issuer.verify((body as { token: string }).token)).toMatchObject({ client_id: 'local', scope: '' });
  });

  it('refuses unknown scopes and names the known ones', async () => {
    expect(await control.call('POST', '/_local/tokens', { scopes: ['cashout:read', 'cashout:fly'] })).toEqual(
      {
        status: 400,
        body: {
          error: "Unknown: 'cashout:fly'.",
          hint: 'The scopes are cashout:read, cashout:write, cashout:force, cashout:resolve, cashout:operate, each also with cashout-hub/ before it.',
        },
      },
    );
  });
});

describe('outages', () => {
  const all = { bus: false, stream: false, table: false, wallet: false, 'deliver-webhooks': false };

  it.each(Object.keys(all))('takes the %s away and back', async (target) => {
    expect((await control.call('POST', '/_local/outages', { target, on: true })).body).toEqual({
      outages: { ...all, [target]: true },
    });
    expect((await control.call('POST', '/_local/outages', { target, on: false })).body).toEqual({
      outages: all,
    });
  });

  it.each([
    ['bus', 1, 0],
    ['stream', 1, 0],
    ['table', 1, 1],
    ['wallet', 0, 0],
  ])(
    'tries what waited for the %s again when it is back, and not before',
    async (target, streams, others) => {
      await control.call('POST', '/_local/outages', { target, on: true });
      expect([retries, queueRetries]).toEqual([0, 0]);
      await control.call('POST', '/_local/outages', { target, on: false });
      expect([retries, queueRetries]).toEqual([streams, others]);
    },
  );

  it.each(['buss', '', 'toString', 'archive-events'])(
    'says what can be taken away when asked for %j',
    async (target) => {
      expect(await control.call('POST', '/_local/outages', { target, on: true })).toEqual({
        status: 404,
        body: {
          error: `There is no '${target}' to take away.`,
          hint: 'There are: bus, stream, table, wallet, deliver-webhooks.',
        },
      });
    },
  );
});

describe('schedules', () => {
  it('answers when the run is over', async () => {
    expect(await control.call('POST', '/_local/schedules/sweep-due-work/run')).toEqual({
      status: 200,
      body: { ran: 'sweep-due-work' },
    });
    expect(runs).toBe(1);
  });

  it('answers at once when the run stands for as long as it lasts', async () => {
    expect(await control.call('POST', '/_local/schedules/read-feed/run')).toEqual({
      status: 202,
      body: { began: 'read-feed' },
    });
  });

  it('lists the schedules when asked for another', async () => {
    expect(await control.call('POST', '/_local/schedules/get-bet/run')).toEqual({
      status: 404,
      body: {
        error: "'get-bet' is no operation with a schedule.",
        hint: 'Those are: sweep-due-work, failing, read-feed.',
      },
    });
  });

  it('says why a run failed', async () => {
    expect(await control.call('POST', '/_local/schedules/failing/run')).toMatchObject({
      status: 500,
      body: { error: 'The run of failing failed: the table is away' },
    });
  });
});

describe('the clock', () => {
  it('moves by what was asked and says where it is', async () => {
    const before = clock.offset();
    expect((await control.call('POST', '/_local/clock', { advanceMs: 60_000 })).body).toEqual({
      now: new Date(clock.now()).toISOString(),
      offsetMs: before + 60_000,
    });
  });

  it('moves by 32 days in one call, and by no more', async () => {
    const before = clock.offset();
    expect(await control.call('POST', '/_local/clock', { advanceMs: 32 * dayMs })).toMatchObject({
      status: 200,
      body: { offsetMs: before + 32 * dayMs },
    });
    expect(await control.call('POST', '/_local/clock', { advanceMs: 32 * dayMs + 1 })).toMatchObject({
      status: 400,
    });
  });

  it('says where it stands when somebody it tells of its steps does not hear it', async () => {
    const deaf = virtualClock(handDrivenTime());
    deaf.onMove(() => Promise.reject(new Error('The simulators are gone.')));
    const away = await controlUnderTest(clockRoutes(deaf));
    const answer = await away.call('POST', '/_local/clock', { advanceMs: 1 });
    await away.close();
    expect(answer).toEqual({
      status: 500,
      body: {
        error: 'The clock did not move all the way: The simulators are gone.',
        hint: 'It stands at 2026-11-21T12:00:00.000Z, 0 ms ahead of real time.',
      },
    });
  });

  it.each([
    [{ advanceMs: -1 }, 'advanceMs must not be negative: this clock only goes forward'],
    [{ advanceMs: 1.5 }, 'advanceMs must be whole milliseconds'],
    [{ advanceMs: '60000' }, 'advanceMs must be whole milliseconds'],
    [{}, 'advanceMs must be whole milliseconds'],
    [{ advanceMs: 1e12 }, 'advanceMs must be at most 2764800000, 32 days'],
    [{ advanceMs: 1, advanceSeconds: 2 }, "unknown: 'advanceSeconds'"],
    [[], 'The body must be a JSON object'],
    ['{', 'The body is not JSON'],
    ['', 'The body is not JSON: it is empty'],
  ])('refuses %j', async (body, error) => {
    const before = clock.offset();
    const answer = await control.call('POST', '/_local/clock', body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(error), hint: 'Send {"advanceMs":60000}.' },
    });
    expect(clock.offset()).toBe(before);
  });
});
