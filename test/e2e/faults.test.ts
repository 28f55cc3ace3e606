import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  cashOut,
  eventTypesOf,
  type Hub,
  type SeededBet,
  seedGr8Bet,
  sentFor,
  setFault,
  startHub,
  truthOf,
} from './support/hub.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ standing: false });
});
afterAll(() => hub.close());

/** Asks, and lets the provider's deadline pass on the hub's clock while the answer is awaited. */
async function cashOutPastDeadline(bet: SeededBet): Promise<Answer> {
  const answer = cashOut(hub, bet);
  await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
  await hub.control('POST', '/clock', { advanceMs: 8_000 });
  return answer;
}

const unknown = { status: 'unknown', decidedBy: null, settled: null, reason: null };
const declined = (by: string, code: string) => ({
  status: 'declined',
  decidedBy: by,
  settled: null,
  reason: { code },
});

describe('every way GR8 can fail', () => {
  /** Whether the player was paid at GR8, what the hub makes of it, and how often it was sent. */
  it.each([
    ['a 500 before the effect', { kind: 'status', status: 500 }, false, unknown, 1],
    ['a 503 after the effect', { kind: 'status-after-effect', status: 503 }, true, unknown, 1],
    [
      'a 502 with a page',
      { kind: 'status', status: 502, body: '<html>bad gateway</html>' },
      false,
      unknown,
      1,
    ],
    ['an unreadable 200', { kind: 'malformed' }, true, unknown, 1],
    ['a redirect', { kind: 'status', status: 302 }, false, unknown, 1],
    ['an undocumented 409', { kind: 'status', status: 409 }, false, unknown, 1],
    [
      'a 200 that says Unknown',
      { kind: 'status', status: 200, body: { betId: '', amount: 92.5, result: 'Unknown' } },
      false,
      unknown,
      1,
    ],
    ['throttling', { kind: 'status', status: 429 }, false, declined('hub', 'provider-throttled'), 1],
    ['its own no', { kind: 'reject' }, false, declined('provider', 'provider-rejected'), 1],
    [
      'a 400',
      { kind: 'status', status: 400, body: { Amount: ['Amount is lower or equal zero.'] } },
      false,
      declined('provider', 'provider-rejected'),
      1,
    ],
  ] as const)('Given %s, then nobody is told more than is known', async (_, fault, paid, expected, sends) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', times: 1, ...fault });
    const answer = await cashOut(hub, bet, { key: 'k' });
    expect(answer.status).toBe(expected.status === 'unknown' ? 202 : 201);
    expect(answer.body).toMatchObject(expected);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(paid ? 1 : 0);
    expect(await eventTypesOf(hub, bet)).toEqual([
      expected.status === 'unknown' ? 'CashoutUnknown' : 'CashoutDeclined',
    ]);

    // Asked again in every way there is, it is never sent again while it is not known.
    expect((await cashOut(hub, bet, { key: 'k' })).body).toEqual(answer.body);
    if (expected.status === 'unknown') {
      const other = await cashOut(hub, bet, { key: 'k2' });
      expect([other.status, other.body.code]).toEqual([409, 'cashout-in-progress']);
    }
    expect(await sentFor(hub, bet)).toHaveLength(sends);
  });

  it.each([
    ['timeout-before-effect', false],
    ['timeout-after-effect', true],
  ] as const)('Given a %s, then unknown after the deadline and never sent again', async (kind, paid) => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind, times: 1 });
    const answer = await cashOutPastDeadline(bet);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject(unknown);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(paid ? 1 : 0);
    expect((await cashOut(hub, bet)).body.code).toBe('cashout-in-progress');
    expect(await sentFor(hub, bet)).toHaveLength(1);
  });

  it('Given a slow answer within the deadline, then it counts', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'delay', delayMs: 7_000, times: 1 });
    const answer = cashOut(hub, bet);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    await hub.control('POST', '/clock', { advanceMs: 7_000 });
    expect((await answer).body.status).toBe('accepted');
  });

  it('Given a 401, then the token is renewed and the cashout sent once more', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'status', status: 401, times: 1 });
    expect((await cashOut(hub, bet)).body.status).toBe('accepted');
    expect(await sentFor(hub, bet)).toHaveLength(2);
    expect((await truthOf(hub, bet)).cashouts).toHaveLength(1);
  });

  it('Given a 401 again after renewing, then it is declined as never sent', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'status', status: 401, times: 2 });
    expect((await cashOut(hub, bet)).body).toMatchObject({ status: 'declined', decidedBy: 'hub' });
    expect(await sentFor(hub, bet)).toHaveLength(2);
  });

  it('Given an expired token, then quotes and cashouts go on as if nothing were', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.control('POST', '/clock', { advanceMs: 2 * 3_600_000 });
    const quoted = await hub.call('POST', '/v1/quotes', {
      body: { bets: [{ provider: 'gr8', betId: bet.betId, playerId: 'p1' }] },
    });
    expect(quoted.body.quotes[0].status).toBe('available');
    await hub.control('POST', '/clock', { advanceMs: 2 * 3_600_000 });
    expect((await cashOut(hub, bet)).body.status).toBe('accepted');
  });
});

describe('an outcome nobody knows', () => {
  it('Given an unknown for 15 minutes, then it is escalated once and stays unknown', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'status-after-effect', status: 500, times: 1 });
    await cashOut(hub, bet);
    await hub.control('POST', '/clock', { advanceMs: 14 * 60_000 });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown']);
    await hub.control('POST', '/clock', { advanceMs: 3 * 60_000 });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutUnresolved']);
    await hub.control('POST', '/clock', { advanceMs: 3_600_000 });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown', 'CashoutUnresolved']);
    expect((await hub.call('GET', bet.path)).body.cashouts).toMatchObject([{ status: 'unknown' }]);
    expect(await sentFor(hub, bet)).toHaveLength(1);
  });
});

describe('our own dependencies away', () => {
  it('Given the stream away, then the sweeper publishes', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.control('POST', '/outages', { target: 'stream', on: true });
    await cashOut(hub, bet);
    await hub.control('POST', '/clock', { advanceMs: 3 * 60_000 });
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutSettled']);
    await hub.control('POST', '/outages', { target: 'stream', on: false });
  });

  it('Given the table away, then 503 before anything is sent, and afterwards the same key works', async () => {
    const bet = await seedGr8Bet(hub);
    await hub.control('POST', '/outages', { target: 'table', on: true });
    const refused = await cashOut(hub, bet, { key: 'k' });
    expect([refused.status, refused.body.code]).toEqual([503, 'temporarily-unavailable']);
    expect(await sentFor(hub, bet)).toEqual([]);
    await hub.control('POST', '/outages', { target: 'table', on: false });
    expect((await cashOut(hub, bet, { key: 'k' })).body.status).toBe('accepted');
  });

  it('Given the table goes away while GR8 is asked, then the answer says pending and the sweeper makes it unknown', async () => {
    const bet = await seedGr8Bet(hub);
    await setFault(hub, { operation: 'cashout', kind: 'delay', delayMs: 1_000, times: 1 });
    const answer = cashOut(hub, bet);
    await expect.poll(async () => (await sentFor(hub, bet)).length).toBe(1);
    await hub.control('POST', '/outages', { target: 'table', on: true });
    await hub.control('POST', '/clock', { advanceMs: 30_000 });
    const { status, body } = await answer;
    expect([status, body.status]).toEqual([202, 'pending']);
    await hub.control('POST', '/outages', { target: 'table', on: false });
    await hub.control('POST', '/clock', { advanceMs: 120_000 });
    expect((await hub.call('GET', bet.path)).body.cashouts).toMatchObject([{ status: 'unknown' }]);
    expect(await eventTypesOf(hub, bet)).toEqual(['CashoutUnknown']);
  });
});
