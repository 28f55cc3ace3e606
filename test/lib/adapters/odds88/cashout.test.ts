import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, socketOf } from '../http/local-server.ts';
import { aHub, amount, aRequest, json, place, short, start } from './odds88-hub.ts';

/** The 200 of the page, in camel case. */
const said = (success: unknown, payload: string, reason = 'null') =>
  json(200, `{"success":${success},"reason":${reason},"payload":${payload}}`);
const accepted = (localAmount: string, id = 'id1') =>
  said(true, `{"betId":"${id}","localAmount":${localAmount}}`);
/** The sample of a rejection, in Pascal case. */
const rejected = (reason: string) =>
  json(200, `{"Success":false,"Reason":"${reason}","Payload":{"LocalAmount":9000,"BetId":"id1"}}`);
const raw =
  (write: string): Answer =>
  (_, response) =>
    void socketOf(response).end(write);

describe('placing a cashout', () => {
  it('Given a full cashout, When it is placed, Then it is posted once, exactly so', async () => {
    const { hub, outcome } = await place({});
    expect(outcome).toEqual({ outcome: 'accepted', amount: { value: '90', currency: 'EUR' } });
    expect(hub.seen('cashout')).toHaveLength(1);
    expect(hub.seen('cashout')).toMatchObject([
      {
        method: 'POST',
        path: '/api/Cashout',
        body: '{"betId":"id1","priceChange":2,"amount":{"localAmount":9000,"precision":2,"currency":"EUR"}}',
        headers: {
          authorization: expect.stringMatching(/^Bearer s3cret-\d+$/),
          'content-type': 'application/json',
          connection: 'close',
        },
      },
    ]);
  });

  it('Given 90 sent and 85 the latest, When any change is taken, Then 85 is paid', async () => {
    const { outcome } = await place({ cashout: [accepted('8500')] }, { priceChange: 'any' });
    expect(outcome).toEqual({ outcome: 'accepted', amount: { value: '85', currency: 'EUR' } });
  });

  it('Given 90 sent and 85 the latest, When no change is taken, Then it is declined', async () => {
    const { hub, outcome } = await place(
      { cashout: [rejected('Cashout amount has changed')] },
      { priceChange: 'none' },
    );
    expect(outcome).toEqual({
      outcome: 'declined',
      reason: {
        code: 'price-changed',
        provider: { code: null, message: 'Cashout amount has changed', restrictions: [] },
      },
    });
    expect(JSON.parse(hub.seen('cashout')[0]?.body ?? '')).toMatchObject({ priceChange: 1 });
  });

  it('Given a configured precision, When the answer has none, Then it is read with that of the request', async () => {
    const hub = await aHub({ cashout: [accepted('40001')] }, { precisions: { USD: 4 } });
    const outcome = await hub.cashouts.place(aRequest({ amount: amount('4', 'USD') }));
    expect(outcome).toEqual({ outcome: 'accepted', amount: { value: '4.0001', currency: 'USD' } });
    expect(hub.seen('cashout')[0]?.body).toContain('"localAmount":40000,"precision":4');
  });

  it('Given several cashouts, Then each has a connection of its own, and all have one login', async () => {
    const { hub } = await place({});
    for (const _ of [1, 2, 3]) await hub.cashouts.place(aRequest());
    expect(hub.server.sockets).toHaveLength(5);
    expect(hub.seen('login')).toHaveLength(1);
  });
});

describe('an answer', () => {
  it.each<[string, Answer, string]>([
    ['success', accepted('9000'), 'accepted 90'],
    ['success of another amount', accepted('8512'), 'accepted 85.12'],
    [
      'success in Pascal case',
      json(200, '{"Success":true,"Reason":null,"Payload":{"BetId":"id1","LocalAmount":9000}}'),
      'accepted 90',
    ],
    ['success with a reason', said(true, '{"betId":"id1","localAmount":9000}', '"fine"'), 'accepted 90'],
    [
      'success with members nobody knows',
      json(200, '{"success":true,"payload":{"betId":"id1","localAmount":9000,"x":[1]},"y":{}}'),
      'accepted 90',
    ],
    ['success without a payload', json(200, '{"success":true,"reason":null}'), 'unclear'],
    ['success with null for a payload', said(true, 'null'), 'unclear'],
    ['success with an empty payload', said(true, '{}'), 'unclear'],
    ['success without an amount', said(true, '{"betId":"id1"}'), 'unclear'],
    ['success with null', accepted('null'), 'unclear'],
    ['success with zero', accepted('0'), 'unclear'],
    ['success with a negative amount', accepted('-9000'), 'unclear'],
    ['success with a fraction', accepted('9000.5'), 'unclear'],
    ['success past 15 digits', accepted('1000000000000001'), 'unclear'],
    ['success with words for an amount', accepted('"all"'), 'unclear'],
    ['success of another bet', accepted('9000', 'id2'), 'unclear'],
    ['success of no bet', said(true, '{"localAmount":9000}'), 'unclear'],
    ['a success in words', said('"true"', '{"betId":"id1","localAmount":9000}'), 'unclear'],
    ['a rejection', rejected('Rejected by risk management'), 'declined provider-rejected'],
    ['a rejection of the bet', rejected('Bet not found'), 'declined bet-not-found'],
    ['a rejection of the market', rejected('Market SUSPENDED'), 'declined market-suspended'],
    [
      'a rejection in camel case',
      said(false, '{"betId":"id1","localAmount":9000}', '"no"'),
      'declined provider-rejected',
    ],
    ['a rejection without a reason', said(false, 'null'), 'declined provider-rejected'],
    ['a rejection and nothing else', json(200, '{"success":false}'), 'declined provider-rejected'],
    ['a rejection with a payload of any kind', said(false, '[1]', '{"a":1}'), 'declined provider-rejected'],
    ['a rejection of another bet', said(false, '{"betId":"id2","localAmount":9000}'), 'unclear'],
    ['no word of success', json(200, '{"reason":"no","payload":null}'), 'unclear'],
    ['a list', json(200, '[{"success":false}]'), 'unclear'],
    ['no JSON', json(200, '<html>success</html>'), 'unclear'],
    ['nothing', json(200, ''), 'unclear'],
    ['a rejection with 201', json(201, '{"success":false}'), 'unclear'],
    ['204', json(204, ''), 'unclear'],
    ['a redirect', json(302, ''), 'unclear'],
    ['a temporary redirect', json(307, ''), 'unclear'],
    ['400', json(400, '{"title":"Bad Request"}'), 'unclear'],
    ['a rejection with 400', json(400, '{"success":false,"reason":"no"}'), 'unclear'],
    ['403', json(403, ''), 'unclear'],
    ['404', json(404, ''), 'unclear'],
    ['409', json(409, ''), 'unclear'],
    ['422', json(422, ''), 'unclear'],
    ['429', json(429, ''), 'never-sent provider-throttled'],
    ['500', json(500, ''), 'unclear'],
    ['502', json(502, ''), 'unclear'],
    ['503', json(503, '{"success":false}'), 'unclear'],
    ['504', json(504, ''), 'unclear'],
    ['a reset', (_, response) => void socketOf(response).resetAndDestroy(), 'unclear'],
    ['a closed connection', raw(''), 'unclear'],
    ['an answer cut short', raw('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"success":true,'), 'unclear'],
    ['something else than HTTP', raw('garbage'), 'unclear'],
  ])('Given %s, Then it comes to its outcome with one POST', async (_, answer, expected) => {
    const { hub, outcome } = await place({ cashout: [answer] });
    expect(short(outcome)).toBe(expected);
    expect(hub.seen('cashout')).toHaveLength(1);
  });

  it('Given none within the deadline, Then it is unclear', async () => {
    const hub = await aHub({ cashout: [() => hub.clock.advance(8_000)] });
    expect(short(await hub.cashouts.place(aRequest()))).toBe('unclear');
    expect(hub.clock.now()).toBe(start + 8_000);
  });

  it('Given none by the time it has to be here, Then it is not waited for any longer', async () => {
    const hub = await aHub({ cashout: [() => hub.clock.advance(2_000)] });
    const outcome = await hub.cashouts.place(aRequest({ answerBy: start + 2_000 }));
    expect(outcome).toEqual({ outcome: 'unclear', evidence: 'no answer: deadline' });
  });

  it('Given a rejection that repeats the token, Then it is declined without its text', async () => {
    const { hub, outcome } = await place({
      cashout: [(request, response) => rejected(`bad ${request.headers.authorization}`)(request, response)],
    });
    expect(outcome).toMatchObject({ outcome: 'declined', reason: { provider: { message: null } } });
    expect(JSON.stringify(outcome) + hub.logged()).not.toContain('s3cret');
  });

  it('Given a table of texts of the operator, Then that one is used', async () => {
    const rejections = [{ contains: 'gesperrt', code: 'market-suspended' as const }];
    const hub = await aHub({ cashout: [rejected('Markt GESPERRT'), rejected('price')] }, { rejections });
    expect(short(await hub.cashouts.place(aRequest()))).toBe('declined market-suspended');
    expect(short(await hub.cashouts.place(aRequest()))).toBe('declined provider-rejected');
  });
});

it('Given any answer, Then it never throws, and accepts nothing but a well-formed success', async () => {
  const success = '{"success":true,"reason":null,"payload":{"betId":"id1","localAmount":9000}}';
  let answer: Answer = json(200, '');
  const hub = await aHub({ cashout: [(request, response) => answer(request, response)] });
  const status = fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 }));
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constant(success),
    fc.json().map((text) => `${success}${text}`),
  );
  await fc.assert(
    fc.asyncProperty(status, body, async (code, text) => {
      answer = json(code, text);
      const { sendBefore, answerBy } = aRequest();
      const since = hub.clock.now() - start;
      const outcome = await hub.cashouts.place(
        aRequest({ sendBefore: sendBefore + since, answerBy: answerBy + since }),
      );
      expect(outcome.outcome === 'accepted').toBe(code === 200 && text === success);
    }),
    { numRuns: 150 },
  );
});
