import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3Server {
  readonly endpoint: string;
  /** By `bucket/key`, decoded. */
  readonly objects: ReadonlyMap<string, string>;
  /** Headers of every request, oldest first. */
  readonly requests: readonly IncomingHttpHeaders[];
  setAvailable(available: boolean): void;
  /** The next object is stored, and nobody is told. */
  loseNextAnswer(): void;
  /** The next request is refused with this code. */
  refuseNext(status: number, code: string): void;
  stop(): Promise<void>;
}

/** Speaks as much of S3's protocol, with the bucket in the path, as PutObject needs. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, string>();
  const requests: IncomingHttpHeaders[] = [];
  let available = true;
  let losesAnswer = false;
  let refusal: { readonly status: number; readonly code: string } | undefined;

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    requests.push(request.headers);
    const [path = ''] = (request.url ?? '').split('?');
    const name = decodeURIComponent(path.slice(1));
    if (request.method !== 'PUT') return refuse(response, 501, 'NotImplemented');
    if (!available) return refuse(response, 500, 'InternalError');
    if (refusal !== undefined) {
      const { status, code } = refusal;
      refusal = undefined;
      return refuse(response, status, code);
    }
    if (request.headers['if-none-match'] === '*' && objects.has(name)) {
      return refuse(response, 412, 'PreconditionFailed');
    }
    objects.set(name, body.toString('utf8'));
    if (losesAnswer) {
      losesAnswer = false;
      return void request.socket.destroy();
    }
    response.writeHead(200, { etag: '"x"' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    setAvailable(next) {
      available = next;
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    refuseNext(status, code) {
      refusal = { status, code };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}
