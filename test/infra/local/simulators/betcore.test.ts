import { describe, expect, it } from 'vitest';
import { pageBody, payOutPath, runningBetcore, type SignedCall } from './running-betcore.ts';

const none = { balance: 1000, payOuts: [] };
const one = { balance: 1055.25, payOuts: [{ betId: '4178696881', winAmount: 55.25, winOdd: 11.05 }] };
const unpaid = (code: number) => ({ transactionId: null, balance: null, _responseCode: code });

describe('the simulated BETCORE', () => {
  it("Given the page's request, then its answer, and the money in the session", async () => {
    const simulator = await runningBetcore();
    const answer = await simulator.call();
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"transactionId":"1","balance":1055.25,"_responseCode":1}',
    ]);
    expect(await simulator.session()).toEqual(one);
    expect((await simulator.balance()).json()).toEqual({
      currency: 'EUR',
      balance: 1055.25,
      _responseCode: 1,
    });
  });

  it('Given a session nobody used, then it is there with 1000, and stays without pay-outs', async () => {
    const simulator = await runningBetcore();
    expect(await simulator.session('never%20used')).toEqual(none);
    expect((await simulator.balance('s9')).json()).toMatchObject({ balance: 1000 });
  });

  it('Given a bet that is paid, then 104 to whatever comes for it again, and nothing moves', async () => {
    const simulator = await runningBetcore();
    await simulator.call();
    const again: SignedCall[] = [
      {},
      { body: pageBody.replace('55.25', '60') },
      { path: '/v1/sessions/s2/bets/pay-out' },
    ];
    for (const call of again) {
      const answer = await simulator.call(call);
      expect([answer.status, answer.json()]).toEqual([200, unpaid(104)]);
    }
    expect(await simulator.session()).toEqual(one);
    expect(await simulator.session('s2')).toEqual(none);
  });

  it('Given several bets, then all are paid, exactly, and shown as they were written', async () => {
    const simulator = await runningBetcore();
    await simulator.call({ body: '{"betId":"a","winAmount":0.10}' });
    await simulator.call({ body: '{"betId":"b","winAmount":2e-1,"winOdd":null}' });
    await simulator.call({ body: '{"betId":"c","winAmount":0,"winOdd":1.500}' });
    const { text } = await simulator.control('GET', '/sessions/s1');
    expect(text).toBe(
      '{"balance":1000.3,"payOuts":[{"betId":"a","winAmount":0.10,"winOdd":null},' +
        '{"betId":"b","winAmount":2e-1,"winOdd":null},{"betId":"c","winAmount":0,"winOdd":1.500}]}',
    );
  });

  it.each([
    ['no JSON', '{', 400],
    ['a comma too many', '{"betId":"b","winAmount":1,}', 400],
    ['no bet', '{"winAmount":1}', 400],
    ['a text for an amount', '{"betId":"b","winAmount":"1"}', 400],
    ['less than nothing', '{"betId":"b","winAmount":-1}', 400],
    ['16 digits', '{"betId":"b","winAmount":12345678901234.56}', 400],
  ])('Given %s, then code 2 and no effect', async (_, body, status) => {
    const simulator = await runningBetcore();
    const answer = await simulator.call({ body });
    expect([answer.status, answer.json()]).toEqual([status, unpaid(2)]);
    expect(await simulator.session()).toEqual(none);
  });

  it('Given another media type, then 415 with code 2', async () => {
    const simulator = await runningBetcore();
    const answer = await simulator.call({ headers: { 'content-type': 'text/plain' } });
    expect([answer.status, answer.json()]).toEqual([415, unpaid(2)]);
  });

  it('Given a path it does not have, then it says which it has', async () => {
    const simulator = await runningBetcore();
    const answer = await simulator.call({ path: '/v1/sessions/s1/bets' });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('POST /v1/sessions/{sessionId}/bets/pay-out');
    const control = await simulator.control('GET', '/session/s1');
    expect(control.status).toBe(404);
    expect(control.text).toContain('GET /sessions/{sessionId}');
  });

  it('Given somebody seeds a bet, then it says that it holds none', async () => {
    const simulator = await runningBetcore();
    const bet = { betId: 'b1', stake: '5', currency: 'EUR', cashoutValue: '4' };
    const answer = await simulator.control('POST', '/bets', bet);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('it pays bets of others');
  });
});

describe('who is let in', () => {
  it('Given it is started twice, then each time with another secret', async () => {
    const [first, second] = [await runningBetcore(), await runningBetcore()];
    expect(first.betcore.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(second.betcore.secret).not.toBe(first.betcore.secret);
    expect((await first.call({ secret: second.betcore.secret })).status).toBe(401);
  });

  it.each<[string, SignedCall | ((now: number) => SignedCall)]>([
    ['no signature', { headers: { 'X-Sign': '' } }],
    ['another signature', { headers: { 'X-Sign': 'a'.repeat(64) } }],
    ['another time than was signed', (now) => ({ headers: { 'X-Timestamp': String(now + 1) } })],
    ['another request id than was signed', { headers: { 'X-Request-Id': 'a'.repeat(32) } }],
    ['another counterparty', { counterpartyId: 'somebody-else' }],
    ['a time long ago', (now) => ({ timestamp: String(now - 300_001) })],
    ['a time to come', (now) => ({ timestamp: String(now + 300_001) })],
    ['no request id', { requestId: '' }],
  ])('Given %s, then 401 with code 8, no effect, and no fault used up', async (_, given) => {
    const simulator = await runningBetcore();
    await simulator.fault({ kind: 'status', status: 503 });
    const call = typeof given === 'function' ? given(simulator.clock.now()) : given;
    const answer = await simulator.call(call);
    expect([answer.status, answer.json()]).toEqual([401, unpaid(8)]);
    expect(await simulator.session()).toEqual(none);
    expect((await simulator.call()).status).toBe(503);
  });

  it('Given the same request twice, then the second is refused for a day', async () => {
    const simulator = await runningBetcore();
    const requestId = '5a0679b6e5fa48f6892c777b0fa92392';
    expect((await simulator.call({ requestId })).status).toBe(200);
    const other = { requestId, body: '{"betId":"b","winAmount":1}' };
    expect((await simulator.call(other)).status).toBe(401);
    await simulator.clock.advance(24 * 3_600_000 - 1);
    expect((await simulator.call(other)).status).toBe(401);
    await simulator.clock.advance(1);
    expect((await simulator.call(other)).status).toBe(200);
  });

  it('Given a balance is asked for, then it is signed without a body', async () => {
    const simulator = await runningBetcore();
    expect((await simulator.balance()).status).toBe(200);
    const path = '/v1/sessions/s1/balance';
    expect((await simulator.call({ method: 'GET', path, body: '{}' })).status).toBe(401);
  });
});

describe('faults of a pay-out', () => {
  it.each([
    ['reject', 200, { kind: 'reject' }, JSON.stringify(unpaid(2)), none],
    ['status', 503, { kind: 'status', status: 503 }, '', none],
    ['status-after-effect', 502, { kind: 'status-after-effect', status: 502 }, '', one],
    [
      "malformed, with the page's own comma",
      200,
      { kind: 'malformed', body: '{"transactionId":"389","balance":1588.5,"_responseCode":1,}' },
      '{"transactionId":"389","balance":1588.5,"_responseCode":1,}',
      one,
    ],
    ['malformed', 200, { kind: 'malformed' }, '{"betId":"', one],
    [
      'a code of its own',
      500,
      { kind: 'status', status: 500, body: { _responseCode: 99 } },
      '{"_responseCode":99}',
      none,
    ],
  ])('Given %s, then %i and its effect', async (_, status, fault, text, after) => {
    const simulator = await runningBetcore();
    await simulator.fault(fault);
    expect(await simulator.call()).toMatchObject({ status, text });
    expect(await simulator.session()).toEqual(after);
  });

  it.each([
    ['timeout-before-effect', none],
    ['timeout-after-effect', one],
  ])('Given %s, then no answer', async (kind, after) => {
    const simulator = await runningBetcore();
    await simulator.fault({ kind });
    const patience = new AbortController();
    const answer = simulator.call({ signal: patience.signal });
    await simulator.received(1);
    expect(await simulator.session()).toEqual(after);
    patience.abort();
    await expect(answer).rejects.toThrow();
  });

  it('Given a delay, then the answer once it is over', async () => {
    const simulator = await runningBetcore();
    await simulator.fault({ kind: 'delay', delayMs: 5_000 });
    const answer = simulator.call();
    await simulator.received(1);
    await simulator.clock.advance(4_999);
    expect(await simulator.session()).toEqual(none);
    await simulator.clock.advance(1);
    expect((await answer).status).toBe(200);
  });
});

describe("the hub's client and the simulator", () => {
  it('Given an attempt, then it is paid; given another, then it was paid before', async () => {
    const simulator = await runningBetcore();
    expect(await simulator.pay()).toEqual({ outcome: 'paid', transactionId: '1', balance: '1055.25' });
    expect(await simulator.pay()).toMatchObject({ outcome: 'repeated' });
    expect(await simulator.session()).toEqual(one);
    const { requests } = (await simulator.control('GET', '/requests')).json() as {
      requests: { method: string; path: string; body: string; headers: Record<string, string> }[];
    };
    expect(requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', payOutPath, pageBody],
      ['POST', payOutPath, pageBody],
    ]);
    expect(new Set(requests.map(({ headers }) => headers['x-request-id'])).size).toBe(2);
  });

  it.each([
    ['status-after-effect', { status: 500 }, 'undetermined', 'repeated'],
    ['malformed', {}, 'undetermined', 'repeated'],
    [
      'malformed',
      { body: '{"transactionId":"389","balance":1588.5,"_responseCode":1,}' },
      'paid',
      'repeated',
    ],
    ['status', { status: 500 }, 'undetermined', 'paid'],
    ['status', { status: 401, body: { _responseCode: 8 } }, 'rejected', 'paid'],
    ['reject', {}, 'rejected', 'paid'],
  ])('Given %s %j, then %s, and repeated %s', async (kind, more, first, second) => {
    const simulator = await runningBetcore();
    await simulator.fault({ kind, ...more });
    expect((await simulator.pay()).outcome).toBe(first);
    expect((await simulator.pay()).outcome).toBe(second);
    expect(await simulator.session()).toEqual(one);
  });

  it('Given the secret is changed, then it is refused', async () => {
    const simulator = await runningBetcore();
    await simulator.clock.advance(1);
    const answer = await simulator.call({ secret: 'other' });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(simulator.betcore.secret);
  });
});
