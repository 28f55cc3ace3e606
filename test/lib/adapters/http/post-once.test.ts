import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type OncePost, postOnce } from '../../../../lib/adapters/http/post-once.ts';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { refusingUrl, socketOf, startLocalServer } from './local-server.ts';
import { selfSigned } from './self-signed.ts';

const start = Date.UTC(2026, 10, 21, 12);
const deadlineMs = 8_000;

function aPost(url: string, changes: Partial<OncePost> = {}): OncePost {
  return {
    url: `${url}/v1/money?margin=v2`,
    headers: { Authorization: 'Bearer s3cret', 'Content-Type': 'application/json' },
    body: '{"amount":99.5,"name":"ä"}',
    deadlineMs,
    mayLeave: () => true,
    ...changes,
  };
}

describe('a POST that is answered', () => {
  it('arrives as it was handed over, on a connection that is closed after it', async () => {
    const server = await startLocalServer((_, response) => {
      response.writeHead(200, { 'Retry-After': '3' }).end('{"ok":true}');
    });
    const result = await postOnce(aPost(server.url), manualClock(start));
    expect(result).toMatchObject({ kind: 'answered', status: 200, body: '{"ok":true}' });
    expect(result.kind === 'answered' && result.headers['retry-after']).toBe('3');
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/money?margin=v2',
        body: '{"amount":99.5,"name":"ä"}',
        headers: {
          authorization: 'Bearer s3cret',
          'content-type': 'application/json',
          'content-length': '27',
          connection: 'close',
          host: server.url.replace('http://', ''),
        },
      },
    ]);
  });

  it('never shares its connection with another one', async () => {
    const server = await startLocalServer((_, response) => {
      response.writeHead(200, { Connection: 'keep-alive' }).end();
    });
    const clock = manualClock(start);
    for (const _ of [1, 2, 3]) await postOnce(aPost(server.url), clock);
    expect(server.sockets).toHaveLength(3);
  });

  it.each([301, 302, 303, 307, 308])('is not sent again where a %i points to', async (status) => {
    const server = await startLocalServer((_, response) => {
      response.writeHead(status, { Location: '/elsewhere' }).end();
    });
    expect(await postOnce(aPost(server.url), manualClock(start))).toMatchObject({ kind: 'answered', status });
    expect(server.requests).toHaveLength(1);
  });

  it('keeps the answer that follows an interim one', async () => {
    const server = await startLocalServer((_, response) => {
      response.writeProcessing();
      response.writeHead(200).end('done');
    });
    expect(await postOnce(aPost(server.url), manualClock(start))).toMatchObject({
      status: 200,
      body: 'done',
    });
  });

  it('loses a byte order mark, which JSON has no place for', async () => {
    const server = await startLocalServer((_, response) => {
      response.end('\ufeff{}');
    });
    expect(await postOnce(aPost(server.url), manualClock(start))).toMatchObject({ body: '{}' });
  });

  it('goes over TLS to the second address of a name when nobody listens at the first', async () => {
    const identity = selfSigned('bets.example.com');
    const server = await startLocalServer((_, response) => void response.end('over TLS'), { identity });
    const url = server.url.replace('127.0.0.1', 'bets.example.com');
    const addresses = ['127.0.0.3', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const post = aPost(url, { ca: identity.cert, lookup: (_, __, done) => done(null, addresses) });
    expect(await postOnce(post, manualClock(start))).toMatchObject({ kind: 'answered', body: 'over TLS' });
  });

  it('goes over TLS for https, with the certificate checked', async () => {
    const identity = selfSigned();
    const server = await startLocalServer((_, response) => void response.end('over TLS'), { identity });
    const untrusted = await postOnce(aPost(server.url), manualClock(start));
    expect(untrusted).toEqual({ kind: 'not-sent', cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    setDefaultCACertificates([identity.cert]);
    const trusted = await postOnce(aPost(server.url), manualClock(start));
    expect(trusted).toMatchObject({ kind: 'answered', status: 200, body: 'over TLS' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a POST that provably never left', () => {
  it('found nobody listening', async () => {
    const result = await postOnce(aPost(await refusingUrl()), manualClock(start));
    expect(result).toEqual({ kind: 'not-sent', cause: 'ECONNREFUSED' });
  });

  it.each([
    ['no URL at all', 'nonsense', 'ERR_INVALID_URL'],
    ['a URL of another protocol', 'ftp://127.0.0.1', 'not an http URL'],
  ])('was given %s', async (_, url, cause) => {
    expect(await postOnce(aPost(url), manualClock(start))).toEqual({ kind: 'not-sent', cause });
  });

  it('has a header no HTTP message can carry, and does not repeat it', async () => {
    const server = await startLocalServer((_, response) => void response.end());
    const post = aPost(server.url, { headers: { Authorization: 'Bearer s3cret\r\nX-Other: 1' } });
    const result = await postOnce(post, manualClock(start));
    expect(result).toEqual({ kind: 'not-sent', cause: 'ERR_INVALID_CHAR' });
    expect(server.requests).toHaveLength(0);
  });

  it('was too late before it connected', async () => {
    const server = await startLocalServer((_, response) => void response.end());
    const result = await postOnce(aPost(server.url, { mayLeave: () => false }), manualClock(start));
    expect(result).toEqual({ kind: 'not-sent', cause: 'too late to send' });
    expect(server.sockets).toHaveLength(0);
  });

  it('had no time left', async () => {
    const server = await startLocalServer((_, response) => void response.end());
    const result = await postOnce(aPost(server.url, { deadlineMs: 0 }), manualClock(start));
    expect(result).toEqual({ kind: 'not-sent', cause: 'no time left' });
    expect(server.sockets).toHaveLength(0);
  });

  it('was too late once it had connected: not one byte is written', async () => {
    let closed: Promise<number> | undefined;
    const server = await startLocalServer((_, response) => void response.end(), {
      onConnection: (socket) => {
        closed = new Promise((resolve) => socket.once('close', () => resolve(socket.bytesRead)));
      },
    });
    const mayLeave = vi.fn<() => boolean>().mockReturnValueOnce(true).mockReturnValue(false);
    const result = await postOnce(aPost(server.url, { mayLeave }), manualClock(start));
    expect(result).toEqual({ kind: 'not-sent', cause: 'too late to send' });
    await vi.waitUntil(() => closed !== undefined);
    expect(await closed).toBe(0);
    expect(server.requests).toHaveLength(0);
  });

  it('ran into its deadline while the TLS handshake hung', async () => {
    const clock = manualClock(start);
    const silent = await startSilentServer();
    const result = postOnce(aPost(`https://127.0.0.1:${silent.port}`), clock);
    await silent.connected;
    await clock.advance(deadlineMs);
    expect(await result).toEqual({ kind: 'not-sent', cause: 'deadline' });
  });
});

describe('a POST that may have been executed', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['a reset', (socket) => void socket.resetAndDestroy()],
    ['a connection closed without a word', (socket) => void socket.end()],
    ['half a status line', (socket) => void socket.end('HTTP/1.1 2')],
    ['a head without an end', (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    ['a body cut short', (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"resu')],
    [
      'chunks cut short',
      (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'),
    ],
    ['a reset within the body', resetWithinBody],
    [
      'a switch of protocols',
      (socket) => void socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
    ['something else than HTTP', (socket) => void socket.end('+OK POP3 ready\r\n')],
    ['an endless head', (socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`)],
    ['a body past 64 kB', (socket) => void socket.write(`HTTP/1.1 200 OK\r\n\r\n${' '.repeat(70_000)}`)],
  ])('got %s for an answer', async (_, misbehave) => {
    const server = await startLocalServer((_, response) => misbehave(socketOf(response)));
    expect(await postOnce(aPost(server.url), manualClock(start))).toMatchObject({ kind: 'no-answer' });
    expect(server.requests).toHaveLength(1);
  });

  it('was reset before it was read', async () => {
    let accepted: (socket: Socket) => void = () => {};
    const connection = new Promise<Socket>((resolve) => {
      accepted = resolve;
    });
    const server = await startLocalServer((_, response) => void response.end(), {
      onConnection: (socket) => {
        socket.pause();
        accepted(socket);
      },
    });
    let asked = 0;
    const mayLeave = () => {
      asked += 1;
      // The second time it is connected; from then on nobody knows what the other side has seen.
      if (asked === 2) void connection.then((socket) => socket.resetAndDestroy());
      return true;
    };
    const result = await postOnce(aPost(server.url, { mayLeave }), manualClock(start));
    expect(result.kind).toBe('no-answer');
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"resu'],
  ])('had %s back at its deadline', async (_, sofar) => {
    const clock = manualClock(start);
    const server = await startLocalServer(async (_, response) => {
      socketOf(response).write(sofar);
      await clock.advance(deadlineMs);
    });
    expect(await postOnce(aPost(server.url), clock)).toEqual({ kind: 'no-answer', cause: 'deadline' });
  });
});

it.each(['http', 'https'])(
  'is taken back with a reset at its deadline over %s, so that nothing arrives later',
  async (scheme) => {
    const clock = manualClock(start);
    const identity = scheme === 'https' ? selfSigned() : undefined;
    if (identity !== undefined) setDefaultCACertificates([identity.cert]);
    const ends: string[] = [];
    const server = await startLocalServer(
      (_, response) => {
        const socket = socketOf(response);
        socket.on('error', (fault: NodeJS.ErrnoException) => ends.push(fault.code ?? ''));
        socket.on('end', () => ends.push('a plain end'));
        return clock.advance(deadlineMs);
      },
      identity === undefined ? {} : { identity },
    );
    expect((await postOnce(aPost(server.url), clock)).kind).toBe('no-answer');
    await vi.waitUntil(() => ends.length > 0);
    expect(ends).toEqual(['ECONNRESET']);
  },
);

it('lets go of its deadline however it ends', async () => {
  const clock = manualClock(start);
  let open = 0;
  const counting: Clock = {
    ...clock,
    deadline: (ms) => {
      const deadline = clock.deadline(ms);
      open += 1;
      return {
        signal: deadline.signal,
        release: () => {
          open -= 1;
          deadline.release();
        },
      };
    },
  };
  const server = await startLocalServer((_, response) => void response.end());
  await postOnce(aPost(server.url), counting);
  await postOnce(aPost(await refusingUrl()), counting);
  await postOnce(aPost('nonsense'), counting);
  expect(open).toBe(0);
});

it('ends in one of its three ways whatever bytes come back', async () => {
  let bytes: Uint8Array = new Uint8Array();
  const server = await startLocalServer((_, response) => void socketOf(response).end(bytes));
  const fragments = fc.constantFrom(
    'HTTP/1.1 200 OK',
    '\r\n',
    '\r\n\r\n',
    'Content-Length: 3',
    ':',
    '{}',
    '0',
  );
  const answer = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fragments, { maxLength: 8 }).map((parts) => new TextEncoder().encode(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(answer, async (sent) => {
      bytes = sent;
      const result = await postOnce(aPost(server.url), manualClock(start));
      expect(['answered', 'no-answer']).toContain(result.kind);
    }),
    { numRuns: 60 },
  );
});

/** Accepts one connection and says nothing. */
async function startSilentServer(): Promise<{ readonly port: number; readonly connected: Promise<unknown> }> {
  const server = createServer().listen(0, '127.0.0.1');
  const connected = once(server, 'connection').then(([socket]: Socket[]) => {
    onTestFinished(() => void socket?.destroy());
    return socket?.on('error', () => {});
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connected };
}

function resetWithinBody(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"resu', () => socket.resetAndDestroy());
}
