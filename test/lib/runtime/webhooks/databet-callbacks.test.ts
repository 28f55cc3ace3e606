import { describe, expect, it } from 'vitest';
import { blankBet } from '../../../../lib/domain/bet/bet.ts';
import { StoreUnavailable } from '../../../../lib/ports/bet-store.ts';
import {
  type Answer,
  acceptedBody,
  aDatabetHub,
  callbackKinds,
  declinedBody,
  oldSecret,
  type Sent,
  secret,
} from './databet-hub.ts';

/** To the letter what the gateway says of a path nobody serves. */
const noSuchRoute = {
  statusCode: 404,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Not Found"}',
};

function errorOf(answer: Answer) {
  return JSON.parse(answer.body ?? '').error;
}

describe('callbacks of DATA.BET', () => {
  it('Given an order is accepted, then 204 without a body, and the cashout is settled to the digit', async () => {
    const { send, bet } = aDatabetHub();
    const answer = await send('accepted');
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(Object.keys(answer.headers ?? {})).toEqual(['x-correlation-id']);
    expect((await bet()).cashouts).toMatchObject([
      { cashoutId: 'order-1', status: 'accepted', settled: { value: '92.5', currency: null } },
    ]);
  });

  it('Given it is declined after that, then 204, and the cashout is reversed', async () => {
    const { send, bet } = aDatabetHub();
    await send('accepted');
    expect((await send('declined')).statusCode).toBe(204);
    expect((await bet()).cashouts[0]?.status).toBe('reversed');
  });

  it.each(['accepted', 'declined'] as const)(
    'Given %s is repeated, with one member more, then the same answer and no change',
    async (callback) => {
      const { send, bet } = aDatabetHub();
      const first = await send(callback);
      const { version } = await bet();
      const body = {
        ...(callback === 'accepted' ? acceptedBody : declinedBody),
        cash_out_order_id: 'order-1',
      };
      const again = await send(callback, { body });
      expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body]);
      expect((await bet()).version).toBe(version);
    },
  );

  it('Given a request id comes back with other amounts, then what it was answered first, and no conflict', async () => {
    const { send, bet } = aDatabetHub();
    await send('accepted');
    const { version } = await bet();
    const again = await send('accepted', { body: { ...acceptedBody, refund_amount: '93' } });
    expect([again.statusCode, again.body]).toEqual([204, '']);
    expect((await bet()).version).toBe(version);
  });

  it('Given both callbacks carry one request id, then each is taken', async () => {
    const { send, bet } = aDatabetHub();
    await send('accepted', { body: { ...acceptedBody, request_id: 'r1' } });
    await send('declined', { body: { ...declinedBody, request_id: 'r1' } });
    expect((await bet()).cashouts[0]?.status).toBe('reversed');
  });

  it('Given an order comes back with other amounts, then 400 amount-conflict, and so again', async () => {
    const { send, bet, counted } = aDatabetHub();
    await send('accepted');
    const other = { body: { ...acceptedBody, request_id: 'r2', refund_amount: '93' } };
    const answers = [await send('accepted', other), await send('accepted', other)];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(400);
      expect(answer.headers?.['content-type']).toBe('application/json');
      expect(answer.body).toBe('{"error":{"code":"internal_error","data":{"reason":"amount-conflict"}}}');
    }
    expect((await bet()).cashouts[0]?.settled?.value).toBe('92.5');
    expect(counted.filter((line) => line.startsWith('Callbacks '))).toEqual([
      'Callbacks 1 {"callback":"accepted","outcome":"taken"}',
      'Callbacks 1 {"callback":"accepted","outcome":"amount-conflict"}',
      'Callbacks 1 {"callback":"accepted","outcome":"amount-conflict"}',
    ]);
  });

  it('Given declined comes with restrictions, then they say why, in our words and in theirs', async () => {
    const { send, bet } = aDatabetHub();
    const restrictions = [
      { type: 'market_status', context: { status: '0' } },
      { type: 'player_limit', context: { reason: 'blocked' } },
    ];
    await send('declined', { body: { ...declinedBody, restrictions } });
    expect((await bet()).cashouts[0]).toMatchObject({
      status: 'declined',
      reason: {
        code: 'player-limited',
        provider: { code: 'player_limit', message: 'blocked', restrictions },
      },
    });
  });

  it('Given 100 orders of the longest ids and the largest restrictions, then their bet fits into an item', async () => {
    const { send, bet } = aDatabetHub();
    const cash_out_order_ids = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(128, 'o'));
    const restrictions = Array.from({ length: 21 }, () => ({
      type: 'x'.repeat(200),
      context: { a: 'x'.repeat(200) },
    }));
    const headers = {
      'foreign-params': JSON.stringify({ player_id: 'p'.repeat(128), internal_player_id: 'q'.repeat(128) }),
    };
    const answer = await send('declined', {
      headers,
      body: { ...declinedBody, cash_out_order_ids, restrictions },
    });
    expect(answer.statusCode).toBe(204);
    expect(JSON.stringify(await bet()).length).toBeLessThan(350_000);
  });

  it('Given allowed Foreign-Params, then the events of the callback carry them and nothing else of the header', async () => {
    const { send, bet } = aDatabetHub();
    const headers = { 'foreign-params': '{   "some_token": "t0ken",   "internal_player_id": 123 }' };
    await send('accepted', { headers });
    const stored = JSON.stringify(await bet());
    expect(stored).toContain('"internal_player_id":"123"');
    expect(stored).not.toContain('t0ken');
  });

  it.each([
    ['no body', ''],
    ['any body', '{"request_id":['],
    ['a body of another type', '<heartbeat/>'],
  ])('Given a heartbeat with %s, then 204', async (_, body) => {
    const { send, counted } = aDatabetHub();
    const answer = await send('heartbeat', { body, headers: { 'content-type': 'text/xml' } });
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(counted).toEqual(['Callbacks 1 {"callback":"heartbeat","outcome":"taken"}']);
  });

  it.each<[string, Sent, number, string]>([
    ['no JSON', { body: '{' }, 400, 'invalid-request'],
    ['64 kB and a byte', { body: ' '.repeat(64 * 1024 + 1) }, 413, 'body-too-large'],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
  ])('Given %s, then an error in their shape', async (_, sent, status, reason) => {
    const { send, counted } = aDatabetHub();
    const answer = await send('accepted', sent);
    expect([answer.statusCode, answer.headers?.['content-type']]).toEqual([status, 'application/json']);
    expect(errorOf(answer)).toMatchObject({ code: 'internal_error', data: { reason } });
    expect(counted).toEqual(['Callbacks 1 {"callback":"accepted","outcome":"invalid"}']);
  });

  it('Given just 64 kB, also in base64, then they are read', async () => {
    const { send } = aDatabetHub();
    const text = JSON.stringify(acceptedBody).padEnd(64 * 1024);
    expect((await send('accepted', { body: text })).statusCode).toBe(204);
    const body = Buffer.from(text).toString('base64');
    expect((await send('accepted', { body, isBase64Encoded: true })).statusCode).toBe(204);
  });
});

describe('faults of ours', () => {
  it.each<[string, Parameters<typeof aDatabetHub>[0]]>([
    ['the store does not answer', { bets: { load: () => Promise.reject(new StoreUnavailable('away')) } }],
    [
      'others write first, again and again',
      { bets: { save: async (bet) => ({ saved: false, current: blankBet(bet) }) } },
    ],
    ['the code has a bug', { bets: { load: () => Promise.reject(new TypeError('oops')) } }],
    [
      'the settings cannot be read',
      {
        settings: () => {
          throw new Error('Secrets Manager is away');
        },
      },
    ],
    ['the settings are malformed', { settings: () => ({ webhookSecrets: 7 }) }],
  ])('Given %s, then 500 in their shape, so that they tell it again', async (_, options) => {
    const { send, logged, counted } = aDatabetHub(options);
    const answer = await send('accepted');
    expect([answer.statusCode, answer.body]).toEqual([500, '{"error":{"code":"internal_error"}}']);
    expect(answer.headers?.['content-type']).toBe('application/json');
    expect(logged()).not.toContain(secret);
    expect(counted.map((line) => line.split(' ')[0])).toEqual(['Faults']);
  });
});

describe('who is let in', () => {
  const refused: readonly [string, Sent, string][] = [
    ['a wrong secret', { secret: 'x'.repeat(32) }, 'wrong-secret'],
    ['no secret', { secret: undefined }, 'wrong-secret'],
    ['a wrong address', { address: '203.0.113.9' }, 'wrong-address'],
    ['an address that is none', { address: 'unknown' }, 'wrong-address'],
    ['both wrong', { secret: 'x', address: '203.0.113.9' }, 'wrong-secret'],
  ];

  it.each(callbackKinds.flatMap((callback) => refused.map((row) => [callback, ...row] as const)))(
    'Given %s with %s, then what the gateway says of an unknown path, counted, and the reason in the log alone',
    async (callback, _, sent, why) => {
      const { send, counted, logged, bet } = aDatabetHub();
      const headers = { 'x-correlation-id': 'c1' };
      expect(await send(callback, { headers, ...sent })).toEqual(noSuchRoute);
      expect(await send(callback, { body: '{', ...sent })).toEqual(noSuchRoute);
      expect(await send(callback, { body: 'x'.repeat(300_000), ...sent })).toEqual(noSuchRoute);
      const operation = callback === 'heartbeat' ? 'databet-heartbeat' : `databet-cashout-${callback}`;
      expect(counted.slice(0, 2)).toEqual([
        `Callbacks 1 {"callback":"${callback}","outcome":"refused"}`,
        `WebhookRefused 1 {"operation":"${operation}"}`,
      ]);
      expect(logged()).toContain(`"operation":"${operation}"`);
      expect(logged()).toContain(`"refusal":"${why}"`);
      for (const hidden of [secret, 'xxx', '203.0.113', 'webhooks/', 'cash-out-orders'])
        expect(logged()).not.toContain(hidden);
      expect((await bet()).version).toBe(0);
    },
  );

  it('Given nobody may come in, then no secret lets anybody in', async () => {
    const { send, logged } = aDatabetHub({ settings: () => ({}) });
    for (const given of [secret, '', undefined, 'undefined'])
      expect(await send('accepted', { secret: given })).toEqual(noSuchRoute);
    expect(logged()).toContain('"refusal":"no-webhook-secret"');
  });

  it('Given two secrets, then each lets in, until the old one is taken out', async () => {
    let webhookSecrets = [secret, oldSecret];
    const { send } = aDatabetHub({ settings: () => ({ webhookSecrets }) });
    const statuses = async () => [
      (await send('heartbeat', { secret })).statusCode,
      (await send('heartbeat', { secret: oldSecret })).statusCode,
    ];
    expect(await statuses()).toEqual([204, 204]);
    webhookSecrets = [secret];
    expect(await statuses()).toEqual([204, 404]);
  });

  it.each(['192.0.2.255', '::ffff:192.0.2.1', '2001:db8:7::1'])(
    'Given they call from %s of the list, then they are let in',
    async (address) => {
      expect((await aDatabetHub().send('heartbeat', { address })).statusCode).toBe(204);
    },
  );

  it('Given whatever DATA.BET sends, then the log has bet and operation, and neither secret nor Foreign-Params', async () => {
    const { send, logged } = aDatabetHub();
    const headers = { 'foreign-params': '{"player_id":"player-77"}' };
    for (const body of [undefined, '{', { ...acceptedBody, bet_id: 7 }])
      await send('accepted', { headers, ...(body === undefined ? {} : { body }) });
    expect(logged()).toContain('"betId":"bet-1"');
    expect(logged()).toContain('"provider":"databet"');
    for (const hidden of [secret, oldSecret, 'player-77', '192.0.2.7', '92.5'])
      expect(logged()).not.toContain(hidden);
  });
});
