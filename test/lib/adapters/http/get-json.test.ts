import { expect, it } from 'vitest';
import { getJson } from '../../../../lib/adapters/http/get-json.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { type Answer, refusingUrl, socketOf, startLocalServer } from './local-server.ts';

const start = Date.UTC(2026, 10, 21, 12);
const deadlineMs = 8_000;

async function readFrom(answer: Answer) {
  const server = await startLocalServer(answer);
  const read = { url: `${server.url}/amounts?a=1&a=2`, headers: { 'X-Brand': 'b1' }, deadlineMs };
  return { server, result: await getJson(read, manualClock(start)) };
}

it('hands over what was answered, numbers as they were spelled', async () => {
  const { server, result } = await readFrom((_, response) => void response.end('[{"amount":499.0,"b":1e3}]'));
  const text = '[{"amount":499.0,"b":1e3}]';
  expect(result).toEqual({ kind: 'answered', status: 200, text, json: [{ amount: '499.0', b: '1e3' }] });
  expect(server.requests).toMatchObject([
    { method: 'GET', path: '/amounts?a=1&a=2', headers: { 'x-brand': 'b1' } },
  ]);
});

it.each([400, 401, 429, 500, 503])('takes a %i for an answer and does not ask again', async (status) => {
  const { server, result } = await readFrom((_, response) => {
    response.writeHead(status).end('"no"');
  });
  expect(result).toEqual({ kind: 'answered', status, text: '"no"', json: 'no' });
  expect(server.requests).toHaveLength(1);
});

it.each<[string, string, string | undefined]>([
  ['no JSON', '<html>', '<html>'],
  ['an empty body', '', ''],
  ['more than 256 kB', `"${'x'.repeat(300_000)}"`, undefined],
])('reads nothing out of %s', async (_, body, text) => {
  const { result } = await readFrom((_, response) => void response.end(body));
  expect(result).toEqual({ kind: 'answered', status: 200, text, json: undefined });
});

it.each([301, 302, 307, 308])('does not carry the token where a %i points to', async (status) => {
  const { server, result } = await readFrom((_, response) => {
    response.writeHead(status, { Location: '/elsewhere' }).end();
  });
  expect(result.kind).toBe('unreachable');
  expect(server.requests).toHaveLength(1);
});

it.each<[string, Answer]>([
  ['a reset', (_, response) => void socketOf(response).resetAndDestroy()],
  [
    'a body cut short',
    (_, response) => void socketOf(response).end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n['),
  ],
])('counts %s as unreachable', async (_, answer) => {
  expect((await readFrom(answer)).result.kind).toBe('unreachable');
});

it('names a refused connection', async () => {
  const read = { url: await refusingUrl(), headers: {}, deadlineMs };
  expect(await getJson(read, manualClock(start))).toEqual({ kind: 'unreachable', cause: 'ECONNREFUSED' });
});

it('does not repeat a header it could not send', async () => {
  const read = { url: await refusingUrl(), headers: { Authorization: 'Bearer s3cret\n!' }, deadlineMs };
  expect(JSON.stringify(await getJson(read, manualClock(start)))).not.toContain('s3cret');
});

it('asks nobody when no time is left', async () => {
  const server = await startLocalServer((_, response) => void response.end('[]'));
  const result = await getJson({ url: server.url, headers: {}, deadlineMs: -1 }, manualClock(start));
  expect(result).toEqual({ kind: 'unreachable', cause: 'no time left' });
  expect(server.requests).toHaveLength(0);
});

it.each<[string, string]>([
  ['nothing', ''],
  ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n['],
])('gives up at its deadline with %s back', async (_, sofar) => {
  const clock = manualClock(start);
  const server = await startLocalServer(async (_, response) => {
    socketOf(response).write(sofar);
    await clock.advance(deadlineMs);
  });
  const result = await getJson({ url: server.url, headers: {}, deadlineMs }, clock);
  expect(result).toEqual({ kind: 'unreachable', cause: 'deadline' });
});
