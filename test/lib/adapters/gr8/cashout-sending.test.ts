import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../../../../lib/adapters/memory/manual-clock.ts';
import type { Decimal } from '../../../../lib/domain/money/decimal.ts';
import type { PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { refusingUrl } from '../http/local-server.ts';
import { aHub, aHubOn, aRequest, json, place, short, start, success } from './gr8-hub.ts';

describe('a 401', () => {
  it('is answered once with another token', async () => {
    const { hub, outcome } = await place({ money: [json(401, ''), json(200, success)] });
    expect(short(outcome)).toBe('accepted 99');
    const [first, second] = hub.seen.money();
    expect(second?.body).toBe(first?.body);
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
    expect(hub.seen.token()).toHaveLength(2);
  });

  it('twice is final: never executed', async () => {
    const { hub, outcome } = await place({ money: [json(401, '')] });
    expect(outcome).toMatchObject({ outcome: 'never-sent', reason: { code: 'provider-error' } });
    expect(hub.seen.money()).toHaveLength(2);
  });

  it('leaves the second send as unclear as any other', async () => {
    const { hub, outcome } = await place({ money: [json(401, ''), json(503, '')] });
    expect(short(outcome)).toBe('unclear');
    expect(hub.seen.money()).toHaveLength(2);
  });

  it('without another token ends unsent', async () => {
    const token = json(200, '{"access_token":"s3cret","token_type":"Custom","expires_in":3600}');
    const { hub, outcome } = await place({ money: [json(401, '')], token: [token, json(503, '')] });
    expect(short(outcome)).toBe('never-sent provider-unreachable');
    expect(hub.seen.money()).toHaveLength(1);
  });

  it('is not answered any more past the time to send', async () => {
    const hub = await aHub({
      money: [
        async (request, response) => {
          await hub.clock.advance(101);
          await json(401, '')(request, response);
        },
      ],
    });
    const outcome = await hub.cashouts.place(aRequest({ sendBefore: start + 100 }));
    expect(short(outcome)).toBe('never-sent provider-unreachable');
    expect(hub.seen.money()).toHaveLength(1);
  });
});

describe('a cashout that must not leave', () => {
  it('is not sent after its time, with a token at hand', async () => {
    const { hub } = await place({});
    await hub.clock.advance(10_001);
    const outcome = await hub.cashouts.place(aRequest());
    expect(outcome).toMatchObject({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable' },
      evidence: 'not sent: too late to send',
    });
    expect(hub.seen.money()).toHaveLength(1);
  });

  it('is still sent at its very last millisecond', async () => {
    const { hub } = await place({});
    await hub.clock.advance(10_000);
    expect(short(await hub.cashouts.place(aRequest()))).toBe('accepted 99');
  });

  it('is not sent when connecting took until after its time', async () => {
    const clock = manualClock(start);
    let late = 0;
    const clientClock: Clock = { ...clock, now: () => clock.now() + late };
    const hub = await aHubOn(clock, clientClock, {});
    await hub.cashouts.place(aRequest());
    // Time stands still until the connection is begun, and jumps before it stands.
    const onConnect = () => {
      late = 10_001;
    };
    subscribe('net.client.socket', onConnect);
    onTestFinished(() => void unsubscribe('net.client.socket', onConnect));
    const outcome = await hub.cashouts.place(aRequest());
    expect(outcome).toMatchObject({ outcome: 'never-sent', evidence: 'not sent: too late to send' });
    expect(hub.seen.money()).toHaveLength(1);
  });

  it('is not sent when the token came too late', async () => {
    const hub = await aHub({ token: [() => hub.clock.advance(100)] });
    const outcome = await hub.cashouts.place(aRequest({ sendBefore: start + 100 }));
    expect(outcome).toMatchObject({ outcome: 'never-sent', evidence: 'no token: no token in time' });
    expect(hub.seen.money()).toHaveLength(0);
  });

  it('is not sent without a token, and says why without a secret', async () => {
    const { hub, outcome } = await place({ token: [json(401, '"s3cret"')] });
    expect(outcome).toMatchObject({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable' },
      evidence: 'no token: token endpoint answered 401',
    });
    expect(hub.seen.money()).toHaveLength(0);
    expect(hub.logged()).not.toContain('s3cret');
  });

  it('is not sent where nobody listens', async () => {
    const nobody = await refusingUrl();
    const hub = await aHub({}, { baseUrl: nobody });
    const outcome = await hub.cashouts.place(aRequest());
    expect(outcome).toMatchObject({
      outcome: 'never-sent',
      reason: { code: 'provider-unreachable' },
      evidence: 'not sent: ECONNREFUSED',
    });
  });

  it.each<[string, Partial<PlaceRequest>, string]>([
    [
      '16 digits',
      { amount: { value: '92.30000000000001' as Decimal, currency: null } },
      'amount-out-of-limits',
    ],
    ['a bet id that is no GUID', { betId: 'id1' }, 'bet-not-found'],
  ])('is refused for %s before anything is asked', async (_, changes, code) => {
    const { hub, outcome } = await place({}, changes);
    expect(short(outcome)).toBe(`never-sent ${code}`);
    expect(hub.server.requests).toHaveLength(0);
  });
});
