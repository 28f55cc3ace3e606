import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { ProviderQuote } from '../../../../lib/domain/quote/quote.ts';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';

import { type Answer, refusingUrl, socketOf } from '../http/local-server.ts';
import { aHub, json, start } from './gr8-hub.ts';

const guid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const bets = (count: number, playerId = 'p1') =>
  Array.from({ length: count }, (_, n) => ({ betId: guid(n), playerId }));
const code = (quote: ProviderQuote | undefined) =>
  quote?.status === 'unavailable' ? quote.reason.code : 'available';

/** Answers every bet asked for with an amount that tells which bet it is. */
const eachItsAmount: Answer = (request, response) => {
  const asked = new URL(request.path, 'http://local').searchParams
    .getAll('betIds')
    .flatMap((ids) => ids.split(','));
  const elements = asked.map((id) => ({
    betId: id,
    isAvailable: true,
    amount: Number.parseInt(id.slice(-12), 16) + 1,
  }));
  return json(200, JSON.stringify(elements))(request, response);
};

describe('asking GR8 for amounts', () => {
  it('sends what the page lists and reads its example', async () => {
    const { quotes, seen } = await aHub({
      amounts: [
        json(
          200,
          `[{"betId":"1e82309c-9027-45ee-ba3d-0a667b83bc5a","isAvailable":true,"amount":499,
             "isPartialCashoutAvailable":true,"partialCashoutOdd":0.998001,"isAvailableOpenBet":true}]`,
        ),
      ],
    });
    const asked = '1e82309c-9027-45ee-ba3d-0a667b83bc5a';
    const answer = await quotes.readQuotes([{ betId: asked, playerId: 'p1' }], { margin: 'v 2&x' });
    expect(answer).toEqual([
      {
        status: 'available',
        amount: '499',
        currency: null,
        partial: { available: true, ratio: '0.998001' },
        openBetAvailable: true,
      },
    ]);
    expect(seen.amounts()).toMatchObject([
      {
        method: 'GET',
        path: `/v1/sport/v1/bet/cashout?betIds=${asked}&margin=v%202%26x`,
        headers: {
          authorization: expect.stringMatching(/^Custom s3cret-\d+$/),
          'content-type': 'application/json',
          'x-operator-id': 'operator-1',
          'x-brand': 'brand-1',
          'x-player-id': 'p1',
        },
      },
    ]);
  });

  it('splits 250 bets into three calls below the cap on URLs', async () => {
    const { quotes, seen } = await aHub({ amounts: [eachItsAmount] });
    const answer = await quotes.readQuotes(bets(250), {});
    expect(answer.map((quote) => quote.status === 'available' && quote.amount)).toEqual(
      bets(250).map((_, n) => decimal(String(n + 1))),
    );
    const sizes = seen.amounts().map(({ path }) => path.split('betIds=').length - 1);
    expect(sizes.toSorted()).toEqual([100, 100, 50]);
  });

  it('makes smaller calls where a long margin fills the URL, and none where it alone is too long', async () => {
    const { quotes, seen, server } = await aHub({ amounts: [eachItsAmount] });
    const answer = await quotes.readQuotes(bets(100), { margin: 'm'.repeat(6_000) });
    expect(answer.every(({ status }) => status === 'available')).toBe(true);
    expect(seen.amounts().length).toBeGreaterThan(1);
    for (const { path } of seen.amounts()) expect(server.url.length + path.length).toBeLessThan(8_192);
    const before = seen.amounts().length;
    const refused = await quotes.readQuotes(bets(2), { margin: 'm'.repeat(9_000) });
    expect(refused.map(code)).toEqual(['provider-error', 'provider-error']);
    expect(seen.amounts()).toHaveLength(before);
  });

  it('makes one call per player, at most ten at once', async () => {
    let open = 0;
    let most = 0;
    const { quotes, seen } = await aHub({
      amounts: [
        async (request, response) => {
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          await eachItsAmount(request, response);
        },
      ],
    });
    const asked = Array.from({ length: 60 }, (_, n) => ({ betId: guid(n), playerId: `p${n % 30}` }));
    const answer = await quotes.readQuotes(asked, {});
    expect(answer.every(({ status }) => status === 'available')).toBe(true);
    expect(new Set(seen.amounts().map(({ headers }) => headers['x-player-id'])).size).toBe(30);
    expect(seen.amounts()).toHaveLength(30);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(10);
    expect(seen.token()).toHaveLength(1);
  });

  it('joins ids by commas where the settings say so', async () => {
    const { quotes, seen } = await aHub({ amounts: [eachItsAmount] }, { betIdsStyle: 'comma' });
    const answer = await quotes.readQuotes(bets(3), {});
    expect(answer.every(({ status }) => status === 'available')).toBe(true);
    expect(seen.amounts()[0]?.path).toBe(`/v1/sport/v1/bet/cashout?betIds=${guid(0)},${guid(1)},${guid(2)}`);
  });

  it('takes ids in any spelling, asks once and answers under the spelling asked with', async () => {
    const { quotes, seen } = await aHub({
      amounts: [
        json(
          200,
          `[{"BETID":"${guid(171).replaceAll('-', '').toUpperCase()}","IsAvailable":true,"Amount":7}]`,
        ),
      ],
    });
    const spellings = [guid(171), guid(171).toUpperCase(), guid(171).replaceAll('-', '')];
    const answer = await quotes.readQuotes(
      spellings.map((betId) => ({ betId, playerId: 'p1' })),
      {},
    );
    expect(answer).toHaveLength(spellings.length);
    for (const quote of answer.values()) expect(quote).toMatchObject({ status: 'available', amount: '7' });
    expect(seen.amounts()[0]?.path).toBe(`/v1/sport/v1/bet/cashout?betIds=${guid(171)}`);
  });

  it('does not ask for an id that is no GUID', async () => {
    const { quotes, server } = await aHub();
    const answer = await quotes.readQuotes([{ betId: 'id1', playerId: 'p1' }], {});
    expect(code(answer[0])).toBe('bet-not-found');
    expect(server.requests).toHaveLength(0);
  });

  it('asks again once with a new token after a 401', async () => {
    const { quotes, seen } = await aHub({ amounts: [json(401, ''), eachItsAmount] });
    const answer = await quotes.readQuotes(bets(1), {});
    expect(code(answer[0])).toBe('available');
    const [first, second] = seen.amounts().map(({ headers }) => headers.authorization);
    expect(second).not.toBe(first);
    expect(seen.token()).toHaveLength(2);
  });

  it('refreshes once for many calls refused at the same time', async () => {
    let rejected: string | undefined;
    const { quotes, seen } = await aHub({
      amounts: [
        (request, response) => {
          rejected ??= request.headers.authorization;
          const answer = request.headers.authorization === rejected ? json(401, '') : eachItsAmount;
          return answer(request, response);
        },
      ],
    });
    const asked = Array.from({ length: 20 }, (_, n) => ({ betId: guid(n), playerId: `p${n}` }));
    const answer = await quotes.readQuotes(asked, {});
    expect(answer.every(({ status }) => status === 'available')).toBe(true);
    expect(seen.token()).toHaveLength(2);
  });

  it.each<[string, Answer, ReasonCode, number]>([
    ['400', json(400, '"The \'X-Brand\' header is required"'), 'provider-rejected', 1],
    ['401 twice', json(401, ''), 'provider-error', 2],
    ['403', json(403, ''), 'provider-error', 1],
    ['429', json(429, ''), 'provider-throttled', 1],
    ['500', json(500, ''), 'provider-error', 1],
    ['a redirect', json(302, ''), 'provider-unreachable', 1],
    ['a reset', (_, response) => void socketOf(response).resetAndDestroy(), 'provider-unreachable', 1],
    ['no JSON', json(200, '<html>'), 'provider-error', 1],
    ['no list', json(200, '{"betId":1}'), 'provider-error', 1],
    ['an empty list', json(200, '[]'), 'bet-not-found', 1],
  ])('answered by %s, says so of every bet and does not insist', async (_, answer, expected, calls) => {
    const { quotes, seen } = await aHub({ amounts: [answer] });
    const read = await quotes.readQuotes(bets(3), {});
    expect(read.map(code)).toEqual([expected, expected, expected]);
    expect(seen.amounts()).toHaveLength(calls);
  });

  const said = (message: string | null) => ({
    status: 'unavailable',
    reason: { code: 'provider-rejected', provider: { code: '400', message, restrictions: [] } },
    openBetAvailable: null,
  });

  it('keeps what a 400 says', async () => {
    const answer = json(400, '{"margin":["The value \'v9\' is not valid."]}');
    const { quotes } = await aHub({ amounts: [answer] });
    const kept = said("margin: The value 'v9' is not valid.");
    expect(await quotes.readQuotes(bets(2), { margin: 'v9' })).toEqual([kept, kept]);
  });

  it('keeps nothing of a 400 that repeats the token', async () => {
    const echo: Answer = (request, response) =>
      json(400, JSON.stringify(`Not for ${request.headers.authorization}`))(request, response);
    const { quotes } = await aHub({ amounts: [echo] });
    expect(await quotes.readQuotes(bets(1), {})).toEqual([said(null)]);
  });

  it('is unreachable where nobody listens, where there is no token and where there are no settings', async () => {
    const noApi = await aHub({}, { baseUrl: await refusingUrl() });
    expect((await noApi.quotes.readQuotes(bets(2), {})).map(code)).toEqual([
      'provider-unreachable',
      'provider-unreachable',
    ]);
    const noToken = await aHub({ token: [json(500, 's3cret')] });
    expect(code((await noToken.quotes.readQuotes(bets(1), {}))[0])).toBe('provider-unreachable');
    expect(noToken.seen.amounts()).toHaveLength(0);
    expect(noToken.logged()).not.toContain('s3cret');
  });

  it('gives one call up after its deadline, and a page of a hundred players after the same', async () => {
    const one = await aHub({ amounts: [() => one.clock.advance(8_000)] });
    expect(code((await one.quotes.readQuotes(bets(1), {}))[0])).toBe('provider-unreachable');
    expect(one.clock.now()).toBe(start + 8_000);

    const many = await aHub({ amounts: [() => many.clock.advance(8_000)] });
    const asked = Array.from({ length: 100 }, (_, n) => ({ betId: guid(n), playerId: `p${n}` }));
    const answer = await many.quotes.readQuotes(asked, {});
    expect(new Set(answer.map(code))).toEqual(new Set(['provider-unreachable']));
    expect(many.seen.amounts().length).toBeLessThanOrEqual(10);
    expect(many.clock.now()).toBe(start + 8_000);
  });

  /** A 429 that says when to come back. */
  const throttled =
    (seconds: string): Answer =>
    (_, response) => {
      response.writeHead(429, { 'Retry-After': seconds }).end();
    };

  it('waits as long as a 429 says and asks once more', async () => {
    const { quotes, seen, clock } = await aHub({ amounts: [throttled('2'), eachItsAmount] });
    const answer = quotes.readQuotes(bets(1), {});
    await expect.poll(() => seen.amounts().length).toBe(1);
    const afterOneMoreSecond = async () => {
      await clock.advance(1_000);
      return seen.amounts().length;
    };
    await expect.poll(afterOneMoreSecond).toBe(2);
    expect((await answer).map(code)).toEqual(['available']);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 2_000);
  });

  it.each([['8'], ['3600'], ['soon'], ['']])('does not wait for a 429 that says %j', async (seconds) => {
    const { quotes, seen } = await aHub({ amounts: [throttled(seconds), eachItsAmount] });
    expect((await quotes.readQuotes(bets(1), {})).map(code)).toEqual(['provider-throttled']);
    expect(seen.amounts()).toHaveLength(1);
  });

  it('spoils no other bet with one player whose call fails', async () => {
    const { quotes } = await aHub({
      amounts: [
        (request, response) =>
          (request.headers['x-player-id'] === 'p2' ? json(500, '') : eachItsAmount)(request, response),
      ],
    });
    const answer = await quotes.readQuotes([...bets(1), { betId: guid(1), playerId: 'p2' }], {});
    expect(answer.map(code)).toEqual(['available', 'provider-error']);
  });
});
