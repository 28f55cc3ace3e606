import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ControlRoute,
  controlApi,
  type ForwardToSimulators,
} from '../../../../infra/local/control/control-api.ts';

export interface ControlUnderTest {
  readonly url: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

const noSimulators: ForwardToSimulators = async () => ({ status: 500, headers: {}, body: '' });

/** These control calls behind a server of their own. */
export async function controlUnderTest(
  routes: readonly ControlRoute[],
  forward: ForwardToSimulators = noSimulators,
): Promise<ControlUnderTest> {
  const control = controlApi(routes, forward);
  const server = createServer((request, response) => void control(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async call(method, path, body, headers = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: text ?? '' }),
      });
      const received = await response.text();
      return { status: response.status, body: received === '' ? '' : JSON.parse(received) };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
