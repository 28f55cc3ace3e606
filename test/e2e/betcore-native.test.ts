import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptsFor,
  betcoreFault,
  callBetcorePath,
  newBetcoreBet,
  payOutEventsOf,
  sessionOf,
} from './support/betcore.ts';
import { type Answer, cashOut, type Hub, seedGr8Bet, startHub } from './support/hub.ts';

const minuteMs = 60_000;

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ standing: false });
});
afterEach(async () => {
  await hub.control('DELETE', '/simulators/betcore/faults');
});
afterAll(() => hub?.close());

const nothing = { transactionId: null, balance: null };
const notLetIn = [401, { ...nothing, _responseCode: 8 }];
const rejected = [200, { ...nothing, _responseCode: 2 }];
const undetermined = [500, { ...nothing, _responseCode: 99 }];

async function answered(
  ...call: Parameters<typeof callBetcorePath> extends [unknown, ...infer Rest] ? Rest : never
) {
  const { status, body } = await callBetcorePath(hub, ...call);
  return [status, body];
}

async function pass(ms: number): Promise<void> {
  await hub.control('POST', '/clock', { advanceMs: ms });
  await hub.control('POST', '/drain');
}

describe("a pay-out on BETCORE's own path", () => {
  it('Given a signed call, then BETCORE pays what was asked, and its answer is the answer', async () => {
    const bet = newBetcoreBet();
    const [status, body] = await answered(bet);
    expect(status).toBe(200);
    expect(body).toEqual({ transactionId: expect.any(String), balance: 1055.25, _responseCode: 1 });
    expect((await sessionOf(hub, bet)).payOuts).toEqual([
      { betId: bet.betcoreBetId, winAmount: 55.25, winOdd: 11.05 },
    ]);
    await pass(0);
    const [event] = await payOutEventsOf(hub, bet);
    expect(event.detail.data).toMatchObject({ provider: null, cashoutId: null, status: 'paid' });
  });

  it('Given a repeat under another request id, then the same answer, and BETCORE hears of it once', async () => {
    const bet = newBetcoreBet();
    const first = await answered(bet);
    for (let n = 0; n < 3; n += 1) expect(await answered(bet)).toEqual(first);
    expect(await attemptsFor(hub, bet)).toHaveLength(1);
  });

  it('Given ten calls at once, then it is paid once', async () => {
    const bet = newBetcoreBet();
    const answers = await Promise.all(Array.from({ length: 10 }, () => answered(bet)));
    for (const [status] of answers) expect([200, 500]).toContain(status);
    expect((await sessionOf(hub, bet)).payOuts).toHaveLength(1);
    expect(await attemptsFor(hub, bet)).toHaveLength(1);
  });

  it('Given another amount for a bet that is paid, then code 2 and nothing moves', async () => {
    const bet = newBetcoreBet();
    await answered(bet);
    const body = JSON.stringify({ betId: bet.betcoreBetId, winAmount: 60 });
    expect(await answered(bet, { body })).toEqual(rejected);
    expect(await attemptsFor(hub, bet)).toHaveLength(1);
  });

  it('Given a bet that a cashout is paid out of, then code 2', async () => {
    const bet = newBetcoreBet();
    const payOut = { via: 'betcore', ...bet };
    await cashOut(hub, await seedGr8Bet(hub), { body: { payOut } });
    expect(await answered(bet)).toEqual(rejected);
    await pass(0);
    expect((await sessionOf(hub, bet)).payOuts).toMatchObject([{ winAmount: 92.5 }]);
  });

  it('Given a lost bet, then its amount of 0 is told', async () => {
    const bet = newBetcoreBet();
    const body = JSON.stringify({ betId: bet.betcoreBetId, winAmount: 0 });
    expect((await answered(bet, { body }))[1]).toMatchObject({ balance: 1000, _responseCode: 1 });
  });

  it('Given BETCORE says no, then code 2, and a repeat is judged anew', async () => {
    const bet = newBetcoreBet();
    await betcoreFault(hub, { kind: 'reject' });
    expect(await answered(bet)).toEqual(rejected);
    expect((await answered(bet))[1]).toMatchObject({ balance: 1055.25, _responseCode: 1 });
  });

  it.each(['status', 'status-after-effect'])(
    'Given %s, then code 99 until it is determined, without a call by anybody',
    async (kind) => {
      const bet = newBetcoreBet();
      await betcoreFault(hub, { kind, status: 500 });
      expect(await answered(bet)).toEqual(undetermined);
      expect(await answered(bet)).toEqual(undetermined);
      expect(await attemptsFor(hub, bet)).toHaveLength(1);
      await pass(3 * minuteMs);
      expect((await answered(bet))[1]).toMatchObject({ _responseCode: 1 });
      expect((await sessionOf(hub, bet)).payOuts).toHaveLength(1);
      expect(await attemptsFor(hub, bet)).toHaveLength(2);
    },
  );

  it('Given the table does not answer, then code 99 in their shape and nothing is sent', async () => {
    const bet = newBetcoreBet();
    await hub.control('POST', '/outages', { target: 'table', on: true });
    const answer = answered(bet);
    await hub.control('POST', '/clock', { advanceMs: 20_000 });
    expect(await answer).toEqual(undetermined);
    await hub.control('POST', '/outages', { target: 'table', on: false });
    expect(await attemptsFor(hub, bet)).toEqual([]);
  });
});

describe('who is not let in', () => {
  it.each([
    ['another secret', { secret: 'x'.repeat(64) }],
    ['another body than was signed', { headers: { 'X-Sign': '0'.repeat(64) } }],
    ['another counterparty', { headers: { 'X-Counterparty-Id': randomUUID() } }],
    ['another request id than was signed', { headers: { 'X-Request-Id': '0'.repeat(32) } }],
    ['no signature', { headers: { 'X-Sign': '' } }],
    ['a time of six minutes ago', { offMs: -6 * minuteMs }],
    ['a time six minutes ahead', { offMs: 6 * minuteMs }],
    ['another media type, unsigned', { secret: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a body that is no JSON, unsigned', { secret: 'x', body: 'no' }],
  ])('Given %s, then 401 with code 8, and nothing is asked of anybody', async (_, given) => {
    const bet = newBetcoreBet();
    expect(await answered(bet, given)).toEqual(notLetIn);
    expect(await attemptsFor(hub, bet)).toEqual([]);
  });

  it('Given a request id again, then 401, also for another body', async () => {
    const bet = newBetcoreBet();
    const requestId = randomUUID().replaceAll('-', '');
    expect((await answered(bet, { requestId }))[0]).toBe(200);
    expect(await answered(bet, { requestId })).toEqual(notLetIn);
    expect(await answered(newBetcoreBet(), { requestId })).toEqual(notLetIn);
  });

  it("Given a call of the hub's own to BETCORE, then it opens nothing here, whatever the session", async () => {
    const bet = newBetcoreBet();
    await answered(bet);
    const [{ headers, body }] = (await attemptsFor(hub, bet)) as [Answer['body']];
    const names = ['X-Counterparty-Id', 'X-Timestamp', 'X-Request-Id', 'X-Sign'];
    const sent = Object.fromEntries(names.map((name) => [name, headers[name.toLowerCase()]]));
    for (const sessionId of [bet.sessionId, randomUUID()]) {
      expect(await answered({ ...bet, sessionId }, { body, headers: sent })).toEqual(notLetIn);
    }
  });

  it('Given a request id that a forger has tried, then its owner may still use it', async () => {
    const bet = newBetcoreBet();
    const requestId = randomUUID().replaceAll('-', '');
    expect(await answered(bet, { requestId, secret: 'forged' })).toEqual(notLetIn);
    expect((await answered(bet, { requestId }))[0]).toBe(200);
  });
});

describe('calls that are let in and cannot be read', () => {
  const invalid = { ...nothing, _responseCode: 2 };
  it.each([
    ['no JSON', { body: '{' }, 400],
    ['an amount in quotes', { body: '{"betId":"b1","winAmount":"5"}' }, 400],
    ['an amount below 0', { body: '{"betId":"b1","winAmount":-1}' }, 400],
    ['an amount of 16 digits', { body: '{"betId":"b1","winAmount":1000000000000.125}' }, 400],
    ['no bet', { body: '{"winAmount":1}' }, 400],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['300 kB', { body: JSON.stringify({ betId: 'x'.repeat(300_000), winAmount: 1 }) }, 413],
  ])('Given %s, then their shape with code 2', async (_, given, status) => {
    expect(await answered(newBetcoreBet(), given)).toEqual([status, invalid]);
  });
});
