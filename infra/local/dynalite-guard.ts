import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isMeantForLoopback } from './simulators/loopback.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lets dynalite answer calls of this machine alone. By itself it takes any signature and tells every web page that it
 * may read the answer; and it throws what breaks a request off, which would end the whole process.
 */
export function guardDynalite(server: Server): void {
  const listeners = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isMeantForLoopback(request.headers)) {
      request.resume();
      response.writeHead(403).end();
      return;
    }
    for (const listener of listeners) listener.call(server, request, response);
    // A request that broke off leaves nobody to answer. Without listeners Node does not report it.
    request.removeAllListeners('error');
  });
}
