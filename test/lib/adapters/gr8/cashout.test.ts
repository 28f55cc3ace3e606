import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';
import { type Answer, socketOf } from '../http/local-server.ts';
import { aHub, aRequest, betId, json, place, short, start, success } from './gr8-hub.ts';

const otherBet = '1e82309c-9027-45ee-ba3d-0a667b83bc5a';
const result = (said: string, amount = '99.0', id = betId) =>
  json(200, `{"betId":"${id}","amount":${amount},"result":${said}}`);
const quoted = (members: string) => json(200, `[{"betId":"${betId}",${members}}]`);
const still = quoted('"isAvailable":true,"amount":99.00');
const raw =
  (write: string): Answer =>
  (_, response) =>
    void socketOf(response).end(write);

describe('placing a cashout', () => {
  it('posts it once, exactly so', async () => {
    const { hub, outcome } = await place({}, { margin: 'v2' });
    expect(outcome).toEqual({ outcome: 'accepted', amount: { value: '99', currency: 'EUR' } });
    expect(hub.seen.money()).toHaveLength(1);
    expect(hub.seen.money()).toMatchObject([
      {
        method: 'POST',
        path: '/v1/sport/v1/bet/cashout?margin=v2',
        body: `{"betId":"${betId}","amount":99,"priceChangePolicy":"Any"}`,
        headers: {
          authorization: expect.stringMatching(/^Custom s3cret-\d+$/),
          'content-type': 'application/json',
          connection: 'close',
          'x-operator-id': 'operator-1',
          'x-brand': 'brand-1',
          'x-player-id': 'p1',
        },
      },
    ]);
  });

  it('opens a connection for each', async () => {
    const { hub } = await place({});
    const before = hub.server.sockets.length;
    for (const _ of [1, 2, 3]) await hub.cashouts.place(aRequest());
    expect(hub.server.sockets).toHaveLength(before + 3);
  });

  it('takes the amount GR8 says it pays, in the currency asked for', async () => {
    const { outcome } = await place({ money: [result('"Success"', '101.25')] });
    expect(outcome).toEqual({ outcome: 'accepted', amount: { value: '101.25', currency: 'EUR' } });
  });

  it('posts a forced one to its own path', async () => {
    const { hub, outcome } = await place({}, { kind: 'forced', priceChange: null, margin: 'v2' });
    expect(short(outcome)).toBe('accepted 99');
    expect(hub.seen.money()).toMatchObject([
      { path: '/v1/sport/v0/bet/forced-cashout', body: `{"betId":"${betId}","amount":99}` },
    ]);
  });
});

describe('an answer', () => {
  it.each<[string, Answer, string]>([
    ['Success by name', result('"Success"'), 'accepted 99'],
    ['Success in another case', result('"SUCCESS"'), 'accepted 99'],
    ['Success by number', result('1'), 'accepted 99'],
    ['Success by number in a text', result('"1"'), 'accepted 99'],
    [
      'Success with other key spelling',
      json(200, `{"BetId":"${betId}","Amount":99,"Result":1}`),
      'accepted 99',
    ],
    [
      'Success for the bet spelled otherwise',
      result('1', '99', betId.replaceAll('-', '').toUpperCase()),
      'accepted 99',
    ],
    ['Success with an exponent', result('1', '9.9e1'), 'accepted 99'],
    ['Success without an amount', json(200, `{"betId":"${betId}","result":"Success"}`), 'unclear'],
    ['Success with null', result('"Success"', 'null'), 'unclear'],
    ['Success with zero', result('"Success"', '0.00'), 'unclear'],
    ['Success with a negative amount', result('"Success"', '-99'), 'unclear'],
    ['Success past 15 digits', result('"Success"', '99.00000000000001'), 'unclear'],
    ['Success with words for an amount', result('"Success"', '"all"'), 'unclear'],
    ['Success of another bet', result('"Success"', '99', otherBet), 'unclear'],
    ['Success of no bet', json(200, '{"amount":99,"result":"Success"}'), 'unclear'],
    ['Unknown by name', result('"Unknown"'), 'unclear'],
    ['Unknown by number', result('0'), 'unclear'],
    ['NotAllowed by name', result('"NotAllowed"'), 'declined provider-rejected'],
    ['NotAllowed in another case', result('"notallowed"'), 'declined provider-rejected'],
    ['NotAllowed by number', result('-1'), 'declined provider-rejected'],
    [
      'NotAllowed without an amount',
      json(200, `{"betId":"${betId}","result":-1}`),
      'declined provider-rejected',
    ],
    ['NotAllowed of another bet', result('-1', '99', otherBet), 'unclear'],
    ['a result of no name', result('"Maybe"'), 'unclear'],
    ['a result out of range', result('2'), 'unclear'],
    ['no result', json(200, `{"betId":"${betId}","amount":99}`), 'unclear'],
    ['a list', json(200, `[${success}]`), 'unclear'],
    ['no JSON', json(200, '<html>Success</html>'), 'unclear'],
    ['nothing', json(200, ''), 'unclear'],
    ['a Success with 201', json(201, success), 'unclear'],
    ['204', json(204, ''), 'unclear'],
    ['a redirect', json(302, ''), 'unclear'],
    ['a temporary redirect', json(307, success), 'unclear'],
    ['400', json(400, '{"Amount":["Amount is lower or equal zero."]}'), 'declined provider-rejected'],
    ['400 of no documented shape', json(400, '<html>'), 'declined provider-rejected'],
    ['403', json(403, ''), 'unclear'],
    ['404', json(404, ''), 'unclear'],
    ['408', json(408, ''), 'unclear'],
    ['409', json(409, ''), 'unclear'],
    ['422 on a full cashout', json(422, '"no"'), 'unclear'],
    ['429', json(429, ''), 'never-sent provider-throttled'],
    ['500', json(500, ''), 'unclear'],
    ['a Success with 500', json(500, success), 'unclear'],
    ['502', json(502, ''), 'unclear'],
    ['503', json(503, ''), 'unclear'],
    ['504', json(504, ''), 'unclear'],
    ['a reset', (_, response) => void socketOf(response).resetAndDestroy(), 'unclear'],
    ['a closed connection', raw(''), 'unclear'],
    ['a Success cut short', raw(`HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n${success}`), 'unclear'],
    ['something else than HTTP', raw('garbage'), 'unclear'],
  ])('of %s comes to its outcome with one POST', async (_, answer, expected) => {
    const { hub, outcome } = await place({ money: [answer], amounts: [still] });
    expect(short(outcome)).toBe(expected);
    expect(hub.seen.money()).toHaveLength(1);
  });

  it('that does not come within the deadline is unclear', async () => {
    const hub = await aHub({ money: [() => hub.clock.advance(8_000)] });
    expect(short(await hub.cashouts.place(aRequest()))).toBe('unclear');
    expect(hub.clock.now()).toBe(start + 8_000);
  });

  it('is not waited for past the time it has to be here', async () => {
    const hub = await aHub({ money: [() => hub.clock.advance(2_000)] });
    const outcome = await hub.cashouts.place(aRequest({ answerBy: start + 2_000 }));
    expect(outcome).toEqual({ outcome: 'unclear', evidence: 'no answer: deadline' });
  });

  it('of 400 keeps what GR8 said', async () => {
    const { outcome } = await place({ money: [json(400, '{"Amount":["Amount is lower or equal zero."]}')] });
    expect(outcome).toMatchObject({
      reason: {
        provider: { code: '400', message: 'Amount: Amount is lower or equal zero.', restrictions: [] },
      },
    });
  });

  it('of 400 that repeats the token does not keep it', async () => {
    const { hub, outcome } = await place({
      money: [
        (request, response) =>
          json(400, JSON.stringify(`bad ${request.headers.authorization}`))(request, response),
      ],
    });
    expect(short(outcome)).toBe('declined provider-rejected');
    expect(JSON.stringify(outcome) + hub.logged()).not.toContain('s3cret');
  });
});

describe('a no', () => {
  const no = [result('"NotAllowed"')];
  const failed: Answer = (_, response) => void socketOf(response).resetAndDestroy();

  it.each<[string, Answer, ReasonCode]>([
    ['another amount', quoted('"isAvailable":true,"amount":98.99'), 'price-changed'],
    ['the same amount', still, 'provider-rejected'],
    ['a closed market', quoted('"isAvailable":false'), 'market-suspended'],
    ['no readable amount', quoted('"isAvailable":true'), 'provider-rejected'],
    ['no such bet', json(200, '[]'), 'provider-rejected'],
    ['an error', json(500, ''), 'provider-rejected'],
    ['nothing', failed, 'provider-rejected'],
  ])('is explained by one read of %s', async (_, read, code) => {
    const { hub, outcome } = await place({ money: no, amounts: [read] }, { margin: 'v2' });
    expect(outcome).toEqual({
      outcome: 'declined',
      reason: { code, provider: { code: 'NotAllowed', message: null, restrictions: [] } },
    });
    expect(hub.seen.amounts()).toHaveLength(1);
    expect(hub.seen.amounts()[0]?.path).toBe(`/v1/sport/v1/bet/cashout?betIds=${betId}&margin=v2`);
  });

  it.each<[string, Answer, ReasonCode]>([
    ['another amount', quoted('"isAvailable":true,"amount":98.99'), 'market-suspended'],
    ['a closed market', quoted('"isAvailable":false'), 'market-suspended'],
    ['no such bet', json(200, '[]'), 'bet-not-found'],
    ['nothing', failed, 'market-suspended'],
  ])('of 422 to a forced cashout is told apart by one read of %s', async (_, read, code) => {
    const unprocessable = json(422, '{"title":"Unprocessable","detail":"closed"}');
    const { hub, outcome } = await place(
      { money: [unprocessable], amounts: [read] },
      { kind: 'forced', priceChange: null },
    );
    expect(outcome).toMatchObject({
      outcome: 'declined',
      reason: { code, provider: { code: '422', message: 'Unprocessable; closed' } },
    });
    expect(hub.seen.amounts()).toHaveLength(1);
  });

  it('stays without a reason when the time for its answer is over', async () => {
    const hub = await aHub({
      money: [
        async (request, response) => {
          await hub.clock.advance(1_999);
          await no[0]?.(request, response);
        },
      ],
      amounts: [() => hub.clock.advance(1)],
    });
    const outcome = await hub.cashouts.place(aRequest({ answerBy: start + 2_000 }));
    expect(short(outcome)).toBe('declined provider-rejected');
    expect(hub.clock.now()).toBe(start + 2_000);
  });
});

it('never throws, and accepts nothing but a well-formed Success, whatever comes back', async () => {
  let answer: Answer = json(200, '');
  const hub = await aHub({ money: [(request, response) => answer(request, response)] });
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
      const outcome = await hub.cashouts.place(aRequest());
      expect(outcome.outcome === 'accepted').toBe(code === 200 && text === success);
    }),
    { numRuns: 150 },
  );
});
