import { describe, expect, it } from 'vitest';
import {
  betId,
  cashoutPath,
  forcedPath,
  fullCashout,
  partialPath,
  request,
  runningSimulators,
  start,
} from './running-simulators.ts';

const untouched = { status: 'open', cashouts: [] };
const cashedOut = { status: 'cashed-out', cashouts: [{ amount: '99.0', at: new Date(start).toISOString() }] };

async function withFault(fault: Record<string, unknown>) {
  const simulators = await runningSimulators();
  await simulators.seed({ partialRatio: '0.99' });
  expect((await simulators.fault({ operation: 'cashout', times: 1, ...fault })).status).toBe(201);
  return simulators;
}

describe('a fault of a simulator', () => {
  it.each([
    ['timeout-before-effect', untouched],
    ['timeout-after-effect', cashedOut],
  ])('%s keeps the caller waiting', async (kind, truth) => {
    const simulators = await withFault({ kind });
    const waiting = simulators.gr8('POST', cashoutPath, fullCashout()).then(
      () => 'answered',
      () => 'cut off',
    );
    // The token call is the first.
    await simulators.received(2);
    expect(await simulators.truth()).toMatchObject(truth);
    await simulators.close();
    expect(await waiting).toBe('cut off');
  });

  it('timeout-after-effect lets the caller go and serves the next', async () => {
    const simulators = await withFault({ kind: 'timeout-after-effect' });
    const impatient = new AbortController();
    const call = { ...fullCashout(), signal: impatient.signal };
    const waiting = simulators.gr8('POST', cashoutPath, call).catch((error: Error) => error.name);
    await simulators.received(2);
    impatient.abort();
    expect(await waiting).toBe('AbortError');
    const next = await simulators.gr8('POST', cashoutPath, fullCashout());
    expect(next.json()).toMatchObject({ result: 'NotAllowed' });
  });

  it.each([
    ['status', undefined, undefined, 500, '', untouched],
    ['status', 429, { wait: 1 }, 429, '{"wait":1}', untouched],
    ['status', 502, '<html>', 502, '<html>', untouched],
    ['status-after-effect', 503, undefined, 503, '', cashedOut],
    ['malformed', undefined, undefined, 200, '{"betId":"', cashedOut],
    ['malformed', undefined, '<html>', 200, '<html>', cashedOut],
  ])('%s with %j and %j answers %i %s', async (kind, status, body, answered, text, truth) => {
    const simulators = await withFault({ kind, status, body });
    const answer = await simulators.gr8('POST', cashoutPath, fullCashout());
    expect([answer.status, answer.text]).toEqual([answered, text]);
    expect(await simulators.truth()).toMatchObject(truth);
  });

  it.each([
    ['cashout', cashoutPath, { betId, amount: 99, priceChangePolicy: 'Any' }],
    ['partial-cashout', partialPath, { betId, betAmount: 10, amount: 9.9, priceChangePolicy: 'Any' }],
    ['forced-cashout', forcedPath, { betId, amount: 99 }],
  ])('reject makes %s the provider’s own no', async (operation, path, body) => {
    const simulators = await withFault({ operation, kind: 'reject' });
    const answer = await simulators.gr8('POST', path, { body: JSON.stringify(body) });
    expect([answer.status, answer.json()]).toEqual([
      200,
      { betId, amount: body.amount, result: 'NotAllowed' },
    ]);
    expect(await simulators.truth()).toMatchObject(untouched);
    const again = await simulators.gr8('POST', path, { body: JSON.stringify(body) });
    expect(again.json()).toMatchObject({ result: 'Success' });
  });

  it('reject makes amounts unavailable and tokens refused', async () => {
    const simulators = await withFault({ operation: 'amounts', kind: 'reject' });
    const amounts = await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}`);
    expect(amounts.json()).toMatchObject([{ betId, isAvailable: false, amount: 0 }]);
    await simulators.fault({ operation: 'token', kind: 'reject', times: 1 });
    const { tokenUrl, clientId, clientSecret } = simulators.providers.gr8;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const token = await request(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
    expect([token.status, token.text]).toEqual([401, '{"error":"invalid_client"}']);
  });

  it('delay holds the call until the shared clock has moved', async () => {
    const simulators = await withFault({ kind: 'delay', delayMs: 5_000 });
    const waiting = simulators.gr8('POST', cashoutPath, fullCashout());
    await simulators.received(2);
    expect(await simulators.truth()).toMatchObject(untouched);
    await simulators.clock.advance(4_999);
    expect(await simulators.truth()).toMatchObject(untouched);
    await simulators.clock.advance(1);
    expect((await waiting).json()).toMatchObject({ result: 'Success' });
    expect(await simulators.truth()).toMatchObject({
      cashouts: [{ amount: '99.0', at: new Date(start + 5_000).toISOString() }],
    });
  });

  it('takes a delayed effect although the caller has left', async () => {
    const simulators = await withFault({ kind: 'delay', delayMs: 5_000 });
    const impatient = new AbortController();
    const call = { ...fullCashout(), signal: impatient.signal };
    const waiting = simulators.gr8('POST', cashoutPath, call).catch((error: Error) => error.name);
    await simulators.received(2);
    impatient.abort();
    await waiting;
    await simulators.clock.advance(5_000);
    expect(await simulators.truth()).toMatchObject({ status: 'cashed-out' });
  });

  it('ends a delay when the simulators close, without a word in the log', async () => {
    const simulators = await withFault({ kind: 'delay', delayMs: 5_000 });
    const waiting = simulators.gr8('POST', cashoutPath, fullCashout()).catch(() => 'cut off');
    await simulators.received(2);
    await simulators.close();
    expect(await waiting).toBe('cut off');
    expect(simulators.errors).toEqual([]);
  });

  it('comes as often as ordered, in the order ordered, to its own operation only', async () => {
    const simulators = await withFault({ kind: 'status', status: 503, times: 2 });
    await simulators.fault({ operation: 'cashout', kind: 'status', status: 429 });
    const amounts = await simulators.gr8('GET', `${cashoutPath}?betIds=${betId}`);
    expect(amounts.status).toBe(200);
    const statuses = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await simulators.gr8('POST', cashoutPath, fullCashout())).status);
    }
    expect(statuses).toEqual([503, 503, 429, 200]);
  });

  it('is not used up by a call that is not let in', async () => {
    const simulators = await withFault({ kind: 'status', status: 503 });
    const outside = { ...fullCashout(), headers: { Authorization: 'Bearer none' } };
    expect((await simulators.gr8('POST', cashoutPath, outside)).status).toBe(401);
    expect((await simulators.gr8('POST', cashoutPath, fullCashout())).status).toBe(503);
  });

  it('is taken back by DELETE, which forgets no request', async () => {
    const simulators = await withFault({ kind: 'status', times: 5 });
    await simulators.gr8('POST', cashoutPath, fullCashout());
    const cleared = await simulators.control('DELETE', '/faults');
    expect([cleared.status, cleared.text]).toEqual([204, '']);
    expect((await simulators.gr8('POST', cashoutPath, fullCashout())).status).toBe(200);
    const { requests } = (await simulators.control('GET', '/requests')).json() as { requests: unknown[] };
    expect(requests).toHaveLength(3);
  });
});
