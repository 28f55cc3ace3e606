import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The gateway's own answers, word for word. */
export const gatewayMessages = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
} as const;

export function writeGatewayAnswer(
  response: ServerResponse,
  status: keyof typeof gatewayMessages,
  headers: Readonly<Record<string, string>> = {},
): void {
  write(response, {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message: gatewayMessages[status] }),
  });
}

/** What a handler answered, as an HTTP API passes it on. Throws for what that could not send either. */
export function writeResult(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  if (!Number.isInteger(result.statusCode)) throw new TypeError('the handler answered without a status code');
  write(response, result);
}

function write(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  response.statusCode = result.statusCode ?? 200;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  for (const cookie of result.cookies ?? []) response.appendHeader('set-cookie', cookie);
  response.setHeader('content-length', body.length);
  response.end(body);
}
