import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, gatewayUnderTest, rawCall } from './gateway-under-test.ts';

const bodyLimitBytes = 10 * 1024 * 1024;

let under: GatewayUnderTest;

beforeEach(async () => {
  under = await gatewayUnderTest([
    {
      method: 'GET',
      path: '/throws',
      scope: null,
      handler: () => Promise.reject(new Error('secret detail')),
    },
    {
      method: 'GET',
      path: '/answer/{kind}',
      scope: null,
      handler: async ({ pathParameters }) => {
        switch (pathParameters?.['kind']) {
          case 'cookies':
            return { statusCode: 201, cookies: ['a=1', 'b=2'], headers: { 'x-n': 7 }, body: 'plain' };
          case 'bytes':
            return { statusCode: 200, body: Buffer.from('bytes').toString('base64'), isBase64Encoded: true };
          case 'empty':
            return { statusCode: 204 };
          default:
            return {};
        }
      },
    },
  ]);
});

afterEach(() => under.gateway.close());

const call = (target: string, options?: Parameters<typeof rawCall>[2]) =>
  rawCall(under.gateway.url, target, options);

describe('finding a route', () => {
  it.each([
    ['an unknown path', 'GET', '/nothing'],
    ['an unknown method of a known path', 'DELETE', '/read'],
    ['a trailing slash', 'GET', '/read/'],
    ['an empty parameter', 'GET', '/open/'],
    ['a parameter with an encoded slash', 'GET', '/open/a%2Fb'],
    ['other letter case', 'GET', '/Read'],
  ])('answers 404 to %s', async (_, method, target) => {
    const answer = await call(target, { method });
    expect(answer).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it('prefers the route with more fixed segments', async () => {
    await call('/open/fixed');
    expect(under.events.at(-1)?.routeKey).toBe('GET /open/fixed');
  });

  it('answers 400 to a path that is not percent-encoded', async () => {
    expect(await call('/open/%zz')).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
  });

  it('leaves everything below /_local to the control API', async () => {
    expect((await call('/_local/anything')).body).toBe('control');
  });
});

describe('the JWT authorizer', () => {
  it('answers 401 without a token', async () => {
    const answer = await call('/read');
    expect(answer).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('answers 401 to a token that is not good, and says no more than that', async () => {
    const answer = await call('/read', { headers: ['Authorization', 'Bearer a.b.c'] });
    expect(answer).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(answer.headers['www-authenticate']).toBe('Bearer scope="" error="invalid_token"');
  });

  it('answers 403 to a token without the scope', async () => {
    const answer = await call('/read', {
      headers: ['Authorization', under.bearer('cashout:write').authorization],
    });
    expect(answer).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
  });

  it.each([
    ['bare', ['cashout:read']],
    ['with the prefix', ['cashout-hub/cashout:read']],
    ['among others', ['cashout:write', 'cashout:read']],
  ])('lets a scope in %s', async (_, scopes) => {
    const headers = ['Authorization', under.bearer(...scopes).authorization];
    expect((await call('/read', { headers })).status).toBe(200);
  });

  it.each([
    ['part of a scope', 'cashout:rea'],
    ['a scope that begins like it', 'cashout:reader'],
    ['another prefix', 'other/cashout:read'],
  ])('does not take %s for it', async (_, scope) => {
    const headers = ['Authorization', under.bearer(scope).authorization];
    expect((await call('/read', { headers })).status).toBe(403);
  });

  it('takes the token without the word Bearer, and with it in any case', async () => {
    const token = under.bearer('cashout:read').authorization.replace('Bearer ', '');
    for (const header of [token, `bearer ${token}`, `BEARER ${token}`]) {
      expect((await call('/read', { headers: ['Authorization', header] })).status).toBe(200);
    }
  });

  it('does not call the handler of whom it refused', async () => {
    await call('/read');
    expect(under.events).toEqual([]);
  });
});

describe('bodies', () => {
  it('takes ten megabytes', async () => {
    const body = Buffer.alloc(bodyLimitBytes, 'a');
    expect(
      (await call('/open/x', { method: 'POST', headers: ['Content-Type', 'text/plain'], body })).status,
    ).toBe(200);
    expect(under.events.at(-1)?.body).toHaveLength(bodyLimitBytes);
  });

  it('answers 413 to a length that says more, before the body came', async () => {
    const answer = await announceOnly(bodyLimitBytes + 1);
    expect(answer).toContain('413');
    expect(answer).toContain('{"message":"Request Entity Too Large"}');
  });

  it('answers 413 to a body without a length that turns out longer', async () => {
    const headers = ['Transfer-Encoding', 'chunked'];
    const answer = await call('/open/x', { method: 'POST', headers, body: Buffer.alloc(bodyLimitBytes + 1) });
    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(under.events).toEqual([]);
  });

  function announceOnly(bytes: number): Promise<string> {
    const { hostname, port } = new URL(under.gateway.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST /open/x HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${bytes}\r\n\r\n`);
      });
      socket.on('error', reject);
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString();
        if (!received.endsWith('}')) return;
        socket.destroy();
        resolve(received);
      });
    });
  }
});

describe('what handlers answer', () => {
  it('passes status, headers, cookies and text on', async () => {
    const answer = await call('/answer/cookies');
    expect(answer).toMatchObject({ status: 201, body: 'plain' });
    expect(answer.headers).toMatchObject({
      'set-cookie': ['a=1', 'b=2'],
      'x-n': '7',
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it('decodes base64', async () => {
    expect((await call('/answer/bytes')).body).toBe('bytes');
  });

  it('passes an answer without a body on', async () => {
    expect(await call('/answer/empty')).toMatchObject({ status: 204, body: '' });
  });

  it.each(['/throws', '/answer/without-status'])(
    'answers 500 to a fault, logs it and tells nothing: %s',
    async (target) => {
      expect(await call(target)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
      expect(under.log.lines).toEqual(['error: a request failed']);
    },
  );
});

describe('stopping', () => {
  it('finishes the request that is open and takes no new one', async () => {
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const slow = await gatewayUnderTest([
      {
        method: 'GET',
        path: '/slow',
        scope: null,
        handler: async () => {
          entered.resolve();
          await leave.promise;
          return { statusCode: 200, body: 'finished' };
        },
      },
    ]);
    const open = rawCall(slow.gateway.url, '/slow');
    await entered.promise;
    expect(slow.activity.inFlight()).toBe(1);
    const closed = slow.gateway.close();
    await expect(rawCall(slow.gateway.url, '/slow')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    leave.resolve();
    expect(await open).toMatchObject({ status: 200, body: 'finished' });
    await closed;
  });

  it('is not held up by a connection that never asked for anything', async () => {
    const idle = await gatewayUnderTest();
    const { hostname, port } = new URL(idle.gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // Answered after the connection above was taken in: they are taken in one after the other.
    await rawCall(idle.gateway.url, '/open/x');
    const ended = once(socket, 'close');
    await idle.gateway.close();
    await ended;
  });

  it('cuts off what is not answered in the time there is', async () => {
    const entered = Promise.withResolvers<void>();
    const stuck = await gatewayUnderTest([
      {
        method: 'GET',
        path: '/stuck',
        scope: null,
        handler() {
          entered.resolve();
          return new Promise(() => undefined);
        },
      },
    ]);
    const open = expect(rawCall(stuck.gateway.url, '/stuck')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await entered.promise;
    await stuck.gateway.close(0);
    await open;
  });

  it('is not held up by a connection kept alive', async () => {
    const kept = await gatewayUnderTest();
    await (await fetch(`${kept.gateway.url}/open/x`)).text();
    await kept.gateway.close();
  });
});
