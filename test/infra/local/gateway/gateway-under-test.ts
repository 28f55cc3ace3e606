import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { type Activity, activity } from '../../../../infra/local/engine/activity.ts';
import { type ApiRoute, type Gateway, startGateway } from '../../../../infra/local/gateway.ts';
import { type Issuer, localIssuer } from '../../../../infra/local/issuer.ts';
import { randomIds } from '../../../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts';
import { silentLog } from '../silent-log.ts';

export type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

export interface GatewayUnderTest {
  readonly gateway: Gateway;
  readonly issuer: Issuer;
  readonly activity: Activity;
  readonly log: ReturnType<typeof silentLog>;
  /** What the handlers were called with, in order. */
  readonly events: readonly Event[];
  /** A bearer token with these scopes. */
  bearer(...scopes: string[]): { authorization: string };
}

/** An open route and routes of both scopes that note their event and answer 200, plus those given. */
export async function gatewayUnderTest(extra: readonly ApiRoute[] = []): Promise<GatewayUnderTest> {
  const events: Event[] = [];
  const handler: ApiRoute['handler'] = async (event) => {
    events.push(event);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  };
  const clock = systemClock();
  const issuer = localIssuer(clock, null);
  const log = silentLog();
  const work = activity();
  const gateway = await startGateway({
    port: 0,
    routes: [
      { method: 'GET', path: '/open/{name}', scope: null, handler },
      { method: 'POST', path: '/open/{name}', scope: null, handler },
      { method: 'GET', path: '/open/fixed', scope: null, handler },
      { method: 'GET', path: '/read', scope: 'cashout:read', handler },
      { method: 'POST', path: '/bets/{provider}/{betId}/cashouts', scope: 'cashout:write', handler },
      ...extra,
    ],
    issuer,
    clock,
    ids: randomIds(),
    activity: work,
    log,
    control: async (_request, response) => void response.end('control'),
  });
  return {
    gateway,
    issuer,
    activity: work,
    log,
    events,
    bearer: (...scopes) => ({ authorization: `Bearer ${issuer.issue({ scopes, clientId: 'tests' })}` }),
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A call whose path and headers go out exactly as given, which fetch does not do. */
export function rawCall(
  url: string,
  target: string,
  options: { method?: string; headers?: readonly string[]; body?: string | Buffer } = {},
  host = new URL(url).host,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        hostname,
        port,
        path: target,
        method: options.method ?? 'GET',
        headers: ['Host', host, ...(options.headers ?? [])],
        agent: false,
      },
      (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          body += chunk;
        });
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}
