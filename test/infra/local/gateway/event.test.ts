import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Event, type GatewayUnderTest, gatewayUnderTest, rawCall } from './gateway-under-test.ts';

let under: GatewayUnderTest;

beforeAll(async () => {
  under = await gatewayUnderTest();
});

afterAll(() => under.gateway.close());

async function eventOf(...call: Parameters<typeof rawCall> extends [string, ...infer Rest] ? Rest : never) {
  await rawCall(under.gateway.url, ...call);
  const event = under.events.at(-1);
  if (event === undefined) throw new Error('no handler was called');
  return event;
}

describe('the event of an authorized call', () => {
  it('has the shape of payload format 2.0', async () => {
    const { authorization } = under.bearer('cashout:write', 'cashout:read');
    const event = await eventOf('/bets/gr8/1e82/cashouts?full=yes', {
      method: 'POST',
      headers: ['Authorization', authorization, 'Content-Type', 'application/json', 'User-Agent', 'tests/1'],
      body: '{"a":1}',
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /bets/{provider}/{betId}/cashouts',
      rawPath: '/bets/gr8/1e82/cashouts',
      rawQueryString: 'full=yes',
      queryStringParameters: { full: 'yes' },
      pathParameters: { provider: 'gr8', betId: '1e82' },
      headers: { authorization, 'content-type': 'application/json', 'content-length': '7' },
      requestContext: {
        domainName: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        http: {
          method: 'POST',
          path: '/bets/gr8/1e82/cashouts',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tests/1',
        },
        routeKey: 'POST /bets/{provider}/{betId}/cashouts',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it('shows every claim as text, and the scopes that let it in', async () => {
    const event = await eventOf('/read', {
      headers: ['Authorization', under.bearer('cashout:read', 'cashout:write').authorization],
    });
    const { claims, scopes } = event.requestContext.authorizer.jwt;
    expect(scopes).toEqual(['cashout:read']);
    expect(claims).toMatchObject({ client_id: 'tests', scope: 'cashout:read cashout:write' });
    expect(claims['exp']).toMatch(/^\d+$/);
  });

  it('names the request in event and answer alike', async () => {
    const { headers } = await rawCall(under.gateway.url, '/open/x');
    expect(headers['apigw-requestid']).toBe(under.events.at(-1)?.requestContext.requestId);
  });
});

describe('what is not there is left out', () => {
  it('of a bare call', async () => {
    const event: Partial<Event> = await eventOf('/open/x');
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const member of ['body', 'cookies', 'queryStringParameters'] as const) {
      expect(event).not.toHaveProperty(member);
    }
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  it('of a route without parameters', async () => {
    const headers = ['Authorization', under.bearer('cashout:read').authorization];
    expect(await eventOf('/read', { headers })).not.toHaveProperty('pathParameters');
  });
});

describe('repeats and encodings', () => {
  it('joins repeated headers and query parameters by comma, names in lower case', async () => {
    const event = await eventOf('/open/x?a=1&b=2&a=3', { headers: ['X-Many', 'one', 'x-many', 'two'] });
    expect(event.headers['x-many']).toBe('one,two');
    expect(event.queryStringParameters).toEqual({ a: '1,3', b: '2' });
  });

  it('moves cookies into a list of their own', async () => {
    const event = await eventOf('/open/x', { headers: ['Cookie', 'a=1; b=2'] });
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('decodes the path and its parameters', async () => {
    const event = await eventOf('/open/a%20b%3Fc%C3%A9');
    expect(event.rawPath).toBe('/open/a b?cé');
    expect(event.pathParameters).toEqual({ name: 'a b?cé' });
  });

  it('hands the query over both raw and decoded', async () => {
    const event = await eventOf('/open/x?q=a%2Bb+c%26&empty=&?=1');
    expect(event.rawQueryString).toBe('q=a%2Bb+c%26&empty=&?=1');
    expect(event.queryStringParameters).toEqual({ q: 'a+b c&', empty: '', '?': '1' });
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['multipart/form-data; boundary=text/plain', true],
  ])('hands a body of type %s over as base64: %s', async (type, isBase64) => {
    const body = Buffer.from('{"é":1}');
    const event = await eventOf('/open/x', { method: 'POST', headers: ['Content-Type', type], body });
    expect(event.isBase64Encoded).toBe(isBase64);
    expect(event.body).toBe(body.toString(isBase64 ? 'base64' : 'utf8'));
  });

  it('takes a body without a type for text, and a compressed one for bytes', async () => {
    expect(await eventOf('/open/x', { method: 'POST', body: 'hi' })).toMatchObject({ body: 'hi' });
    const headers = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'];
    expect(await eventOf('/open/x', { method: 'POST', headers, body: 'hi' })).toMatchObject({
      body: Buffer.from('hi').toString('base64'),
      isBase64Encoded: true,
    });
  });
});
