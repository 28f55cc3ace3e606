import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Hub, startHub } from './support/hub.ts';
import { oddsgigantFault, oddsgigantRequests, sampleTicket, ticketWorth } from './support/oddsgigant.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());
afterEach(() => hub.control('DELETE', '/simulators/oddsgigant/faults'));

const calculate = (body: unknown) => hub.call('POST', '/v1/cashout-calculations', { body });

/** One open tip: what was bet at `odd` and now stands at `now`. */
function single(stake: number, odd: number, now: number, caWithdrawal: number) {
  const caBets = [{ matchid: 'm', odd, oddcurrent: now, gamestate: 1, islocked: false }];
  return { stake, totalOdd: odd, totalGain: stake * odd, caSettings: { caWithdrawal }, caBets };
}

const [firstTip, secondTip] = sampleTicket.caBets;
const withTip = (given: object) => ({ ...sampleTicket, caBets: [{ ...firstTip, ...given }, secondTip] });
const withSettings = (given: object) => ({
  ...sampleTicket,
  caSettings: { ...sampleTicket.caSettings, ...given },
});

describe('POST /v1/cashout-calculations', () => {
  it("Given the page's example, then its price, exact and with what became of it", async () => {
    const { status, body } = await calculate(sampleTicket);
    expect([status, body]).toEqual([
      200,
      {
        value: '4.20',
        fair: '4.674329',
        deductions: { withdrawal: '0.467432', tax: '0.00' },
        available: true,
        reason: null,
        engine: 'built-in',
      },
    ]);
    expect((await calculate({ ...sampleTicket, engine: 'built-in' })).body).toEqual(body);
  });

  it.each([
    [10, 3.0, 2.0, 0, '15.00'],
    [10, 3.0, 2.0, 10, '13.50'],
    [100, 3.0, 2.5, 0, '120.00'],
    [100, 3.0, 2.5, 10, '108.00'],
    [100, 2.5, 1.2, 0, '208.33'],
    [10, 4.0, 2.0, 0, '20.00'],
    [100, 2.0, 4.0, 0, '50.00'],
    [100, 2.0, 4.0, 5, '47.50'],
  ])('Given %d at %d, now %d, less %d %%, then the published %s', async (stake, odd, now, percent, value) => {
    expect((await calculate(single(stake, odd, now, percent))).body).toMatchObject({
      value,
      available: true,
    });
  });

  it('Given a tax, then it comes off last, and both deductions are told', async () => {
    const { body } = await calculate({
      ...single(100, 3, 2.5, 10),
      caSettings: { caWithdrawal: 10, taxRate: 5 },
    });
    expect(body).toMatchObject({
      value: '102.60',
      fair: '120.00',
      deductions: { withdrawal: '12.00', tax: '5.40' },
    });
  });

  it.each([
    ['a lost tip', withTip({ gamestate: 2 }), 'tip-lost', 'never'],
    ['a locked tip', withTip({ islocked: true }), 'tip-locked', 'later'],
    ['too many tips', withSettings({ maxTipCount: 1 }), 'too-many-tips', 'never'],
    ['too many open tips', withSettings({ maxOpenTip: 1 }), 'too-many-tips', 'never'],
    ['an odd too high', withSettings({ inplayMaxOddPerTip: 1.4 }), 'odds-too-high', 'later'],
    ['a price below the limit', withSettings({ minCaValue: 4.21 }), 'amount-out-of-limits', 'later'],
    ['a price above the limit', withSettings({ maxCaValue: 4.2 }), 'amount-out-of-limits', 'later'],
  ])('Given %s, then a result worth nothing that says why', async (_, ticket, code, retryable) => {
    const { status, body } = await calculate(ticket);
    expect(status).toBe(200);
    expect(body).toMatchObject({ value: '0.00', available: false, reason: { code, retryable } });
    expect(body.reason.message).toMatch(/\w/);
  });

  it('Given decimal strings and other spellings, then the same price', async () => {
    const { stake, totalOdd, totalGain, caBets } = sampleTicket;
    const body = { STAKE: String(stake), TotalOdd: `${totalOdd}`, totalgain: totalGain, CABETS: caBets };
    expect((await calculate(body)).body.value).toBe('4.20');
  });

  it('Given faults, then a 400 with the place of each', async () => {
    const faulty = { ...withTip({ odd: 1, gamestate: 9 }), stake: 0, engine: 'best' };
    const { status, body } = await calculate(faulty);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(body.errors).toEqual([
      { path: 'stake', message: 'must be more than 0 and at most 999999999999999' },
      { path: 'caBets[0].gamestate', message: 'must be 1, 2, 3 or 4' },
      { path: 'engine', message: 'must be one of "built-in", "remote"' },
    ]);
  });

  it.each([
    [
      'a number of 16 digits',
      JSON.stringify(sampleTicket).replace('"stake":5', '"stake":5.000000000000001'),
      'stake',
    ],
    ['an engine nobody knows', JSON.stringify({ ...sampleTicket, engine: 'best' }), 'engine'],
    ['no object', '[]', ''],
    ['101 tips', JSON.stringify({ ...sampleTicket, caBets: Array(101).fill(firstTip) }), 'caBets'],
  ])('Given %s, then a 400 that says where', async (_, text, path) => {
    const { status, body } = await hub.call('POST', '/v1/cashout-calculations', { text });
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });

  it('Given no token, or one that may not read, then the gateway refuses', async () => {
    const options = { body: sampleTicket };
    expect((await hub.call('POST', '/v1/cashout-calculations', { ...options, token: null })).status).toBe(
      401,
    );
    const { body } = await hub.control('POST', '/tokens', { scopes: ['cashout:write'] });
    expect(
      (await hub.call('POST', '/v1/cashout-calculations', { ...options, token: body.token })).status,
    ).toBe(403);
  });
});

describe('the remote engine', () => {
  const remotely = (ticket: object) => calculate({ ...ticket, engine: 'remote' });

  it('Given it is asked for, then OddsGigant prices the ticket, sent as its page writes it', async () => {
    const { status, body } = await remotely(sampleTicket);
    expect([status, body]).toEqual([
      200,
      { value: '4.20', fair: null, deductions: null, available: true, reason: null, engine: 'remote' },
    ]);
    const { providers } = (await hub.control('GET', '/info')).body;
    expect((await oddsgigantRequests(hub)).at(-1)).toEqual({
      ...sampleTicket,
      unixTimestamp: expect.any(Number),
      auth: providers.oddsgigant.licenceKey,
      referenceID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('Given any ticket, then both engines say the same', async () => {
    for (const ticket of [single(100, 2.5, 1.2, 0), ticketWorth(33.33), withTip({ gamestate: 2 })]) {
      const [here, there] = [await calculate(ticket), await remotely(ticket)];
      expect([there.body.value, there.body.reason]).toEqual([here.body.value, here.body.reason]);
    }
  });

  it.each([
    [{ kind: 'reject' }, 'market-suspended'],
    [{ kind: 'status', status: 429 }, 'provider-throttled'],
    [{ kind: 'status', status: 401 }, 'provider-error'],
    [{ kind: 'status', status: 400 }, 'provider-rejected'],
    [{ kind: 'status', status: 200, body: {} }, 'provider-error'],
    [{ kind: 'malformed' }, 'provider-error'],
  ])('Given OddsGigant answers %j, then a result that says so, asked once', async (fault, code) => {
    const before = (await oddsgigantRequests(hub)).length;
    await oddsgigantFault(hub, { times: 1, ...fault });
    const { status, body } = await remotely(sampleTicket);
    expect([status, body.value, body.available, body.reason.code]).toEqual([200, '0.00', false, code]);
    expect(await oddsgigantRequests(hub)).toHaveLength(before + 1);
  });

  it.each([
    [{ kind: 'status', status: 500, times: 2 }, '4.20', 3],
    [{ kind: 'status-after-effect', status: 502, times: 1 }, '4.20', 2],
    [{ kind: 'status', status: 503, times: 9 }, '0.00', 3],
  ])('Given it stumbles with %j, then it is asked again, at most twice', async (fault, value, calls) => {
    const before = (await oddsgigantRequests(hub)).length;
    await oddsgigantFault(hub, fault);
    const asked = remotely(sampleTicket);
    const answer = await advancingUntil(asked);
    expect(answer.body.value).toBe(value);
    expect(await oddsgigantRequests(hub)).toHaveLength(before + calls);
  });

  it.each(['timeout-before-effect', 'timeout-after-effect'])('Given %s, then a second try', async (kind) => {
    await oddsgigantFault(hub, { kind, times: 1 });
    expect((await advancingUntil(remotely(sampleTicket))).body.value).toBe('4.20');
  });

  it('Given other shapes of answers, then their price is found', async () => {
    for (const body of [4.2, '4.20', { cashout: 4.2 }, { CaValue: '4.2' }, { success: true, amount: 4.2 }]) {
      await oddsgigantFault(hub, { kind: 'status', status: 200, times: 1, body: wrapped(body) });
      expect((await remotely(sampleTicket)).body.value, JSON.stringify(body)).toBe('4.20');
    }
  });
});

/** The frame sends texts as they are: a JSON text needs its quotes. */
function wrapped(body: unknown): unknown {
  return typeof body === 'string' ? JSON.stringify(body) : body;
}

/** Moves the hub's clock while somebody waits on it. */
async function advancingUntil<Result>(waiting: Promise<Result>): Promise<Result> {
  let done = false;
  const over = waiting.finally(() => {
    done = true;
  });
  while (!done) await hub.control('POST', '/clock', { advanceMs: 200 });
  return over;
}
