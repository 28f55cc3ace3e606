import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** How a handshake is answered: a websocket, a status, the end of the connection, or nothing at all. */
export type HandshakeAnswer = 'open' | 'reset' | 'silence' | number;

export interface FeedServer {
  /** `ws://127.0.0.1:<port>/feed/cashout/v2` */
  readonly url: string;
  /** Oldest first. */
  readonly handshakes: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Of the TCP connections it has taken. */
  open(): number;
  /** The latest websocket, once there is one. */
  socket(): Promise<WebSocket>;
  /** Texts received, oldest first. */
  readonly received: readonly string[];
}

/** A stand-in for Odds88's feed; the last answer goes on for ever. `onOpen` runs in the turn of the handshake. */
export async function startFeedServer(
  answers: readonly HandshakeAnswer[] = ['open'],
  onOpen: (socket: WebSocket) => void = () => {},
): Promise<FeedServer> {
  const handshakes: { path: string; headers: IncomingHttpHeaders }[] = [];
  const received: string[] = [];
  const sockets: Duplex[] = [];
  const server = createServer();
  const websockets = new WebSocketServer({ noServer: true });
  const opened = new EventEmitter();
  let latest: WebSocket | null = null;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.push(socket);
    socket.on('error', () => {});
    handshakes.push({ path: request.url ?? '', headers: request.headers });
    const answer = answers[Math.min(handshakes.length, answers.length) - 1];
    if (answer === 'silence') socket.on('end', () => socket.end()).resume();
    else if (answer === 'reset') socket.destroy();
    else if (typeof answer === 'number') {
      const location = answer >= 300 && answer < 400 ? 'Location: /elsewhere\r\n' : '';
      socket.end(`HTTP/1.1 ${answer} No\r\n${location}Connection: close\r\nContent-Length: 6\r\n\r\ns3cret`);
    } else {
      websockets.handleUpgrade(request, socket, head, (websocket) => {
        websocket.on('error', () => {});
        websocket.on('message', (data) => received.push(String(data)));
        onOpen(websocket);
        latest = websocket;
        opened.emit('one', websocket);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/feed/cashout/v2`;
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  const socket = async () => latest ?? ((await once(opened, 'one'))[0] as WebSocket);
  return { url, handshakes, received, socket, open };
}
