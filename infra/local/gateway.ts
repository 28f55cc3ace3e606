import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Ids } from '../../lib/ports/ids.ts';
import type { Log } from '../../lib/ports/telemetry.ts';
import type { HttpHandler } from '../../lib/runtime/operation.ts';
import { type Activity, activity as newActivity } from './engine/activity.ts';
import { authorize } from './gateway/authorize.ts';
import { decodePath, toEvent } from './gateway/event.ts';
import { readBody } from './gateway/read-body.ts';
import { type Route, routeTable } from './gateway/routes.ts';
import { writeGatewayAnswer, writeResult } from './gateway/write-response.ts';
import type { Issuer } from './issuer.ts';

export interface ApiRoute extends Route {
  /** Null for routes open to everybody. */
  readonly scope: string | null;
  readonly handler: HttpHandler;
}

export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly routes: readonly ApiRoute[];
  readonly issuer: Issuer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly activity: Activity;
  readonly log: Log;
  /** Serves everything below `/_local`. */
  readonly control: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export interface Gateway {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /**
   * Takes nothing new and resolves when every open request is answered, or cut off after `withinMs`.
   * @default what API Gateway gives an answer
   */
  close(withinMs?: number): Promise<void>;
}

/** What API Gateway takes. */
const maxBodyBytes = 10 * 1024 * 1024;

/** An HTTP API answers for its integration after this time; what is open longer never answers. */
const longestAnswerMs = 30_000;

/** Longer than clients keep idle connections, so that none is closed under a request on its way. */
const keepAliveMs = 65_000;

/**
 * The front door on this machine: routes, JWT authorizer and events of an HTTP API with payload format 2.0.
 * Rejects with the system's error when the port cannot be had.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { clock, ids, issuer, activity, log, control } = options;
  const findRoute = routeTable(options.routes);
  // Control calls count here as well: they are no work of the hub, but somebody waits for their answers.
  const open = newActivity();
  let closing = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A kept-alive connection that falls idle while we stop would hold the server open.
    response.once('close', () => closing && setImmediate(() => server.closeIdleConnections()));
    const isControl = request.url?.startsWith('/_local') === true;
    try {
      await (isControl ? control(request, response) : activity.track(() => invoke(request, response)));
    } catch (fault) {
      // The caller has hung up: nobody is left to answer.
      if (response.destroyed) return;
      log.error('a request failed', fault, { method: request.method, route: isControl ? '/_local' : 'api' });
      if (response.headersSent) response.destroy();
      else writeGatewayAnswer(response, 500);
    }
  }

  async function invoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = ids.next();
    response.setHeader('apigw-requestid', requestId);
    const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
    const path = decodePath(rawPath);
    if (path === undefined) return writeGatewayAnswer(response, 400);
    const matched = findRoute(request.method ?? 'GET', path);
    if (matched === undefined) return writeGatewayAnswer(response, 404);

    const { scope, handler } = matched.route;
    const authorized = scope === null ? undefined : authorize(issuer, scope, request.headers.authorization);
    if (authorized !== undefined && authorized.outcome !== 'let-in') {
      const status = authorized.outcome === 'forbidden' ? 403 : 401;
      return writeGatewayAnswer(response, status, { 'www-authenticate': authorized.challenge });
    }

    const body = await readBody(request, maxBodyBytes);
    if (body === 'too-large') return writeGatewayAnswer(response, 413, { connection: 'close' });
    const event = toEvent({
      request,
      path,
      rawQuery: query.join('?'),
      matched,
      authorization: authorized?.authorization,
      body,
      requestId,
      now: clock.now(),
    });
    writeResult(response, await handler(event, { awsRequestId: ids.next() }));
  }

  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const written = new Promise<void>((resolve) => response.once('close', resolve));
    void open.track(async () => {
      await serve(request, response);
      await written;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close(withinMs = longestAnswerMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await open.idle(withinMs);
      // A connection that never asked for anything is not idle to the server, and would hold it open for good.
      server.closeAllConnections();
      await closed;
    },
  };
}
