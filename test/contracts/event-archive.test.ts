import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataDir } from '../../infra/local/data-dir.ts';
import { localEventArchive } from '../../infra/local/event-archive.ts';
import { memoryEventArchive } from '../../lib/adapters/memory/event-archive.ts';
import { s3EventArchive } from '../../lib/adapters/s3/event-archive.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { eventArchiveContract } from './event-archive.contract.ts';

eventArchiveContract('memory', async () => {
  const archive = memoryEventArchive();
  return { archive, kept: () => archive.kept, setAvailable: archive.setAvailable, stop: async () => {} };
});

eventArchiveContract('files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
  const dataDir = openDataDir(folder);
  let available = true;
  const archive = localEventArchive({
    ...dataDir,
    write(name, text) {
      if (!available) throw new Error('no space left on device');
      dataDir.write(name, text);
    },
  });
  return {
    archive,
    kept: () => new Map(archive.keys().map((key) => [key, readFileSync(join(folder, key), 'utf8')])),
    setAvailable(next) {
      available = next;
    },
    async stop() {
      dataDir.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

const bucket = 'events-of-a-cell';

eventArchiveContract('S3', async () => {
  const server = await startS3Server();
  const client = clientOf(server);
  return {
    archive: s3EventArchive({ client, bucket }),
    kept: () =>
      new Map([...server.objects].map(([name, content]) => [name.slice(bucket.length + 1), content])),
    setAvailable: server.setAvailable,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

describe('objects in S3', () => {
  let server: S3Server;
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3Server();
    client = clientOf(server, 2);
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  const event = { id: 'ev_1', occurredAt: '2026-03-01T12:00:00.000Z', content: '{"detail":"☂"}' };

  it('Given an event, When it is put, Then its object is JSON, has a checksum and never takes the place of another', async () => {
    await s3EventArchive({ client, bucket }).put(event);
    expect(server.requests.at(-1)).toMatchObject({
      'content-type': 'application/json',
      'if-none-match': '*',
      'content-length': String(Buffer.byteLength(event.content)),
      'x-amz-checksum-crc32': expect.any(String),
    });
  });

  it('Given the answer gets lost, When the SDK asks again, Then the event is kept and the call says so', async () => {
    server.loseNextAnswer();
    const before = server.requests.length;
    await s3EventArchive({ client, bucket }).put({ ...event, id: 'ev_2' });
    expect(server.requests).toHaveLength(before + 2);
    expect(server.objects.get(`${bucket}/events/2026/03/01/ev_2.json`)).toBe(event.content);
  });

  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [409, 'ConditionalRequestConflict'],
  ])('Given S3 answers %i %s, When an event is put, Then the call throws that', async (status, code) => {
    server.refuseNext(status, code);
    await expect(
      s3EventArchive({ client: clientOf(server), bucket }).put({ ...event, id: 'ev_3' }),
    ).rejects.toMatchObject({
      name: code,
    });
  });
});

function clientOf({ endpoint }: S3Server, maxAttempts = 1): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new S3Client({ endpoint, region: 'eu-central-1', credentials, maxAttempts, forcePathStyle: true });
}
