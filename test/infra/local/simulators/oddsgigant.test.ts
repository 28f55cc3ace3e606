import { describe, expect, it } from 'vitest';
import { sampleTicket } from '../../../e2e/support/oddsgigant.ts';
import { eventually } from '../eventually.ts';
import { type Call, type Reply, request, runningSimulators } from './running-simulators.ts';

const reference = { referenceID: 'slip 7' };

async function runningOddsgigant() {
  const { url, clock, providers } = await runningSimulators();
  const { baseUrl, licenceKey } = providers.oddsgigant;
  const envelope = { unixTimestamp: 1_719_826_277, auth: licenceKey, ...reference };
  const post = (body: unknown, call: Call = {}): Promise<Reply> =>
    request(`${baseUrl}/ApiR1/cashout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...call,
    });
  const control = (method: string, path: string, body?: object): Promise<Reply> =>
    request(`${url}/_local/simulators/oddsgigant${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    clock,
    licenceKey,
    post,
    price: (given: object = {}) => post({ ...envelope, ...sampleTicket, ...given }),
    control,
    received: (count: number) =>
      eventually(`${count} calls of the provider`, async () => {
        const { requests } = (await control('GET', '/requests')).json() as { requests: unknown[] };
        return requests.length >= count;
      }),
  };
}

const yes = { success: true, ...reference, cashout: 4.2, reason: null };
const no = (reason: string) => ({ success: false, ...reference, cashout: 0, reason });

describe('the simulated OddsGigant', () => {
  it("Given the page's example with the right key, then its price", async () => {
    const simulator = await runningOddsgigant();
    const answer = await simulator.price();
    expect([answer.status, answer.json()]).toEqual([200, yes]);
  });

  it('Given it is started twice, then each time with another key', async () => {
    const [one, other] = [await runningOddsgigant(), await runningOddsgigant()];
    expect(one.licenceKey).toMatch(/^[0-9a-f]{32}$/);
    expect(other.licenceKey).not.toBe(one.licenceKey);
    expect((await one.price({ auth: other.licenceKey })).status).toBe(401);
  });

  it.each([[undefined], [''], ['a1b2c3d4e5f6'], [7]])(
    'Given the key %j, then 401, and no fault is used up',
    async (auth) => {
      const simulator = await runningOddsgigant();
      await simulator.control('POST', '/faults', {
        operation: 'calculate',
        kind: 'status',
        status: 503,
        times: 1,
      });
      const answer = await simulator.price({ auth });
      expect([answer.status, answer.json()]).toEqual([401, no('unauthorized')]);
      expect((await simulator.price()).status).toBe(503);
    },
  );

  it('Given a lost tip, then 0 and why; given a fault, then 400 and where', async () => {
    const simulator = await runningOddsgigant();
    const [first, second] = sampleTicket.caBets;
    const lost = await simulator.price({ caBets: [{ ...first, gamestate: 2 }, second] });
    expect([lost.status, lost.json()]).toEqual([200, no('tip-lost')]);
    const invalid = await simulator.price({ stake: -1 });
    expect([invalid.status, invalid.json()]).toMatchObject([400, { errors: [{ path: 'stake' }] }]);
    expect((await simulator.post('{')).status).toBe(400);
    expect((await simulator.post('{}', { headers: { 'content-type': 'text/plain' } })).status).toBe(401);
  });

  it.each([
    [{ kind: 'reject' }, 200, JSON.stringify(no('market-suspended'))],
    [{ kind: 'status', status: 500, body: 'down' }, 500, 'down'],
    [{ kind: 'status-after-effect', status: 502 }, 502, ''],
    [{ kind: 'malformed' }, 200, '{"betId":"'],
  ])('Given the fault %j, then %i', async (fault, status, text) => {
    const simulator = await runningOddsgigant();
    await simulator.control('POST', '/faults', { operation: 'calculate', times: 1, ...fault });
    expect(await simulator.price()).toMatchObject({ status, text });
    expect((await simulator.price()).json()).toEqual(yes);
  });

  it('Given a delay, then the price once it is over', async () => {
    const simulator = await runningOddsgigant();
    await simulator.control('POST', '/faults', { operation: 'calculate', kind: 'delay', delayMs: 5_000 });
    let answered = false;
    const answer = simulator.price().finally(() => {
      answered = true;
    });
    await simulator.received(1);
    await simulator.clock.advance(4_999);
    expect(answered).toBe(false);
    await simulator.clock.advance(1);
    expect((await answer).json()).toEqual(yes);
  });

  it.each(['timeout-before-effect', 'timeout-after-effect'])('Given %s, then no answer', async (kind) => {
    const simulator = await runningOddsgigant();
    await simulator.control('POST', '/faults', { operation: 'calculate', kind, times: 1 });
    const patience = new AbortController();
    const answer = simulator.post('{"auth":"x"}', { signal: patience.signal });
    expect((await answer).status).toBe(401);
    const waiting = simulator.post(JSON.stringify({ auth: simulator.licenceKey }), {
      signal: patience.signal,
    });
    await simulator.received(2);
    patience.abort();
    await expect(waiting).rejects.toThrow();
  });

  it('Given somebody seeds a bet, then it says that it holds none', async () => {
    const simulator = await runningOddsgigant();
    const bet = { betId: 'b1', stake: '5', currency: 'EUR', cashoutValue: '4' };
    for (const answer of [
      await simulator.control('POST', '/bets', bet),
      await simulator.control('GET', '/bets/b1'),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('it holds no bets and prices the ticket in each request');
    }
  });
});
