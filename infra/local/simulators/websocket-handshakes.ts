import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answer, Outcome } from './answer.ts';

/** A handshake that is accepted. */
export interface Opening {
  readonly open: (socket: WebSocket) => void;
}

export type HandshakeOutcome = Outcome | Opening;

export interface WebsocketHandshakes {
  /** For the server's `upgrade` event. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Says goodbye to every connection and ends it, and every handshake that is not answered yet. */
  close(): void;
}

/** A feed's clients send back the id of a ping and nothing else. */
const maxMessageBytes = 65_536;

/** "Going away", of RFC 6455. */
const goingAway = 1001;

/** Whether a request asks for a websocket; other upgrades (HTTP/2 in clear text) may be left unanswered. */
export function isWebsocketHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.trim().toLowerCase() === 'websocket';
}

/** Answers handshakes the way `decide` wants them answered. `decide` never rejects. */
export function websocketHandshakes(
  decide: (request: IncomingMessage) => Promise<HandshakeOutcome>,
): WebsocketHandshakes {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const sockets = new Set<Duplex>();

  return {
    async take(request, socket, head) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // Who hangs up is not there any more: that is all there is to it.
      socket.on('error', () => undefined);
      const outcome = await decide(request);
      if (socket.destroyed || outcome === 'never-answered') return;
      if (!('open' in outcome)) {
        refuse(socket, outcome);
        return;
      }
      server.handleUpgrade(request, socket, head, (websocket) => {
        // What is no websocket frame ends the connection, which is the other side's doing.
        websocket.on('error', () => undefined);
        outcome.open(websocket);
      });
    },
    close() {
      for (const websocket of server.clients) websocket.close(goingAway, 'The simulators are closing.');
      for (const socket of sockets) socket.destroy();
    },
  };
}

function refuse(socket: Duplex, { status, headers, body }: Answer): void {
  const sent = { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
