import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhookRoutes } from '../../../../infra/local/control/webhooks.ts';
import { openDataDir } from '../../../../infra/local/data-dir.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../../../infra/local/webhooks/receiver.ts';
import { keptSigningSecret } from '../../../../infra/local/webhooks/signing-secret.ts';
import { isVerified } from '../../../../infra/local/webhooks/verify.ts';
import { memoryEndpointStates } from '../../../../lib/adapters/memory/endpoint-states.ts';
import { secretBytes } from '../../../../lib/adapters/webhooks/signature.ts';
import { noon } from '../../../support/sample-bets.ts';
import { type ControlUnderTest, controlUnderTest } from '../control/control-under-test.ts';
import { silentLog } from '../silent-log.ts';

const secret = keptSigningSecret(null);
const body = '{"type":"CashoutSettled","data":{}}';

/** As the library of Standard Webhooks signs. */
function signed(id: string, { at = noon, by = secret } = {}): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at / 1000),
    'webhook-signature': new Webhook(by).sign(id, new Date(at), body),
  };
}

describe('verifying a webhook', () => {
  const verified = (headers: Record<string, string>, text = body) =>
    isVerified(headers, text, { secret, now: noon });
  const good = signed('ev_1');

  it('Given what the library of Standard Webhooks has signed, then it is verified', () => {
    expect(verified(good)).toBe(true);
    const other = signed('ev_1', { by: keptSigningSecret(null) })['webhook-signature'];
    expect(verified({ ...good, 'webhook-signature': `v1a,xyz ${other} ${good['webhook-signature']}` })).toBe(
      true,
    );
  });

  it.each<[string, Record<string, string>, string]>([
    ['another body', good, `${body} `],
    ['another id', { ...good, 'webhook-id': 'ev_2' }, body],
    ['another time', { ...good, 'webhook-timestamp': String(noon / 1000 + 1) }, body],
    ['another secret', signed('ev_1', { by: keptSigningSecret(null) }), body],
    ['a time too long ago', signed('ev_1', { at: noon - 301_000 }), body],
    ['a time to come', signed('ev_1', { at: noon + 301_000 }), body],
    ['no time', { ...good, 'webhook-timestamp': 'now' }, body],
    ['no signature', { ...good, 'webhook-signature': '' }, body],
    ['a signature of another kind', { ...good, 'webhook-signature': 'v2,abc' }, body],
    ['half a signature', { ...good, 'webhook-signature': 'v1' }, body],
    ['no headers', {}, body],
  ])('Given %s, then it is not', (_, headers, text) => {
    expect(verified(headers, text)).toBe(false);
  });
});

describe('the built-in receiver', () => {
  let receiver: WebhookReceiver;
  let control: ControlUnderTest;
  const endpointStates = memoryEndpointStates();
  beforeEach(async () => {
    receiver = await startWebhookReceiver({ secret, clock: { now: () => noon }, log: silentLog() });
    const webhooks = { endpoint: 'local', url: receiver.url, receiver };
    control = await controlUnderTest(webhookRoutes({ webhooks, endpointStates }));
  });
  afterEach(async () => {
    await control.close();
    await receiver.close();
  });

  const post = async (headers: Record<string, string>) =>
    (await fetch(receiver.url, { method: 'POST', headers, body })).status;

  it('Given webhooks, then each attempt is shown, and only what is verified is taken', async () => {
    expect([await post(signed('ev_1')), await post(signed('ev_1')), await post({})]).toEqual([204, 204, 401]);
    const at = new Date(noon).toISOString();
    const common = { type: 'CashoutSettled', at };
    expect((await control.call('GET', '/_local/webhooks')).body).toEqual({
      url: receiver.url,
      received: [
        { ...common, id: 'ev_1', attempt: 1, verified: true, status: 204 },
        { ...common, id: 'ev_1', attempt: 2, verified: true, status: 204 },
        { ...common, id: '', attempt: 1, verified: false, status: 401 },
      ],
    });
  });

  it('Given it is told to fail, then it does as often as that, or until it is told otherwise', async () => {
    const told = { status: 500, times: 2 };
    expect(await control.call('POST', '/_local/webhooks', told)).toEqual({ status: 200, body: told });
    expect([await post(signed('a')), await post(signed('a')), await post(signed('a'))]).toEqual([
      500, 500, 204,
    ]);
    await control.call('POST', '/_local/webhooks', { status: 410, times: 1_000 });
    expect(await post(signed('b'))).toBe(410);
    await endpointStates.disable('local', receiver.url, noon);
    expect((await control.call('DELETE', '/_local/webhooks')).status).toBe(200);
    expect(await post(signed('b'))).toBe(204);
    expect(await endpointStates.isDisabled('local', receiver.url)).toBe(false);
  });

  it.each([
    {},
    { status: 500 },
    { status: 500, times: 0 },
    { status: 500, times: 1.5 },
    { status: 99, times: 1 },
    { status: 600, times: 1 },
    { status: '500', times: 1 },
    { status: 500, times: 1, delayMs: 5 },
  ])('Given %j, then it is refused with what would do', async (told) => {
    expect(await control.call('POST', '/_local/webhooks', told)).toMatchObject({
      status: 400,
      body: { hint: 'Send {"status":500,"times":3}.' },
    });
  });
});

describe('the secret webhooks are signed with here', () => {
  it('Given a data folder, then it outlives a restart; and it is one the hub can use', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cashout-hub-'));
    const dataDir = openDataDir(folder);
    const first = keptSigningSecret(dataDir);
    expect(keptSigningSecret(dataDir)).toBe(first);
    expect(secretBytes(first)).toHaveLength(32);
    dataDir.write('webhook-signing-secret', 'whsec_');
    expect(keptSigningSecret(dataDir)).not.toBe('whsec_');
    dataDir.release();
    rmSync(folder, { recursive: true });
    expect(keptSigningSecret(null)).not.toBe(keptSigningSecret(null));
  });
});
