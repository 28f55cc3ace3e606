import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import { systemClock } from '../../../../lib/adapters/system/system-clock.ts';
import { webhookClient } from '../../../../lib/adapters/webhooks/client.ts';
import { publicLookup } from '../../../../lib/adapters/webhooks/public-lookup.ts';
import type { WebhookSettings } from '../../../../lib/adapters/webhooks/settings.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { type Answer, type LocalServer, type Received, startLocalServer } from '../http/local-server.ts';
import { selfSigned } from '../http/self-signed.ts';

const host = 'hooks.example.com';
const identity = selfSigned(host);
const [oldSecret, newSecret] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
];
const message = { endpoint: 'crm', id: 'ev_0123456789abcdef', body: '{"type":"CashoutSettled","data":"ä€"}' };

const taken: Answer = (_, response) => void response.writeHead(204).end();
const here: LookupAddress = { address: '127.0.0.1', family: 4 };
/** Nobody listens there at the port of the test's server. */
const unreachable: LookupAddress = { address: '127.0.0.3', family: 4 };
const alsoHere: LookupAddress = { address: '127.0.0.2', family: 4 };
const privateAddress: LookupAddress = { address: '10.0.0.1', family: 4 };

interface Given {
  readonly answer?: Answer;
  readonly secrets?: readonly string[];
  readonly clock?: Clock;
  readonly settings?: (server: LocalServer) => WebhookSettings;
  /** What the name stands for, lookup by lookup; the last one stays. */
  readonly addresses?: readonly (readonly LookupAddress[])[];
  readonly trusted?: boolean;
}

/** A real HTTPS server behind a name; its own address counts as public, everything else does not. */
async function given({ answer = taken, secrets = [newSecret], addresses = [[here]], ...rest }: Given = {}) {
  const server = await startLocalServer(answer, { identity });
  const port = new URL(server.url).port;
  const url = `https://${host}:${port}/hooks?from=hub`;
  const lookups: string[] = [];
  const lookup = publicLookup(
    (name, done) => {
      const found = addresses[Math.min(lookups.length, addresses.length - 1)] ?? [];
      lookups.push(name);
      done(null, [...found]);
    },
    (address) => address === here.address || address === unreachable.address,
  );
  const client = webhookClient({
    settings: async () => rest.settings?.(server) ?? { crm: { url, secrets } },
    clock: rest.clock ?? systemClock(),
    lookup,
    ...(rest.trusted === false ? {} : { ca: identity.cert }),
  });
  return { client, server, url, lookups };
}

function onlyRequest({ requests }: LocalServer): Received {
  const [request, ...more] = requests;
  if (request === undefined || more.length > 0) throw new Error(`${requests.length} requests`);
  return request;
}

describe('a webhook that is sent', () => {
  it.each<[string, readonly string[], string]>([
    ['one secret', [newSecret], newSecret],
    ['two secrets, to a receiver that has the new one', [newSecret, oldSecret], newSecret],
    ['two secrets, to a receiver that still has the old one', [newSecret, oldSecret], oldSecret],
  ])('Given %s, then Standard Webhooks itself can verify it', async (_, secrets, receivers) => {
    const { client, server } = await given({ secrets });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
    const { method, path, headers, body } = onlyRequest(server);
    expect({ method, path, body }).toEqual({ method: 'POST', path: '/hooks?from=hub', body: message.body });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe(message.id);
    expect(new Webhook(receivers).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
  });

  it('Given a secret that is not used any more, then its receiver does not verify it', async () => {
    const { client, server } = await given();
    await client.send(message);
    const { headers, body } = onlyRequest(server);
    expect(() => new Webhook(oldSecret).verify(body, headers as Record<string, string>)).toThrow(
      'No matching',
    );
  });

  it('Given two attempts, then they have one id, and each its own time', async () => {
    const clock = manualClock(Date.UTC(2026, 10, 21, 12));
    const { client, server } = await given({ clock });
    await client.send(message);
    await clock.advance(3_600_000);
    await client.send(message);
    expect(server.requests.map(({ headers }) => headers['webhook-id'])).toEqual([message.id, message.id]);
    const [first, second] = server.requests.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect([first, (second ?? 0) - (first ?? 0)]).toEqual([Date.UTC(2026, 10, 21, 12) / 1000, 3_600]);
    expect(server.sockets).toHaveLength(2);
  });

  it('Given the name has several public addresses, then it is delivered', async () => {
    const { client } = await given({ addresses: [[here, here]] });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
  });

  it('Given the first of several addresses cannot be reached, then the next one is, and the process lives', async () => {
    const { client } = await given({ addresses: [[unreachable, here]] });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
  });

  it('Given an answer that never ends, then its status is enough', async () => {
    const { client } = await given({ answer: (_, response) => void response.writeHead(200).write('…') });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
  });

  it('Given an answer of megabytes, then its status is enough', async () => {
    const { client } = await given({ answer: (_, response) => void response.end(Buffer.alloc(5_000_000)) });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
  });
});

describe('a webhook that is not taken', () => {
  it.each([301, 302, 303, 307, 308])('Given a redirect (%i), then nobody follows it', async (status) => {
    const { client, server } = await given({
      answer: (_, response) => void response.writeHead(status, { Location: '/elsewhere' }).end(),
    });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: `status ${status}` });
    expect(server.requests).toHaveLength(1);
  });

  it.each([400, 401, 404, 429, 500, 503])('Given %i, then it failed', async (status) => {
    const { client } = await given({ answer: (_, response) => void response.writeHead(status).end() });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: `status ${status}` });
  });

  it('Given 410, then this URL is gone', async () => {
    const { client, url } = await given({ answer: (_, response) => void response.writeHead(410).end() });
    expect(await client.send(message)).toEqual({ outcome: 'gone', url });
  });

  it('Given no answer, then it fails after 15 s', async () => {
    const clock = manualClock(Date.now());
    const asked = Promise.withResolvers<void>();
    const { client } = await given({ clock, answer: () => asked.resolve() });
    const sent = client.send(message);
    await asked.promise;
    await clock.advance(14_999);
    expect(await Promise.race([sent, 'waiting'])).toBe('waiting');
    await clock.advance(1);
    expect(await sent).toEqual({ outcome: 'failed', cause: 'deadline' });
  });

  it('Given a broken connection, then it failed', async () => {
    const { client } = await given({ answer: (_, response) => void response.socket?.destroy() });
    expect(await client.send(message)).toMatchObject({ outcome: 'failed' });
  });

  it('Given a certificate nobody vouches for, then nothing is sent', async () => {
    const { client, server } = await given({ trusted: false });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.requests).toEqual([]);
  });

  it('Given a certificate for another name, then nothing is sent', async () => {
    const { client, server } = await given({
      settings: ({ url }) => ({
        crm: { url: `https://other.example.com:${new URL(url).port}/`, secrets: [newSecret] },
      }),
    });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(server.requests).toEqual([]);
  });

  it('Given an endpoint that is not configured, or not as it must be, then it has no URL and gets nothing', async () => {
    const { client, server } = await given({
      settings: ({ url }) => ({ crm: { url, secrets: [newSecret] } }),
    });
    // The address of the server stands in its URL, and it is not public.
    for (const endpoint of ['crm', 'none']) {
      expect(await client.urlOf(endpoint)).toBeNull();
      expect(await client.send({ ...message, endpoint })).toEqual({
        outcome: 'failed',
        cause: 'not configured',
      });
    }
    expect(server.sockets).toEqual([]);
  });
});

describe('where webhooks do not go', () => {
  it.each<[string, readonly LookupAddress[]]>([
    ['a private address', [privateAddress]],
    ['a public and a private address', [here, privateAddress]],
    ['a private and a public address', [privateAddress, here]],
    ['an address of another family that is not public', [here, { address: '::1', family: 6 }]],
  ])('Given a name that stands for %s, then nobody is connected to', async (_, addresses) => {
    const { client, server } = await given({ addresses: [addresses] });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: 'ADDRESS_REFUSED' });
    expect(server.sockets).toEqual([]);
  });

  it('Given a name that stands for nothing, then it failed', async () => {
    const { client } = await given({ addresses: [[]] });
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: 'ENOTFOUND' });
  });

  it('Given a name that changes to a private address once it was looked up, then each attempt connects to what it has checked', async () => {
    const rebound = createServer().listen(0, alsoHere.address);
    await once(rebound, 'listening');
    let connections = 0;
    rebound.on('connection', () => {
      connections += 1;
    });
    onTestFinished(() => void rebound.close());
    const { client, server, lookups } = await given({ addresses: [[here], [alsoHere]] });
    expect(await client.send(message)).toEqual({ outcome: 'delivered' });
    expect(lookups).toEqual([host]);
    expect(server.sockets.map(({ localAddress }) => localAddress ?? here.address)).toEqual([here.address]);
    expect(await client.send(message)).toEqual({ outcome: 'failed', cause: 'ADDRESS_REFUSED' });
    expect([server.sockets.length, connections]).toEqual([1, 0]);
  });

  it.each(['localhost', 'localhost.', 'LOCALHOST', 'localhost.localdomain.', 'ip6-localhost'])(
    'Given %s and nothing injected, then nobody is connected to',
    async (name) => {
      const server = await startLocalServer(taken, { identity });
      const { port } = new URL(server.url);
      const settings = { crm: { url: `https://${name}:${port}/`, secrets: [newSecret] } };
      const client = webhookClient({
        settings: async () => settings,
        clock: systemClock(),
        ca: identity.cert,
      });
      const result = await client.send(message);
      // Not every machine knows each of these names.
      expect(['ADDRESS_REFUSED', 'ENOTFOUND', 'EAI_AGAIN']).toContain(
        'cause' in result ? result.cause : result,
      );
      expect(server.sockets).toEqual([]);
    },
  );
});
