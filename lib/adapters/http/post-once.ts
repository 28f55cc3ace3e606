import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../ports/clock.ts';
import { faultCode } from './fault-code.ts';

export interface OncePost {
  /** Absolute, `http:` or `https:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Connecting, sending and reading the whole answer together. */
  readonly deadlineMs: number;
  /** Whether it may still leave. Asked before connecting, and again in the tick its bytes are written. */
  readonly mayLeave: () => boolean;
  /**
   * How a host name becomes addresses; an address in the URL itself is not asked about.
   * @default the system's
   */
  readonly lookup?: LookupFunction;
  /**
   * PEM of the authorities a certificate is checked against.
   * @default those Node trusts
   */
  readonly ca?: string;
  /**
   * What an answer is complete with: its body is '' where the status says everything.
   * @default 'body'
   */
  readonly awaits?: 'status' | 'body';
}

/** How one POST ended. Only `not-sent` proves that the other side has seen none of it. */
export type PostResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
    }
  /** No connection came about (for https: the TLS handshake included), or it came too late to use it. */
  | { readonly kind: 'not-sent'; readonly cause: string }
  /** It left, and no whole answer came back. */
  | { readonly kind: 'no-answer'; readonly cause: string };

/** Answers to money calls are well below 1 kB; far longer is not one of them and is not worth the memory. */
const maxAnswerBytes = 64 * 1024;

/**
 * Sends one POST that may move money: over a connection of its own, never retried, no redirect followed.
 * The connection is opened first and the request is handed to it only once it stands, because a request given
 * to a socket that is still connecting leaves whenever the connection is made, however late. Never throws.
 */
export async function postOnce(post: OncePost, clock: Clock): Promise<PostResult> {
  if (post.deadlineMs <= 0) return { kind: 'not-sent', cause: 'no time left' };
  if (!post.mayLeave()) return { kind: 'not-sent', cause: 'too late to send' };
  const deadline = clock.deadline(post.deadlineMs);
  try {
    const connection = await open(post, deadline.signal);
    if (connection.kind === 'not-sent') return connection;
    try {
      if (deadline.signal.aborted) return { kind: 'not-sent', cause: 'deadline' };
      if (!post.mayLeave()) return { kind: 'not-sent', cause: 'too late to send' };
      // No await between that check and the write.
      const result = await exchange(connection.socket, connection.url, post, deadline.signal);
      if (result.kind === 'answered') connection.socket.destroy();
      return result;
    } finally {
      connection.drop();
    }
  } finally {
    deadline.release();
  }
}

type Connection =
  | {
      readonly kind: 'open';
      readonly socket: Socket;
      readonly url: URL;
      /** Ends the connection so that nothing of it is delivered any more. */
      readonly drop: () => void;
    }
  | (PostResult & { readonly kind: 'not-sent' });

function open({ url: target, lookup, ca }: OncePost, signal: AbortSignal): Promise<Connection> {
  return new Promise((resolve) => {
    try {
      const url = new URL(target);
      const secure = url.protocol === 'https:';
      if (!secure && url.protocol !== 'http:') return resolve({ kind: 'not-sent', cause: 'not an http URL' });
      const wire = connectTcp({
        host: hostOf(url),
        port: Number(url.port || (secure ? 443 : 80)),
        ...(lookup === undefined ? {} : { lookup }),
      });
      let socket = wire;
      const drop = () => {
        // A plain close leaves it to the kernel to deliver what was written, minutes later if need be: long
        // after everybody was told that nobody knows. A reset throws it away.
        if (!wire.destroyed && !wire.connecting) wire.resetAndDestroy();
        wire.destroy();
        socket.destroy();
      };
      const fail = (cause: string) => {
        resolve({ kind: 'not-sent', cause });
        drop();
      };
      const opened = () => resolve({ kind: 'open', socket, url, drop });
      // They stay for the life of the socket: a fault nobody listens to would end the process.
      const watch = (stream: Socket) => {
        stream.on('error', (fault) => fail(faultCode(fault)));
        // Of a wire under TLS this says nothing: what came over it may not be read yet.
        stream.once('close', () => stream === socket && fail('closed while connecting'));
      };
      watch(wire);
      wire.once('connect', () => {
        if (!secure) return opened();
        // No sooner: of a name with several addresses each is tried on a handle of its own, and TLS that was put on the
        // handle of one that failed takes the whole process down.
        try {
          socket = overTls(wire, url, ca);
        } catch (fault) {
          return fail(faultCode(fault));
        }
        watch(socket);
        socket.once('secureConnect', opened);
      });
      signal.addEventListener('abort', () => fail('deadline'), { once: true });
    } catch (fault) {
      resolve({ kind: 'not-sent', cause: faultCode(fault) });
    }
  });
}

function overTls(wire: Socket, url: URL, ca: string | undefined): Socket {
  const host = hostOf(url);
  return connectTls({
    socket: wire,
    host,
    ALPNProtocols: ['http/1.1'],
    // A server name must be a name; the certificate is checked against `host` either way.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/** URLs write an IPv6 address in brackets, sockets want it without. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function exchange(socket: Socket, url: URL, post: OncePost, signal: AbortSignal): Promise<PostResult> {
  return new Promise((resolve) => {
    // The deadline ends the connection, and that alone may be what is heard of it.
    const noAnswer = (cause: string) =>
      resolve({ kind: 'no-answer', cause: signal.aborted ? 'deadline' : cause });
    let outgoing: ReturnType<typeof request>;
    try {
      outgoing = request({
        createConnection: () => socket,
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        headers: { ...post.headers, Host: url.host, 'Content-Length': Buffer.byteLength(post.body) },
      });
    } catch (fault) {
      // Refused while it was put together (a header no HTTP message can carry): nothing was written.
      return resolve({ kind: 'not-sent', cause: faultCode(fault) });
    }
    let answering = false;
    outgoing.once('response', (answer) => {
      answering = true;
      if (post.awaits !== 'status') return read(answer, noAnswer, resolve);
      answer.on('error', () => undefined);
      resolve(toAnswered(answer, ''));
    });
    outgoing.on('error', (fault) => noAnswer(faultCode(fault)));
    // Also how a protocol switch nobody asked for ends. With an answer under way, the answer tells its own end.
    outgoing.once('close', () => {
      if (!answering) noAnswer('closed without an answer');
    });
    signal.addEventListener('abort', () => noAnswer('deadline'), { once: true });
    outgoing.end(post.body);
  });
}

function read(
  answer: IncomingMessage,
  noAnswer: (cause: string) => void,
  resolve: (result: PostResult) => void,
) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) noAnswer('answer too long');
    else chunks.push(chunk);
  });
  answer.once('end', () => {
    // The decoder also drops a byte order mark, which would make the body unreadable as JSON.
    resolve(toAnswered(answer, new TextDecoder().decode(Buffer.concat(chunks))));
  });
  answer.on('error', (fault) => noAnswer(faultCode(fault)));
  answer.once('close', () => noAnswer('answer cut short'));
}

function toAnswered({ statusCode, headers }: IncomingMessage, body: string): PostResult {
  if (statusCode === undefined) return { kind: 'no-answer', cause: 'no status' };
  return { kind: 'answered', status: statusCode, headers, body };
}
