import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Authorization } from './authorize.ts';
import type { Matched, Route } from './routes.ts';

export interface EventParts {
  readonly request: IncomingMessage;
  /** As decoded for routing. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  readonly matched: Matched<Route>;
  /** Undefined on routes open to everybody. */
  readonly authorization: Authorization | undefined;
  readonly body: Buffer;
  readonly requestId: string;
  /** Epoch milliseconds on the hub's clock. */
  readonly now: number;
}

/** What an HTTP API does not hand over as text it hands over as base64, and the reverse. */
const textTypes = /^(?:text\/.*|application\/(?:json|javascript|xml)|[^;]*\+(?:json|xml))$/;

/** The event an HTTP API sends in payload format 2.0: repeats joined by comma, absent members left out. */
export function toEvent(parts: EventParts): APIGatewayProxyEventV2WithJWTAuthorizer {
  const { request, path, rawQuery, matched, authorization, body, requestId, now } = parts;
  const { cookie, ...headers } = joinHeaders(request.rawHeaders);
  const query = parseQuery(rawQuery);
  const method = request.method ?? 'GET';
  const domainName = headers['host'] ?? '127.0.0.1';
  const routeKey = `${matched.route.method} ${matched.route.path}`;
  const isText = isTextual(headers);
  const event = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/[;,]\s*/) }),
    headers: { 'content-length': String(body.length), ...headers },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      // Routes without an authorizer have no such member; the type only knows routes with one.
      ...(authorization === undefined ? {} : { authorizer: { jwt: authorization } }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    ...(Object.keys(matched.pathParameters).length === 0 ? {} : { pathParameters: matched.pathParameters }),
    isBase64Encoded: body.length > 0 && !isText,
  };
  return event as APIGatewayProxyEventV2WithJWTAuthorizer;
}

/** Undefined for what is no percent-encoding, which no path may be. */
export function decodePath(rawPath: string): string | undefined {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    const value = rawHeaders[at + 1] ?? '';
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

function parseQuery(rawQuery: string): Record<string, string> | undefined {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size === 0 ? undefined : Object.fromEntries(joined);
}

function isTextual(headers: Readonly<Record<string, string>>): boolean {
  if (headers['content-encoding'] !== undefined) return false;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || textTypes.test(type);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(epochMs: number): string {
  const time = new Date(epochMs);
  const day = String(time.getUTCDate()).padStart(2, '0');
  return `${day}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)} +0000`;
}
