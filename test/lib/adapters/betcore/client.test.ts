import { describe, expect, it } from 'vitest';
import { betcorePayOuts } from '../../../../lib/adapters/betcore/client.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import type { PayOutRequest } from '../../../../lib/ports/pay-out-provider.ts';
import type { Log } from '../../../../lib/ports/telemetry.ts';
import { type Answer, refusingUrl, socketOf, startLocalServer } from '../http/local-server.ts';
import { aSettings, sample, sampleTime, signed, testSecret } from './betcore-world.ts';

const request: PayOutRequest = {
  sessionId: 's1',
  betcoreBetId: '4178696881',
  amount: money(decimal('55.25'), 'EUR' as Currency),
  winOdd: decimal('11.05'),
};

const says =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

const success = '{"transactionId":"389","balance":1588.5,"_responseCode":1}';
const code = (value: unknown) => JSON.stringify({ transactionId: null, balance: null, _responseCode: value });

/** A client of a real local server that answers like this. */
async function aClient(answer: Answer = says(200, success), changes: object = {}) {
  const server = await startLocalServer(answer);
  const clock = manualClock(sampleTime);
  const lines: unknown[] = [];
  const note = (...line: unknown[]) => void lines.push(line);
  const log: Log = { info: note, warn: note, error: note };
  const settings = async () => aSettings({ baseUrl: server.url, ...changes });
  const needs = { settings, clock, ids: randomIds(), log };
  const { payOut } = betcorePayOuts(needs);
  const logged = () => JSON.stringify(lines);
  return { server, clock, needs, logged, pay: (also: object = {}) => payOut({ ...request, ...also }) };
}

async function outcomeOf(answer: Answer, changes: object = {}) {
  const client = await aClient(answer, changes);
  const outcome = await client.pay();
  expect(client.server.requests).toHaveLength(1);
  return outcome;
}

describe('one attempt', () => {
  it("is the page's POST, signed over the bytes that arrive", async () => {
    const { server, pay } = await aClient();
    expect(await pay()).toEqual({ outcome: 'paid', transactionId: '389', balance: '1588.5' });
    expect(server.requests).toHaveLength(1);
    const [sent] = server.requests;
    expect([sent?.method, sent?.path, sent?.body]).toEqual(['POST', sample.path, sample.body]);
    const requestId = String(sent?.headers['x-request-id']);
    expect(requestId).toMatch(/^[0-9a-f]{32}$/);
    const { signature } = signed({ requestId });
    expect(sent?.headers).toMatchObject({
      'x-counterparty-id': sample.counterpartyId,
      'x-timestamp': sample.timestamp,
      'x-sign': signature,
      'content-type': 'application/json',
    });
  });

  it('made again has the same bytes, and an id, a time and a signature of its own', async () => {
    const { server, clock, pay } = await aClient(says(503));
    await pay();
    await clock.advance(60_000);
    await pay();
    const [one, other] = server.requests;
    expect([other?.path, other?.body]).toEqual([one?.path, one?.body]);
    for (const name of ['x-request-id', 'x-timestamp', 'x-sign']) {
      expect(other?.headers[name]).not.toBe(one?.headers[name]);
    }
    expect(other?.headers['x-timestamp']).toBe(String(sampleTime + 60_000));
  });

  it('by another recipe signs that', async () => {
    const signature = {
      parts: ['method', 'path', 'requestId', 'timestamp', 'counterpartyId', 'body'],
      separator: '\n',
    };
    const { server, pay } = await aClient(says(200, success), { signature });
    await pay();
    const [sent] = server.requests;
    const requestId = String(sent?.headers['x-request-id']);
    expect(sent?.headers['x-sign']).toBe(signed({ requestId }, aSettings({ signature })).signature);
  });
});

describe('the code of an answer', () => {
  const undetermined = [200, 201, 400, 401, 404, 409, 422, 429].flatMap((status) =>
    [0, 9, 99, 105, -1, 1.5, '1', '104', null, true, [1], { code: 1 }].map(
      (value) => [status, value] as const,
    ),
  );
  it.each(undetermined)('Given %i with the code %j, then nobody knows', async (status, value) => {
    expect((await outcomeOf(says(status, code(value)))).outcome).toBe('undetermined');
  });

  const believed = [200, 201, 400, 401, 403, 404, 409, 422, 429];
  it.each(believed)('Given %i, then its code counts', async (status) => {
    expect((await outcomeOf(says(status, success))).outcome).toBe('paid');
    expect(await outcomeOf(says(status, code(104)))).toEqual({
      outcome: 'repeated',
      evidence: `answered ${status}, code 104`,
    });
    for (const no of [2, 3, 4, 5, 6, 7, 8]) {
      expect(await outcomeOf(says(status, code(no)))).toEqual({
        outcome: 'rejected',
        code: no,
        evidence: `answered ${status}, code ${no}`,
      });
    }
  });

  const notBelieved = [300, 301, 302, 303, 307, 308, 500, 502, 503, 504];
  it.each(notBelieved.flatMap((status) => [1, 2, 8, 99, 104].map((value) => [status, value])))(
    'Given %i with the code %i, then nobody knows',
    async (status, value) => {
      const answer = says(status, code(value), { location: '/elsewhere' });
      expect(await outcomeOf(answer)).toEqual({ outcome: 'undetermined', evidence: `answered ${status}` });
    },
  );

  it.each([
    [500, 1, 'paid'],
    [500, 2, 'rejected'],
    [503, 104, 'repeated'],
    [500, 99, 'undetermined'],
    [302, 1, 'undetermined'],
  ])(
    'Given %i with the code %i where server errors are believed, then %s',
    async (status, value, outcome) => {
      expect(await outcomeOf(says(status, code(value)), { believeServerErrors: true })).toMatchObject({
        outcome,
      });
    },
  );

  it('Given other codes are configured, then those count', async () => {
    const changes = {
      successCodes: [0, 200],
      finalRejectionCodes: [-5],
      repeatedCode: 7,
      undeterminedCodes: [1],
    };
    const outcomes = [0, 200, -5, 7, 1, 2, 104].map((value) => outcomeOf(says(200, code(value)), changes));
    expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual([
      'paid',
      'paid',
      'rejected',
      'repeated',
      'undetermined',
      'undetermined',
      'undetermined',
    ]);
  });
});

describe('an answer that says nothing', () => {
  it.each<[string, Answer]>([
    ['no body', says(200)],
    ['a gateway page', says(200, '<html>ok</html>', { 'content-type': 'text/html' })],
    ['half an object', says(200, success.slice(0, -3))],
    ['a text', says(200, '"1"')],
    ['a list', says(200, '[{"_responseCode":1}]')],
    ['null', says(200, 'null')],
    ['no code', says(200, '{"transactionId":"389","balance":1588.5}')],
    ['a code of another name', says(200, '{"responseCode":1}')],
    ['a code in the prototype', says(200, '{"__proto__":{"_responseCode":1}}')],
    ['a body too long', says(200, `{"x":"${'x'.repeat(70_000)}","_responseCode":1}`)],
    ['a body too deep', says(200, `{"x":${'['.repeat(30_000)}${']'.repeat(30_000)},"y":${'1'.repeat(20)}}`)],
    ['a reset', (_, response) => void socketOf(response).resetAndDestroy()],
    ['an end without an answer', (_, response) => void socketOf(response).end()],
    ['no HTTP', (_, response) => void socketOf(response).end('hello\r\n\r\n')],
    [
      'an answer cut short',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write(success, () => response.destroy());
      },
    ],
  ])('Given %s, then nobody knows', async (_, answer) => {
    expect((await outcomeOf(answer)).outcome).toBe('undetermined');
  });

  it('Given none in time, then nobody knows', async () => {
    const client = await aClient(() => undefined, { deadlineMs: 500 });
    const outcome = client.pay();
    while (client.server.requests.length === 0) await client.clock.advance(0);
    await client.clock.advance(500);
    expect(await outcome).toEqual({ outcome: 'undetermined', evidence: 'no answer: deadline' });
  });

  it('Given an id source that fails, then nobody knows, and it is logged', async () => {
    const { needs, logged } = await aClient();
    const next = () => {
      throw new Error('no ids');
    };
    const outcome = await betcorePayOuts({ ...needs, ids: { next } }).payOut(request);
    expect(outcome).toEqual({ outcome: 'undetermined', evidence: 'internal fault' });
    expect(logged()).toContain('betcore pay-out failed');
  });
});

describe('what is paid', () => {
  it.each([
    [
      "the page's sample, its last comma included",
      '{"transactionId": "389", "balance": 1588.5, "_responseCode": 1,}',
      '389',
      '1588.5',
    ],
    ['a number for an id', '{"transactionId":389,"balance":0,"_responseCode":1}', '389', '0'],
    [
      'an id no double holds',
      '{"transactionId":12345678901234567890,"balance":1,"_responseCode":1}',
      '12345678901234567890',
      '1',
    ],
    ['no id', '{"balance":1e3,"_responseCode":1}', null, '1000'],
    ['an empty id', '{"transactionId":"","balance":1,"_responseCode":1}', null, '1'],
    ['an id with lines', '{"transactionId":"3\\n89","balance":1,"_responseCode":1}', null, '1'],
    ['an endless id', `{"transactionId":"${'9'.repeat(129)}","balance":1,"_responseCode":1}`, null, '1'],
    ['an object for an id', '{"transactionId":{},"balance":1,"_responseCode":1}', null, '1'],
    [
      'a balance of 16 digits',
      '{"transactionId":"1","balance":12345678901234.56,"_responseCode":1}',
      '1',
      null,
    ],
    [
      'a balance of 15 digits',
      '{"transactionId":"1","balance":1234567890123.45,"_responseCode":1}',
      '1',
      '1234567890123.45',
    ],
    ['a balance below 0', '{"transactionId":"1","balance":-5,"_responseCode":1}', '1', null],
    ['a text for a balance', '{"transactionId":"1","balance":"5","_responseCode":1}', '1', null],
    ['a byte order mark', `\ufeff${success}`, '389', '1588.5'],
  ])('Given %s, then it is paid all the same', async (_, body, transactionId, balance) => {
    expect(await outcomeOf(says(200, body))).toEqual({ outcome: 'paid', transactionId, balance });
  });
});

describe('what is never sent', () => {
  it('Given nobody listens, then it may be another time', async () => {
    const { server, pay } = await aClient(undefined, { baseUrl: await refusingUrl() });
    expect(await pay()).toEqual({
      outcome: 'never-sent',
      cause: 'not-reached',
      evidence: 'not sent: ECONNREFUSED',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('Given a name nobody knows, then it may be another time', async () => {
    const { pay } = await aClient(undefined, { baseUrl: 'https://betcore.invalid' });
    expect(await pay()).toMatchObject({ outcome: 'never-sent', cause: 'not-reached' });
  });

  it('Given no settings, then it may be another time', async () => {
    const { server, needs, logged } = await aClient();
    const settings = async () => Promise.reject(new Error('s3cret'));
    expect(await betcorePayOuts({ ...needs, settings }).payOut(request)).toEqual({
      outcome: 'never-sent',
      cause: 'not-reached',
      evidence: 'settings not available',
    });
    expect(server.requests).toHaveLength(0);
    expect(logged()).not.toContain('s3cret');
  });

  it('Given it is too late, then it does not leave; at its last millisecond it does', async () => {
    const { server, clock, pay } = await aClient();
    await clock.advance(1_000);
    expect(await pay({ sendBefore: sampleTime + 999 })).toMatchObject({
      outcome: 'never-sent',
      evidence: 'not sent: too late to send',
    });
    expect(server.requests).toHaveLength(0);
    expect((await pay({ sendBefore: sampleTime + 1_000 })).outcome).toBe('paid');
  });

  it.each([
    ['an amount of 16 digits', { amount: money(decimal('12345678901234.56'), 'EUR' as Currency) }],
    ['an odd of 16 digits', { winOdd: decimal('1.210000000000001') }],
    ['a session id of dots', { sessionId: '..' }],
  ])('Given %s, then it never will be', async (_, changes) => {
    const { server, pay } = await aClient();
    const outcome = await pay(changes);
    expect(outcome).toMatchObject({ outcome: 'never-sent', cause: 'not-expressible' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('evidence', () => {
  it('keeps what was said, on one line and bounded', async () => {
    const message = `closed\r\nsession ${'x'.repeat(2_000)}`;
    const outcome = await outcomeOf(says(400, JSON.stringify({ _responseCode: 3, message })));
    expect(outcome).toMatchObject({ outcome: 'rejected', code: 3 });
    const { evidence } = outcome as { evidence: string };
    expect(evidence).toMatch(/^answered 400, code 3: closed session x+$/);
    expect(evidence.length).toBeLessThan(600);
  });

  it('says of a code that nobody has explained it', async () => {
    expect(await outcomeOf(says(200, code(17)))).toEqual({
      outcome: 'undetermined',
      evidence: 'answered 200, code 17 (an unknown code)',
    });
  });

  it.each([8, 99, 104, 17])('never repeats the secret, whatever comes with code %i', async (value) => {
    const body = JSON.stringify({
      _responseCode: value,
      message: `bad key ${testSecret}`,
      secret: testSecret,
    });
    const client = await aClient(says(401, body));
    expect(JSON.stringify(await client.pay())).not.toContain(testSecret);
    expect(client.logged()).not.toContain(testSecret);
  });
});
