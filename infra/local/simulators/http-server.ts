import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLoopbackName } from '../../../lib/adapters/http/loopback.ts';
import type { Log } from '../../../lib/ports/telemetry.ts';
import { type Answer, type Outcome, refusal } from './answer.ts';
import { isMeantForLoopback } from './loopback.ts';
import { type HandshakeOutcome, isWebsocketHandshake, websocketHandshakes } from './websocket-handshakes.ts';

export interface HttpServer {
  readonly url: string;
  /** Ends every connection, answered or not. */
  close(): Promise<void>;
}

export interface ReceivedCall {
  readonly request: IncomingMessage;
  readonly body: string;
}

export interface HttpServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly handle: (call: ReceivedCall) => Promise<Outcome>;
  /** Decides on a call that wants to become a websocket. */
  readonly connect: (request: IncomingMessage) => Promise<HandshakeOutcome>;
  readonly log: Log | undefined;
}

/** Four times what the hub itself takes, so that no body it lets through is cut off here. */
export const maxBodyBytes = 1_048_576;

/** Listens on loopback only. Rejects with the system's error when the port cannot be had. */
export async function listen({ port, host, handle, connect, log }: HttpServerOptions): Promise<HttpServer> {
  if (!isLoopbackName(host)) throw new RangeError(`The simulators listen on loopback only, not on ${host}.`);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const outcome = await answerTo(request);
      if (outcome !== 'never-answered') write(response, outcome);
    } catch (fault) {
      // A caller who hung up, or the end of the server, leaves nobody to answer.
      if (request.socket.destroyed) return;
      write(response, failed(request, fault));
    }
  }

  function failed({ method, url }: IncomingMessage, fault: unknown): Answer {
    log?.error('a simulator failed', fault, { method, path: url });
    return refusal(500, 'The simulator itself failed.', 'This is a bug of the simulator: see its log.');
  }

  async function answerTo(request: IncomingMessage): Promise<Outcome> {
    if (!isMeantForLoopback(request.headers)) return notLoopback;
    const body = await readBody(request);
    return body === undefined ? tooLarge : handle({ request, body });
  }

  const handshakes = websocketHandshakes(async (request) => {
    if (!isMeantForLoopback(request.headers)) return notLoopback;
    return connect(request).catch((fault) =>
      request.socket.destroyed ? 'never-answered' : failed(request, fault),
    );
  });

  const server = createServer(
    // A client that offers HTTP/2 with its call (Java's does) is answered as if it had not.
    { shouldUpgradeCallback: isWebsocketHandshake },
    (request, response) => void serve(request, response),
  );
  server.on('upgrade', (request, socket, head) => void handshakes.take(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        handshakes.close();
      }),
  };
}

const notLoopback = refusal(
  403,
  'The Host or Origin header names another machine.',
  'Call the simulators from this machine, as 127.0.0.1 or localhost.',
);

const tooLarge: Answer = {
  ...refusal(413, `The body is larger than ${maxBodyBytes} bytes.`, 'Send a smaller body.'),
};

/** Undefined when it is too large; the rest of it is read and dropped, so that the refusal can be heard. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(bodiless ? undefined : body);
}
