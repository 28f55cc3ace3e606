import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwardToSimulators } from '../../../../infra/local/control/simulators.ts';
import { type ControlUnderTest, controlUnderTest } from './control-under-test.ts';

let received: {
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly body: string;
}[];
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stopSimulators = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  control = await controlUnderTest([], forwardToSimulators(url));
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

  it('are answered 502 with the reason when the simulators are gone', async () => {
    await stopSimulators();
    expect(await control.call('GET', '/_local/simulators/gr8/requests')).toMatchObject({
      status: 502,
      body: { error: expect.stringContaining('do not answer'), hint: 'Are they still running?' },
    });
  });
});
