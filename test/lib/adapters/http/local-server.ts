import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  /** With its query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LocalServer {
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly Received[];
  /** Every connection ever accepted. */
  readonly sockets: readonly Socket[];
}

export interface LocalServerOptions {
  /** PEM; with it the server speaks TLS. */
  readonly identity?: { readonly key: string; readonly cert: string };
  readonly onConnection?: (socket: Socket) => void;
}

export type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

/** A real server on 127.0.0.1 and a port of its own, gone when the test is over. */
export async function startLocalServer(
  answer: Answer,
  { identity, onConnection }: LocalServerOptions = {},
): Promise<LocalServer> {
  const requests: Received[] = [];
  const sockets: Socket[] = [];
  const listener: RequestListener = async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: await text(request) };
    requests.push(received);
    await answer(received, response);
  };
  const server = identity === undefined ? createServer(listener) : createTlsServer(identity, listener);
  server.on('connection', (socket) => {
    sockets.push(socket);
    // Clients that go away are what many of these tests are about.
    socket.on('error', () => {});
    onConnection?.(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http${identity === undefined ? '' : 's'}://127.0.0.1:${port}`, requests, sockets };
}

/** An address on which nobody listens. */
export async function refusingUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** The socket under a response, for answers no HTTP library would write. */
export function socketOf(response: ServerResponse): Socket {
  if (response.socket === null) throw new Error('the connection is gone');
  return response.socket;
}
