import { describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { betId, runningDatabet, secret } from './running-databet.ts';

const accepted = {
  request_id: '550e8400-e29b-41d4-a716-446655440000',
  bet_id: betId,
  cash_out_order_id: '129965e5-4279-4a85-a454-89f58192799d',
  amount: '5',
  refund_amount: '5.5',
};
const base = `/webhooks/databet/${secret}`;

describe('a callback sent by hand', () => {
  it("Given the page's sample, then it goes over the wire as DATA.BET sends it", async () => {
    const databet = await runningDatabet();
    const foreignParams = { some_token: 'some_token_value', internal_player_id: '123' };
    const answer = await databet.callback({ callback: 'accepted', body: accepted, foreignParams });
    expect([answer.status, answer.json()]).toEqual([200, [{ status: 204, body: '' }]]);
    const [received] = databet.received;
    expect(received?.path).toBe(`${base}/bet/cash-out-orders/accepted`);
    expect(received?.body).toBe(JSON.stringify(accepted));
    const header = '{   "some_token": "some_token_value",   "internal_player_id": "123" }';
    expect(received?.rawHeaders).toEqual([
      ...['accept', '*/*', 'foreign-params', header, 'content-type', 'application/json'],
      ...['content-length', String(received?.body.length)],
      ...['Host', expect.any(String), 'Connection', 'close'],
    ]);
  });

  it('Given a heartbeat, then an empty body', async () => {
    const databet = await runningDatabet();
    await databet.callback({ callback: 'heartbeat' });
    expect(databet.received).toMatchObject([{ path: `${base}/heartbeat`, body: '' }]);
  });

  it.each([
    ['of wrong types', { amount: 5 }, '{"amount":5}'],
    ['that is no JSON', '{"amount": 5.50', '{"amount": 5.50'],
    ['that is no object', ['x'], '["x"]'],
    ['that is null', null, 'null'],
    ['left out', undefined, ''],
  ])('Given a body %s, then it is sent as given, once, whatever comes back', async (_, body, sent) => {
    const databet = await runningDatabet();
    databet.answerNext(400);
    const answer = await databet.callback({ callback: 'declined', body });
    expect(answer.json()).toEqual([{ status: 400, body: 'answered 400' }]);
    await databet.clock.advance(3_600_000);
    expect(databet.received).toMatchObject([{ path: `${base}/bet/cash-out-orders/declined`, body: sent }]);
  });

  it.each([
    ['none', undefined, undefined],
    ['null', null, undefined],
    ['a text', 'no JSON {', 'no JSON {'],
    ['no members', {}, '{    }'],
    ['letters no header can carry', { name: 'Łö\n' }, '{   "name": "\\u0141\\u00f6\\n" }'],
  ])('Given as foreignParams %s, then that is what the header says', async (_, foreignParams, header) => {
    const databet = await runningDatabet();
    await databet.callback({ callback: 'heartbeat', foreignParams });
    const headers = databet.received[0]?.rawHeaders ?? [];
    const at = headers.indexOf('foreign-params');
    expect(at === -1 ? undefined : headers[at + 1]).toBe(header);
  });

  it('Given five copies, then all are under way at once, and each has its answer', async () => {
    const databet = await runningDatabet();
    const all = Promise.withResolvers<number>();
    databet.answerNext(all.promise, all.promise, all.promise, all.promise, 500);
    const answer = databet.callback({ callback: 'accepted', body: accepted, copies: 5 });
    await databet.hasReceived(5);
    all.resolve(204);
    const statuses = ((await answer).json() as { status: number }[]).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 204, 204, 204, 500]);
  });

  it('Given delayMs, then it is decided at once and leaves when they are over', async () => {
    const databet = await runningDatabet();
    await databet.seed();
    const answer = databet.callback({ callback: 'accepted', body: accepted, delayMs: 5_000 });
    await eventually('the decision', async () => (await databet.truth()).cashouts.length === 1);
    await databet.clock.advance(4_999);
    expect(databet.received).toEqual([]);
    await databet.clock.advance(1);
    expect((await answer).json()).toEqual([{ status: 204, body: '' }]);
    expect(databet.received).toMatchObject([{ at: 5_000 }]);
  });

  it('Given nobody answers there, then it says so in place of a status', async () => {
    const databet = await runningDatabet();
    await databet.control('PUT', '/target', { webhookUrl: 'http://127.0.0.1:1/x' });
    const answer = await databet.callback({ callback: 'heartbeat' });
    expect(answer.json()).toEqual([
      { status: null, body: null, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it.each([
    ['drop', [{ status: null, body: null, error: 'its answer was lost, as ordered' }]],
    [
      'duplicate',
      [
        { status: 204, body: '' },
        { status: 204, body: '' },
      ],
    ],
  ])('Given the fault %s, then it happens to it', async (kind, answers) => {
    const databet = await runningDatabet();
    await databet.fault({ operation: 'heartbeat', kind });
    expect((await databet.callback({ callback: 'heartbeat' })).json()).toEqual(answers);
    expect(databet.received).toHaveLength(answers.length);
  });

  it.each([
    [{ callback: 'settled' }, 'callback must be one of accepted, declined, heartbeat'],
    [{ callback: 'heartbeat', copies: 0 }, 'copies must be at least 1'],
    [{ callback: 'heartbeat', copies: 501 }, 'copies must be at most 500'],
    [{ callback: 'heartbeat', foreignParams: 'a\nb' }, 'foreignParams must be'],
    [{ callback: 'heartbeat', delayMs: -1 }, 'delayMs must not be negative'],
    [{ callback: 'heartbeat', retries: 1 }, "unknown: 'retries'"],
  ])('Given %j, then 400 says what is wrong', async (body, words) => {
    const databet = await runningDatabet();
    const answer = await databet.callback(body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(words)]);
    expect(databet.received).toEqual([]);
  });
});

describe('as long as nobody has said where to call', () => {
  it.each([
    ['/callbacks', { callback: 'heartbeat' }],
    [`/bets/${betId}/cash-outs`, {}],
    [`/bets/${betId}/cash-outs/o1/decline`, {}],
  ])('Given POST %s, then 409 says what to do, and nothing is decided', async (path, body) => {
    const databet = await runningDatabet({ targeted: false });
    await databet.seed();
    const answer = await databet.control('POST', path, body);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('PUT /_local/simulators/databet/target');
    expect(await databet.truth()).toMatchObject({ cashouts: [], balance: { available: '900', held: '100' } });
  });
});

describe('where to call', () => {
  it.each([
    'nowhere',
    'ftp://127.0.0.1/x',
    'http://u:p@127.0.0.1/x',
    'http://127.0.0.1/x?y=1',
    'http://a/#b',
  ])('Given %s, then 400', async (webhookUrl) => {
    const databet = await runningDatabet({ targeted: false });
    expect((await databet.control('PUT', '/target', { webhookUrl })).status).toBe(400);
    expect((await databet.callback({ callback: 'heartbeat' })).status).toBe(409);
  });

  it('Given one was told, then unlessTold keeps it and a plain telling does not', async () => {
    const databet = await runningDatabet();
    const tell = (body: object) => databet.control('PUT', '/target', body);
    const kept = await tell({ webhookUrl: 'http://127.0.0.1:1/other', unlessTold: true });
    expect(kept.json()).toEqual({ webhookUrl: expect.stringMatching(/\/webhooks\/databet\/a-se…$/) });
    await databet.callback({ callback: 'heartbeat' });
    expect(databet.received).toHaveLength(1);
    await tell({ webhookUrl: 'http://127.0.0.1:1/other/' });
    await databet.callback({ callback: 'heartbeat' });
    expect(databet.received).toHaveLength(1);
  });
});

describe('the record of what was sent', () => {
  it('Given callbacks of both kinds, then what was sent and what was answered, without the secret', async () => {
    const databet = await runningDatabet();
    await databet.seed({ playerId: 'p1' });
    databet.answerNext(204, 500, 'reset', 'silence');
    await databet.callback({ callback: 'accepted', body: accepted });
    await databet.callback({ callback: 'heartbeat' });
    await databet.callback({ callback: 'heartbeat' });
    const silent = databet.callback({ callback: 'heartbeat' });
    await databet.hasReceived(4);
    const path = '/webhooks/databet/a-se…';
    const headers = { accept: '*/*', 'content-type': 'application/json' };
    const heartbeat = { method: 'POST', path: `${path}/heartbeat`, headers, body: '' };
    expect(await databet.requests()).toEqual([
      {
        method: 'POST',
        path: `${path}/bet/cash-out-orders/accepted`,
        headers,
        body: JSON.stringify(accepted),
        answer: { status: 204, body: '' },
      },
      { ...heartbeat, answer: { status: 500, body: 'answered 500' } },
      { ...heartbeat, answer: { error: 'socket hang up' } },
      heartbeat,
    ]);
    await databet.clock.advance(10_000);
    await silent;
    expect((await databet.requests()).at(-1)).toMatchObject({
      answer: { error: 'not done within 10000 ms' },
    });
  });

  it.each([
    ['/webhooks/databet/', 'short-secret', '…'],
    ['/', 'an-even-longer-secret-than-before', 'an-e…'],
  ])(
    'Given a server of %s%s whose answer repeats its URL, then neither shows it',
    async (prefix, own, shown) => {
      const databet = await runningDatabet();
      const { port } = new URL(databet.url);
      // A server that answers with the path it was called at: the simulators themselves.
      const webhookUrl = `http://127.0.0.1:${port}${prefix}${own}`;
      expect((await databet.control('PUT', '/target', { webhookUrl })).text).not.toContain(own);
      await databet.callback({ callback: 'heartbeat' });
      const [recorded] = await databet.requests();
      expect(recorded.path).toBe(`${prefix}${shown}/heartbeat`);
      expect(recorded.answer.status).toBe(404);
      if (own.length >= 16) expect(JSON.stringify(recorded)).not.toContain(own);
    },
  );
});
