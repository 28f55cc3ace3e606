import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { startDynalite } from '../../../infra/local/database-dynalite.ts';
import { clientConfig, type DatabaseEngine } from '../../../infra/local/database-engine.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function givenEngine(): Promise<DatabaseEngine> {
  const engine = await startDynalite(null);
  closers.push(() => engine.close());
  return engine;
}

async function listsTables(engine: DatabaseEngine): Promise<boolean> {
  const client = new DynamoDBClient({ ...clientConfig(engine), maxAttempts: 1 });
  closers.push(() => client.destroy());
  return Array.isArray((await client.send(new ListTablesCommand({}))).TableNames);
}

interface Told {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A well-formed ListTables, as any page could send it; nobody checks the signature. */
async function call({ endpoint }: DatabaseEngine, method: string, headers: object): Promise<Told> {
  const body = method === 'POST' ? '{}' : '';
  const sent = request(endpoint, {
    method,
    agent: false,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f',
      ...headers,
    },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, headers: response.headers };
}

describe('the embedded database', () => {
  it.each([
    ['a page of another origin', 'POST', { origin: 'https://evil.test' }],
    ['its preflight', 'OPTIONS', { origin: 'https://evil.test', 'access-control-request-method': 'POST' }],
    ['a page without an origin of its own', 'POST', { origin: 'null' }],
    ['a name that stands for this machine', 'POST', { host: 'evil.test:8000' }],
    ['its probe', 'GET', { host: 'evil.test:8000' }],
  ])('Given a call of %s, then 403 and no page may read it', async (_, method, headers) => {
    const engine = await givenEngine();
    const told = await call(engine, method, headers);
    expect(told.status).toBe(403);
    expect(Object.keys(told.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each([
    ['no origin', {}],
    ['the name localhost', { host: 'localhost:8000' }],
    ['a page of this machine', { origin: 'http://localhost:5173' }],
  ])('Given a call of this machine with %s, then it is served', async (_, headers) => {
    expect((await call(await givenEngine(), 'POST', headers)).status).toBe(200);
  });

  it('Given the SDK, then it is served', async () => {
    expect(await listsTables(await givenEngine())).toBe(true);
  });

  it.each([
    ['meant for this machine', '127.0.0.1'],
    ['of a page', 'evil.test'],
  ])('Given a call %s that breaks off within its body, then the process lives', async (_, host) => {
    const engine = await givenEngine();
    const uncaught: unknown[] = [];
    const note = (fault: unknown): void => void uncaught.push(fault);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', note);
    closers.push(() => {
      process.removeListener('uncaughtException', note);
      for (const other of others) process.on('uncaughtException', other);
    });
    const socket = connect(Number(new URL(engine.endpoint).port), '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 100\r\n\r\n{"`);
    await once(socket, 'connect');
    // It has begun to read by the time it answers somebody else.
    await listsTables(engine);
    socket.resetAndDestroy();
    await listsTables(engine);
    await pause(0);
    expect(uncaught).toEqual([]);
    expect(await listsTables(engine)).toBe(true);
  });
});
