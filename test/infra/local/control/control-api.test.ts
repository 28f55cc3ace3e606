import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlRoute } from '../../../../infra/local/control/control-api.ts';
import { controlAnswer } from '../../../../infra/local/control/control-api.ts';
import { rawCall } from '../gateway/gateway-under-test.ts';
import { type ControlUnderTest, controlUnderTest } from './control-under-test.ts';

const routes: readonly ControlRoute[] = [
  { method: 'GET', path: '/_local/look', does: '', handle: () => controlAnswer(200, { seen: true }) },
  {
    method: 'POST',
    path: '/_local/things/{name}',
    does: '{size}',
    handle: ({ pathParameters, body }) => controlAnswer(200, { name: pathParameters['name'], body }),
  },
  {
    method: 'POST',
    path: '/_local/broken',
    does: '',
    handle: () => Promise.reject(new TypeError('no such thing')),
  },
];

let control: ControlUnderTest;

beforeAll(async () => {
  control = await controlUnderTest(routes);
});

afterAll(() => control.close());

describe('the control API', () => {
  it('hands decoded path parameters and the body to the call', async () => {
    expect(await control.call('POST', '/_local/things/a%20b', 'text')).toEqual({
      status: 200,
      body: { name: 'a b', body: 'text' },
    });
  });

  it.each([
    ['GET', '/_local/nothing'],
    ['GET', '/_local'],
    ['DELETE', '/_local/look'],
  ])('answers 404 to %s %s and lists what there is', async (method, path) => {
    expect(await control.call(method, path)).toEqual({
      status: 404,
      body: {
        error: `There is no ${method} ${path}.`,
        hint: 'There are: GET /_local/look; POST /_local/things/{name} {size}; POST /_local/broken; /_local/simulators/{provider}/… of the simulators.',
      },
    });
  });

  it('answers 500 with the fault when a call fails', async () => {
    expect(await control.call('POST', '/_local/broken')).toMatchObject({
      status: 500,
      body: { error: 'The call failed: no such thing' },
    });
  });

  it('answers 413 to a body that is too large', async () => {
    expect(await control.call('POST', '/_local/things/x', 'a'.repeat(1024 * 1024 + 1))).toMatchObject({
      status: 413,
    });
  });
});

describe('who may call', () => {
  const callAs = (host: string, ...headers: string[]) => {
    const { hostname, port } = new URL(control.url);
    return rawCall(
      `http://${hostname}:${port}`,
      '/_local/look',
      { headers: ['X-Test', '1', ...headers] },
      host,
    );
  };

  it.each(['localhost', 'localhost:3000', '127.0.0.1:1', '[::1]:3000', 'LOCALHOST'])(
    'this machine: Host %s',
    async (host) => {
      expect((await callAs(host)).status).toBe(200);
    },
  );

  it.each(['example.com', 'localhost.example.com', '127.0.0.1.example.com', '192.168.1.7:3000'])(
    'not the page of another name that leads here: Host %s',
    async (host) => {
      const answer = await callAs(host);
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ hint: expect.stringContaining('127.0.0.1') });
    },
  );

  it('not the page of another origin', async () => {
    expect((await callAs('localhost', 'Origin', 'https://example.com')).status).toBe(403);
    expect((await callAs('localhost', 'Origin', 'http://localhost:3000')).status).toBe(200);
  });
});
