import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwardToSimulators } from '../../../../infra/local/control/simulators.ts';
import { rawCall } from '../gateway/gateway-under-test.ts';
import { type ControlUnderTest, controlUnderTest } from './control-under-test.ts';

let received: {
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly body: string;
}[];
let simulatorsUrl: string;
let control: ControlUnderTest;
let stopSimulators: () => Promise<void>;

beforeEach(async () => {
  received = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    received.push({ method, url, type: headers['content-type'] ?? '', body });
    if (method === 'DELETE') response.writeHead(204).end();
    else response.writeHead(418, { 'content-type': 'application/json' }).end('{"amount":99.0}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulatorsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stopSimulators = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  control = await controlUnderTest([], forwardToSimulators(simulatorsUrl));
});

afterEach(async () => {
  await control.close();
  await stopSimulators();
});

describe('calls of the simulators', () => {
  it('arrive as they were sent, and so do their answers', async () => {
    const response = await fetch(`${control.url}/_local/simulators/gr8/bets/a%2Fb?x=1`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"cashoutValue":"1.00"}',
    });
    expect(response.status).toBe(418);
    expect(await response.text()).toBe('{"amount":99.0}');
    expect(received).toEqual([
      {
        method: 'PATCH',
        url: '/_local/simulators/gr8/bets/a%2Fb?x=1',
        type: 'application/json',
        body: '{"cashoutValue":"1.00"}',
      },
    ]);
  });

  it('may have no body, either way', async () => {
    expect(await control.call('DELETE', '/_local/simulators/gr8/faults')).toEqual({ status: 204, body: '' });
  });

  it.each(['GET', 'HEAD'])('go on without the body somebody gave a %s', async (method) => {
    const { status } = await rawCall(control.url, '/_local/simulators/gr8/requests', {
      method,
      headers: ['Content-Length', '2'],
      body: '{}',
    });
    expect(status).toBe(418);
    expect(received).toMatchObject([{ method, body: '' }]);
  });

  it('are answered 404 when no client can make them', async () => {
    const answer = await rawCall(control.url, '/_local/simulators/gr8/requests', { method: 'TRACE' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      404,
      {
        error: 'There is no TRACE /_local/simulators/gr8/requests.',
        hint: 'The simulators are called with GET, POST, PUT, PATCH and DELETE.',
      },
    ]);
    expect(received).toEqual([]);
  });

  it.each([
    '/_local/simulators/../clock',
    '/_local/simulators/gr8/../../clock',
    '/_local/simulators/%2e%2E/clock',
    '/_local/simulators/.%2e\\clock',
    '/_local/simulators/gr8/..',
    '/_local/simulators/./gr8/faults',
  ])('are answered 404 when their path may lead elsewhere: %s', async (target) => {
    const answer = await rawCall(control.url, target, { method: 'POST' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      404,
      { error: `There is no POST ${target}.`, hint: 'Write the path without . and .. in it.' },
    ]);
    expect(received).toEqual([]);
  });

  it('may have dots in their names and queries', async () => {
    await control.call('GET', '/_local/simulators/gr8/bets/a..b.?to=/../x');
    expect(received).toMatchObject([{ url: '/_local/simulators/gr8/bets/a..b.?to=/../x' }]);
  });

  it('wait until the simulators have the time of the hub', async () => {
    const steps: string[] = [];
    const agreeing = await controlUnderTest(
      [],
      forwardToSimulators(
        simulatorsUrl,
        async () => void steps.push(`agreed before call ${received.length}`),
      ),
    );
    await agreeing.call('GET', '/_local/simulators/gr8/requests');
    await agreeing.call('GET', '/_local/simulators/gr8/requests');
    await agreeing.close();
    expect(steps).toEqual(['agreed before call 0', 'agreed before call 1']);
  });

  it('are answered 502 when the simulators do not take the time', async () => {
    const agreeing = await controlUnderTest(
      [],
      forwardToSimulators(simulatorsUrl, () => Promise.reject(new Error('Their clock stands still.'))),
    );
    const answer = await agreeing.call('GET', '/_local/simulators/gr8/requests');
    await agreeing.close();
    expect(answer).toMatchObject({ status: 502, body: { error: 'Their clock stands still.' } });
    expect(received).toEqual([]);
  });

  it('are answered 502 with the reason when the simulators are gone', async () => {
    await stopSimulators();
    expect(await control.call('GET', '/_local/simulators/gr8/requests')).toMatchObject({
      status: 502,
      body: { error: expect.stringContaining('do not answer'), hint: 'Are they still running?' },
    });
  });
});
