import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** A server on a port of its own that answers every request with what `answer` says; null breaks the connection. */
export async function startHttpServer(
  answer: (body: string, headers: IncomingHttpHeaders) => HttpAnswer | null | Promise<HttpAnswer | null>,
): Promise<HttpServer> {
  const server = createServer(async (request, response) => {
    const said = await answer(await text(request), request.headers);
    if (said === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(said.status, said.headers);
    response.end(said.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
