import type { IncomingMessage } from 'node:http';

/** The bytes of the body, or `too-large` as soon as that is certain; the rest is then read away unkept. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    discard(request);
    return 'too-large';
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      discard(request);
      resolve('too-large');
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** Long enough for a client to read the refusal while it is still sending. */
const discardForMs = 1_000;

/** Reads on for a moment: a connection cut while the client sends would lose it the answer. */
function discard(request: IncomingMessage): void {
  request.removeAllListeners('data');
  request.resume();
  const cut = setTimeout(() => request.destroy(), discardForMs);
  request.once('close', () => clearTimeout(cut));
  request.once('error', () => undefined);
}
